"""The e-mail that reminds somebody who was asked to check minutes and has not done so."""

from panel_desk.exchange.letters.eml import Draft
from panel_desk.queries.minutes.reviews import Reminder
from panel_desk.rules.dates import in_words


def draft_of_reminder(told: Reminder, sender: str) -> Draft:
    """The draft to the reviewer; without an address where the central list has none.

    Args:
        told: what they are told.
        sender: whose name stands under it.
    """
    day = in_words(told.held_on)
    is_due = "Your check was due" if told.is_late else "It is due"
    lines = [
        f"Dear {told.name},",
        "",
        f"On {in_words(told.asked_on)} you were asked to check the minutes of the panel of {day}.",
        f"{is_due} on {in_words(told.due_on)}.",
        "",
        "Read them, comment on what is to be changed, and say when you are done. If you cannot, let us know.",
        "",
        sender,
        told.agency,
        "",
    ]
    return Draft(
        to=[(told.name, told.email)] if told.email else (),
        subject=f"Minutes of the panel of {day}: your check",
        words="\n".join(lines),
    )
