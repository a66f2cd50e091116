"""What the database itself refuses, whoever asks: changing the audit trail or anything of signed minutes.

From the first signature on, the newest version of a meeting's minutes freezes its own text and the registers that it
rests on. A correction is a newer version: while it is open the registers can be changed under it, and the text of the
version that was signed never again. One that was given up is passed over, and stays as it was left.

SQLite's own SQL, rebuilt after every migration because altering a table drops its triggers.
"""

FROZEN: dict[str, tuple[str, ...]] = {
    "case": ("ref", "kind", "household_ref", "meeting_ref", "item_no", "starts_at", "minutes", "began_at", "ended_at"),
    "meeting": ("ref", "panel", "meets_on", "starts_at", "place", "status", "chair_ref"),
}
"""What signed minutes say of a meeting and its cases, by table: fields that stay as they were when it was signed."""

_BEARS_A_SIGNATURE = "(m.signed_at IS NOT NULL OR EXISTS (SELECT 1 FROM minutes_signature g WHERE g.minutes_id = m.id))"
_IS_NEWEST = (
    "NOT EXISTS (SELECT 1 FROM minutes n WHERE n.meeting_ref = m.meeting_ref AND n.number > m.number "
    "AND n.given_up_at IS NULL)"
)
_OF_MEETING = (
    f"EXISTS (SELECT 1 FROM minutes m WHERE {_BEARS_A_SIGNATURE} AND {_IS_NEWEST} AND m.meeting_ref = {{meeting}})"  # noqa: S608 - ours
)
_SIGNED_MEETING = _OF_MEETING.format(meeting="{row}.meeting_ref")
_THIS_SIGNED = _OF_MEETING.format(meeting="{row}.ref")
_SIGNED_CASE = _OF_MEETING.format(meeting='(SELECT c.meeting_ref FROM "case" c WHERE c.ref = {row}.case_ref)')
_SIGNED_RECOMMENDATION = _OF_MEETING.format(
    meeting=(
        '(SELECT c.meeting_ref FROM "case" c JOIN recommendation r ON r.case_ref = c.ref '
        "WHERE r.id = {row}.recommendation_id)"
    )
)
_SIGNED_VERSION = (
    f"EXISTS (SELECT 1 FROM minutes m WHERE ({_BEARS_A_SIGNATURE} OR m.given_up_at IS NOT NULL) "  # noqa: S608 - ours
    "AND m.id = {row}.minutes_id)"
)
_SIGNED_SECTION = _SIGNED_VERSION.replace(
    "{row}.minutes_id", "(SELECT s.minutes_id FROM minutes_section s WHERE s.id = {row}.section_id)"
)
_EVER_SIGNED = "EXISTS (SELECT 1 FROM minutes m WHERE m.signed_at IS NOT NULL AND m.meeting_ref IN ({meetings}))"
_NEXT_WITH_REASON = (
    "NEW.signed_at IS NULL AND NEW.given_up_at IS NULL AND trim(coalesce(NEW.corrects_because, '')) != '' AND "
    "NEW.number = (SELECT max(m.number) + 1 FROM minutes m WHERE m.meeting_ref = NEW.meeting_ref) AND NOT EXISTS "
    "(SELECT 1 FROM minutes m WHERE m.meeting_ref = NEW.meeting_ref AND m.signed_at IS NULL AND m.given_up_at IS NULL)"
)
_SIGNED = "The minutes are signed; a correction is a new version."
_NOT_FINAL = "A signature goes under minutes that are final."
_KEPT = "What is recorded of minutes is only ever added to."
_CERTIFICATE = "A certificate stays on record; it can be withdrawn."
_FORWARD = (
    "NEW.entry = OLD.entry + 1 AND EXISTS (SELECT 1 FROM audit_entry e WHERE e.id = NEW.entry AND e.hash = NEW.hash)"
)
_APPEND_ONLY = "The audit trail is only ever added to."


def _refuse(table: str, event: str, when: str, why: str) -> tuple[str, str]:
    name = f"refuse_{event.lower()}_{table}"
    return (
        name,
        f"CREATE TRIGGER {name} BEFORE {event} ON \"{table}\" WHEN {when} BEGIN SELECT RAISE(ABORT, '{why}'); END",
    )


def _moves(*fields: str) -> str:
    return f"({' OR '.join(f'NEW.{field} IS NOT OLD.{field}' for field in fields)})"


def _frozen(table: str, when: str) -> tuple[tuple[str, str], ...]:
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
            f"({_moves('id', 'meeting_ref', 'number', 'corrects_because')} AND "
            f"{_EVER_SIGNED.format(meetings='OLD.meeting_ref, NEW.meeting_ref')})",
            _SIGNED,
        ),
        _refuse("minutes", "DELETE", "OLD.signed_at IS NOT NULL OR OLD.corrects_because IS NOT NULL", _SIGNED),
        _refuse("minutes_event", "UPDATE", "1", _KEPT),
        _refuse("minutes_event", "DELETE", "1", _KEPT),
        _refuse(
            "minutes_signature",
            "INSERT",
            "NOT EXISTS (SELECT 1 FROM minutes m WHERE m.id = NEW.minutes_id AND m.state = 'final')",
            _NOT_FINAL,
        ),
        _refuse("minutes_signature", "UPDATE", "1", _KEPT),
        _refuse(
            "minutes_signature",
            "DELETE",
            "EXISTS (SELECT 1 FROM minutes m WHERE m.signed_at IS NOT NULL AND m.id = OLD.minutes_id)",
            _SIGNED,
        ),
        _refuse(
            "signing_credential",
            "UPDATE",
            f"{_moves('id', 'member_ref', 'certificate_sha256', 'certificate', 'added_at')} "
            "OR (OLD.withdrawn_at IS NOT NULL AND NEW.withdrawn_at IS NOT OLD.withdrawn_at)",
            _CERTIFICATE,
        ),
        _refuse("signing_credential", "DELETE", "1", _CERTIFICATE),
        _refuse("audit_end", "INSERT", "EXISTS (SELECT 1 FROM audit_end)", _APPEND_ONLY),
        _refuse("audit_end", "UPDATE", f"NOT ({_FORWARD})", _APPEND_ONLY),
        _refuse("audit_end", "DELETE", "1", _APPEND_ONLY),
        _refuse("meeting", "UPDATE", f"{_moves(*FROZEN['meeting'])} AND {_THIS_SIGNED.format(row='OLD')}", _SIGNED),
        _refuse("case", "INSERT", _SIGNED_MEETING.format(row="NEW"), _SIGNED),
        _refuse(
            "case",
            "UPDATE",
            f"{_moves(*FROZEN['case'])} AND "
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
