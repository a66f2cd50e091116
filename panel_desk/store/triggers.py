"""What the database itself refuses, whoever asks: changing the audit trail or anything of signed minutes.

SQLite's own SQL, rebuilt after every migration because altering a table drops its triggers.
"""

FROZEN: dict[str, tuple[str, ...]] = {
    "case": ("ref", "kind", "household_ref", "meeting_ref", "item_no", "starts_at", "minutes"),
    "meeting": ("ref", "panel", "meets_on", "starts_at", "chair_ref"),
}
"""What signed minutes say of a meeting and its cases, by table: fields that stay as they were when it was signed."""

_SIGNED_MEETING = "EXISTS (SELECT 1 FROM minutes m WHERE m.signed_at IS NOT NULL AND m.meeting_ref = {row}.meeting_ref)"
_SIGNED_CASE = (
    'EXISTS (SELECT 1 FROM minutes m JOIN "case" c ON c.meeting_ref = m.meeting_ref '
    "WHERE m.signed_at IS NOT NULL AND c.ref = {row}.case_ref)"
)
_THIS_SIGNED = "EXISTS (SELECT 1 FROM minutes m WHERE m.signed_at IS NOT NULL AND m.meeting_ref = {row}.ref)"
_SIGNED_SECTION = "EXISTS (SELECT 1 FROM minutes m WHERE m.signed_at IS NOT NULL AND m.id = {row}.minutes_id)"
_SIGNED = "The minutes are signed; a correction is a new version."
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


def _changes(table: str) -> str:
    return f"({' OR '.join(f'NEW.{field} IS NOT OLD.{field}' for field in FROZEN[table])})"


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
        _refuse("minutes", "UPDATE", "OLD.signed_at IS NOT NULL", _SIGNED),
        _refuse("minutes", "DELETE", "OLD.signed_at IS NOT NULL", _SIGNED),
        _refuse("audit_end", "INSERT", "EXISTS (SELECT 1 FROM audit_end)", _APPEND_ONLY),
        _refuse("audit_end", "UPDATE", f"NOT ({_FORWARD})", _APPEND_ONLY),
        _refuse("audit_end", "DELETE", "1", _APPEND_ONLY),
        _refuse("meeting", "UPDATE", f"{_changes('meeting')} AND {_THIS_SIGNED.format(row='OLD')}", _SIGNED),
        _refuse("case", "UPDATE", f"{_changes('case')} AND {_SIGNED_MEETING.format(row='OLD')}", _SIGNED),
        _refuse("case", "DELETE", _SIGNED_MEETING.format(row="OLD"), _SIGNED),
        *_frozen("minutes_section", _SIGNED_SECTION),
        *_frozen("case_child", _SIGNED_CASE),
        *_frozen("recommendation", _SIGNED_CASE),
        *_frozen("interest", _SIGNED_CASE),
        *_frozen("attendance", _SIGNED_MEETING),
    )
)
