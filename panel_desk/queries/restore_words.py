"""What a restore would do, in sentences."""

from panel_desk.queries.history_words import REGISTERS
from panel_desk.rules.dates import in_words
from panel_desk.rules.text import count, listed
from panel_desk.store.restore import RestorePreview


def preview_in_words(preview: RestorePreview) -> tuple[str, ...]:
    """The lines that say what a restore would undo, and what it would leave as it is now."""
    then = f"The backup's newest entry in the history is number {preview.entry_then}{_at(preview, is_then=True)}."
    if preview.entry_now is None:
        return (then, "There is no store in place that can be read, so the backup is restored as it is.")
    kinds = [f"{REGISTERS[register].noun or register.replace('_', ' ')} ({many})" for register, many in preview.records]
    undone = f"{count(preview.undone, 'change', 'changes')} would be undone"
    lines = [
        then,
        f"The store's newest entry is number {preview.entry_now}{_at(preview, is_then=False)}.",
        f"{undone}. Records changed since, by kind: {listed(kinds)}." if kinds else f"{undone}.",
    ]
    kept = (
        (preview.closed_since, "Closed since, and stays closed"),
        (preview.opened_since, "Opened since, and stays"),
        (preview.new_passphrase_since, "New passphrase since, which stays"),
        (preview.other_role_since, "Another role since, which stays"),
    )
    return (*lines, *(f"{what}: {listed(list(names))}." for names, what in kept if names))


def _at(preview: RestorePreview, *, is_then: bool) -> str:
    """When the newest entry was made, of the backup or else of the store; empty where that is not known."""
    at = preview.at_then if is_then else preview.at_now
    if at is None:
        return ""
    own = at.astimezone()
    return f", of {in_words(own.date())} at {own:%H:%M}"
