"""The database's triggers, which refuse changes to the audit trail and to everything that signed minutes state.

From its first signature, the newest version of a meeting's minutes freezes its own text and the records that it is
based on. A correction is a newer version: while it is open, the records can be changed, but the text of the signed
version never can. A correction that was given up does not count as the newest version, and cannot be changed either.

The triggers are written in SQLite's own SQL, and rebuilt after every migration because altering a table drops them.
"""

FROZEN: dict[str, tuple[str, ...]] = {
    "case": ("ref", "kind", "household_ref", "meeting_ref", "item_no", "starts_at", "minutes", "began_at", "ended_at"),
    "meeting": ("ref", "panel", "meets_on", "starts_at", "place", "status", "chair_ref"),
}
"""By table, the columns of a meeting and its cases that signed minutes state, and that are therefore frozen."""

# The conditions of the triggers in SQL; `{row}` stands for OLD or NEW, `{meeting}` and `{meetings}` for meetings' refs.
_HAS_SIGNATURE = "(m.signed_at IS NOT NULL OR EXISTS (SELECT 1 FROM minutes_signature g WHERE g.minutes_id = m.id))"
_IS_NEWEST = (
    "NOT EXISTS (SELECT 1 FROM minutes n WHERE n.meeting_ref = m.meeting_ref AND n.number > m.number "
    "AND n.given_up_at IS NULL)"
)
_MEETING_IS_SIGNED = (
    f"EXISTS (SELECT 1 FROM minutes m WHERE {_HAS_SIGNATURE} AND {_IS_NEWEST} AND m.meeting_ref = {{meeting}})"  # noqa: S608 - no user's text
)
_SIGNED_MEETING = _MEETING_IS_SIGNED.format(meeting="{row}.meeting_ref")
_THIS_SIGNED = _MEETING_IS_SIGNED.format(meeting="{row}.ref")  # of the row of a meeting itself
_SIGNED_CASE = _MEETING_IS_SIGNED.format(meeting='(SELECT c.meeting_ref FROM "case" c WHERE c.ref = {row}.case_ref)')
_SIGNED_RECOMMENDATION = _MEETING_IS_SIGNED.format(
    meeting=(
        '(SELECT c.meeting_ref FROM "case" c JOIN recommendation r ON r.case_ref = c.ref '
        "WHERE r.id = {row}.recommendation_id)"
    )
)
# A version that has a signature or was given up.
_SIGNED_VERSION = (
    f"EXISTS (SELECT 1 FROM minutes m WHERE ({_HAS_SIGNATURE} OR m.given_up_at IS NOT NULL) "  # noqa: S608 - no user's text
    "AND m.id = {row}.minutes_id)"
)
_SIGNED_SECTION = _SIGNED_VERSION.replace(
    "{row}.minutes_id", "(SELECT s.minutes_id FROM minutes_section s WHERE s.id = {row}.section_id)"
)
_EVER_SIGNED = "EXISTS (SELECT 1 FROM minutes m WHERE m.signed_at IS NOT NULL AND m.meeting_ref IN ({meetings}))"
# A correction: the next version, with a reason, while no other is open.
_NEXT_WITH_REASON = (
    "NEW.signed_at IS NULL AND NEW.given_up_at IS NULL AND trim(coalesce(NEW.corrects_because, '')) != '' AND "
    "NEW.number = (SELECT max(m.number) + 1 FROM minutes m WHERE m.meeting_ref = NEW.meeting_ref) AND NOT EXISTS "
    "(SELECT 1 FROM minutes m WHERE m.meeting_ref = NEW.meeting_ref AND m.signed_at IS NULL AND m.given_up_at IS NULL)"
)
_SIGNED = "The minutes are signed; a correction is a new version."
_NOT_FINAL = "A signature goes under minutes that are final."
_MINUTES_APPEND_ONLY = "What is recorded of minutes is only ever added to."
_CERTIFICATE = "A certificate stays on record; it can be withdrawn."
# The end of the audit trail moves on by one entry, which is there.
_MOVES_FORWARD = (
    "NEW.entry = OLD.entry + 1 AND NEW.compared_from = OLD.compared_from AND NEW.signed_from = OLD.signed_from "
    "AND EXISTS (SELECT 1 FROM audit_entry e WHERE e.id = NEW.entry AND e.hash = NEW.hash)"
)
_KEY = "A signing key stays on record; it can be ended."
_APPEND_ONLY = "The audit trail is only ever added to."


def _refuse(table: str, event: str, when: str, why: str) -> tuple[str, str]:
    """The name and the SQL of a trigger that aborts an event on a table.

    Args:
        table: the table.
        event: `INSERT`, `UPDATE` or `DELETE`.
        when: the condition in SQL under which it is aborted.
        why: the sentence for the user.
    """
    name = f"refuse_{event.lower()}_{table}"
    return (
        name,
        f"CREATE TRIGGER {name} BEFORE {event} ON \"{table}\" WHEN {when} BEGIN SELECT RAISE(ABORT, '{why}'); END",
    )


def _changes(*fields: str) -> str:
    """The condition that an update changes one of some columns."""
    return f"({' OR '.join(f'NEW.{field} IS NOT OLD.{field}' for field in fields)})"


