"""E-mail draft that reminds a reviewer who has not finished checking minutes."""

from panel_desk.exchange.letters.eml import Draft
from panel_desk.queries.minutes.reviews import Reminder
from panel_desk.rules.dates import in_words


def draft_of_reminder(reminder: Reminder, sender: str) -> Draft:
    """The draft to the reviewer; without an address where the central list has none.

    Args:
        reminder: what it says.
        sender: the name at the end of the e-mail.
    """
    day = in_words(reminder.held_on)
    due_words = "Your check was due" if reminder.is_late else "It is due"
    lines = [
        f"Dear {reminder.name},",
        "",
        f"On {in_words(reminder.asked_on)} you were asked to check the minutes of the panel of {day}.",
        f"{due_words} on {in_words(reminder.due_on)}.",
        "",
        "Read them, comment on what is to be changed, and say when you are done. If you cannot, let us know.",
        "",
        sender,
        reminder.agency,
        "",
    ]
    return Draft(
        to=[(reminder.name, reminder.email)] if reminder.email else (),
        subject=f"Minutes of the panel of {day}: your check",
        text="\n".join(lines),
    )
