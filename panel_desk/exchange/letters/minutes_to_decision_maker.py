"""The e-mail that takes signed minutes to a decision maker; its address is left for who sends it."""

from panel_desk.exchange.letters.eml import Attachment, Draft
from panel_desk.queries.minutes.signatures import SignedFor
from panel_desk.rules.dates import in_words
from panel_desk.rules.text import count, listed


def draft_for_decision_maker(told: SignedFor, sender: str, minutes: Attachment) -> Draft:
    """The draft to one decision maker, with the minutes as they are signed now or the part that is theirs.

    Args:
        told: what was signed, and what was put right where it is a correction.
        sender: whose name stands under it.
        minutes: the signed file where all of it is theirs, else their bundle.
    """
    day, theirs = in_words(told.held_on), listed(list(told.bundle.cases))
    lines = _of_correction(told, day, theirs) if told.why else _of_first(told, day, theirs)
    return Draft(
        to=(),
        subject=f"{'Corrected minutes' if told.why else 'Minutes'} of the panel of {day}",
        words="\n".join([f"Dear {told.bundle.decision_maker or 'colleague'},", "", *lines, "", sender, ""]),
        attachments=(minutes,),
    )


def _of_first(told: SignedFor, day: str, theirs: str) -> list[str]:
    what = "The signed minutes" if told.bundle.is_whole else "Your part of the signed minutes"
    days = count(told.bundle.working_days, "working day")
    return [
        f"{what} of the panel of {day} {'are' if told.bundle.is_whole else 'is'} attached.",
        "",
        f"You decide on {theirs}, within {days} of the day on which you receive this.",
        "Let us know that it has arrived, and on which day.",
    ]


def _of_correction(told: SignedFor, day: str, theirs: str) -> list[str]:
    version = f"Version {told.number}{'' if told.bundle.is_whole else ' of what you decide'}"
    return [
        f"The minutes of the panel of {day} were corrected and signed again.",
        f"{version} is attached and takes the place of what you have.",
        "",
        "What was put right:",
        told.why,
        "",
        f"You decide on {theirs}.",
        "If you have decided already, let us know whether your decision stands.",
    ]
