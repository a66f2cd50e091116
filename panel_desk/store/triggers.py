"""What the database itself refuses, whoever asks: changing the audit trail or anything of signed minutes.

SQLite's own SQL, rebuilt after every migration because altering a table drops its triggers.
"""

_SIGNED_MEETING = "EXISTS (SELECT 1 FROM minutes m WHERE m.signed_at IS NOT NULL AND m.meeting_ref = {row}.meeting_ref)"
_SIGNED_CASE = (
    'EXISTS (SELECT 1 FROM minutes m JOIN "case" c ON c.meeting_ref = m.meeting_ref '
    "WHERE m.signed_at IS NOT NULL AND c.ref = {row}.case_ref)"
)
_SIGNED_SECTION = "EXISTS (SELECT 1 FROM minutes m WHERE m.signed_at IS NOT NULL AND m.id = {row}.minutes_id)"
_SIGNED = "The minutes are signed; a correction is a new version."
_APPEND_ONLY = "The audit trail is only ever added to."


def _refuse(table: str, event: str, when: str, why: str) -> tuple[str, str]:
    name = f"refuse_{event.lower()}_{table}"
    return (
        name,
        f"CREATE TRIGGER {name} BEFORE {event} ON \"{table}\" WHEN {when} BEGIN SELECT RAISE(ABORT, '{why}'); END",
    )


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
        _refuse(
            "case",
            "UPDATE",
            f"NEW.meeting_ref IS NOT OLD.meeting_ref AND {_SIGNED_MEETING.format(row='OLD')}",
            _SIGNED,
        ),
        _refuse("case", "DELETE", _SIGNED_MEETING.format(row="OLD"), _SIGNED),
        *_frozen("minutes_section", _SIGNED_SECTION),
        *_frozen("recommendation", _SIGNED_CASE),
        *_frozen("interest", _SIGNED_CASE),
        *_frozen("attendance", _SIGNED_MEETING),
    )
)