def _frozen(table: str, when: str) -> tuple[tuple[str, str], ...]:
    """The triggers that refuse every change of a table's rows for which a condition holds, before or after it."""
    old, new = when.format(row="OLD"), when.format(row="NEW")
    return (
        _refuse(table, "INSERT", new, _SIGNED),
        _refuse(table, "UPDATE", f"{old} OR {new}", _SIGNED),
        _refuse(table, "DELETE", old, _SIGNED),
    )


TRIGGERS: dict[str, str] = dict(
    (
        _refuse("audit_entry", "INSERT", "NEW.id <= (SELECT COALESCE(MAX(id), 0) FROM audit_entry)", _APPEND_ONLY),
        _refuse("audit_entry", "UPDATE", "1", _APPEND_ONLY),
        _refuse("audit_entry", "DELETE", "1", _APPEND_ONLY),
        _refuse("audit_ref", "UPDATE", "1", _APPEND_ONLY),
        _refuse("audit_ref", "DELETE", "1", _APPEND_ONLY),
        _refuse(
            "minutes",
            "INSERT",
            f"{_EVER_SIGNED.format(meetings='NEW.meeting_ref')} AND NOT ({_NEXT_WITH_REASON})",
            _SIGNED,
        ),
        _refuse(
            "minutes",
            "UPDATE",
            f"OLD.signed_at IS NOT NULL OR OLD.given_up_at IS NOT NULL OR "
            f"(NEW.given_up_at IS NOT NULL AND (OLD.corrects_because IS NULL OR NEW.signed_at IS NOT NULL)) OR "
            f"({_changes('id', 'meeting_ref', 'number', 'corrects_because')} AND "
            f"{_EVER_SIGNED.format(meetings='OLD.meeting_ref, NEW.meeting_ref')})",
            _SIGNED,
        ),
        _refuse("minutes", "DELETE", "OLD.signed_at IS NOT NULL OR OLD.corrects_because IS NOT NULL", _SIGNED),
        _refuse("minutes_event", "UPDATE", "1", _MINUTES_APPEND_ONLY),
        _refuse("minutes_event", "DELETE", "1", _MINUTES_APPEND_ONLY),
        _refuse(
            "minutes_signature",
            "INSERT",
            "NOT EXISTS (SELECT 1 FROM minutes m WHERE m.id = NEW.minutes_id AND m.state = 'final')",
            _NOT_FINAL,
        ),
        _refuse("minutes_signature", "UPDATE", "1", _MINUTES_APPEND_ONLY),
        _refuse(
            "minutes_signature",
            "DELETE",
            "EXISTS (SELECT 1 FROM minutes m WHERE m.signed_at IS NOT NULL AND m.id = OLD.minutes_id)",
            _SIGNED,
        ),
        _refuse(
            "signing_credential",
            "UPDATE",
            f"{_changes('id', 'member_ref', 'certificate_sha256', 'certificate', 'added_at', 'added_by')} "
            f"OR {_changes('voucher_needed')} "
            "OR (OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS NOT OLD.withdrawn_at) "
            "OR (OLD.vouched_at IS NOT NULL AND "
            f"{_changes('vouched_by', 'vouched_name', 'vouched_how', 'vouched_at')})",
            _CERTIFICATE,
        ),
        _refuse("signing_credential", "DELETE", "1", _CERTIFICATE),
        _refuse(
            "account_key",
            "UPDATE",
            f"{_changes('id', 'account_name', 'public_key', 'origin', 'made_at')} OR OLD.ended_at IS NOT NULL",
            _KEY,
        ),
        _refuse("account_key", "DELETE", "1", _KEY),
        _refuse("audit_end", "INSERT", "EXISTS (SELECT 1 FROM audit_end)", _APPEND_ONLY),
        _refuse("audit_end", "UPDATE", f"NOT ({_MOVES_FORWARD})", _APPEND_ONLY),
        _refuse("audit_end", "DELETE", "1", _APPEND_ONLY),
        _refuse("meeting", "UPDATE", f"{_changes(*FROZEN['meeting'])} AND {_THIS_SIGNED.format(row='OLD')}", _SIGNED),
        _refuse("case", "INSERT", _SIGNED_MEETING.format(row="NEW"), _SIGNED),
        _refuse(
            "case",
            "UPDATE",
            f"{_changes(*FROZEN['case'])} AND "
            f"({_SIGNED_MEETING.format(row='OLD')} OR {_SIGNED_MEETING.format(row='NEW')})",
            _SIGNED,
        ),
        _refuse("case", "DELETE", _SIGNED_MEETING.format(row="OLD"), _SIGNED),
        *_frozen("minutes_section", _SIGNED_VERSION),
        *_frozen("section_version", _SIGNED_SECTION),
        *_frozen("review_comment", _SIGNED_SECTION),
        *_frozen("case_child", _SIGNED_CASE),
        *_frozen("recommendation", _SIGNED_CASE),
        *_frozen("recommendation_view", _SIGNED_RECOMMENDATION),
        *_frozen("interest", _SIGNED_CASE),
        *_frozen("panel_question", _SIGNED_CASE),
        *_frozen("item_note", _SIGNED_CASE),
        *_frozen("attendance", _SIGNED_MEETING),
        *_frozen("absence", _SIGNED_MEETING),
    )
)
