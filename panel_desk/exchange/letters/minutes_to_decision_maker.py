"""E-mail draft to a decision maker, with the signed minutes attached; the sender fills in the address."""

from panel_desk.exchange.letters.eml import Attachment, Draft
from panel_desk.queries.minutes.signatures import SignedNotice
from panel_desk.rules.dates import in_words
from panel_desk.rules.text import count, listed


def draft_for_decision_maker(signed: SignedNotice, sender: str, minutes: Attachment) -> Draft:
    """The draft to one decision maker.

    Args:
        signed: the signed version, and what was corrected in it.
        sender: the name at the end of the e-mail.
        minutes: the signed minutes where the decision maker decides on every case, else the bundle of their cases.
    """
    day, cases = in_words(signed.held_on), listed(list(signed.bundle.cases))
    lines = _correction(signed, day, cases) if signed.why else _first_version(signed, day, cases)
    return Draft(
        to=(),
        subject=f"{'Corrected minutes' if signed.why else 'Minutes'} of the panel of {day}",
        text="\n".join([f"Dear {signed.bundle.decision_maker or 'colleague'},", "", *lines, "", sender, ""]),
        attachments=(minutes,),
    )


def _first_version(signed: SignedNotice, day: str, cases: str) -> list[str]:
    """The lines of the e-mail with the first signed version."""
    what = "The signed minutes" if signed.bundle.is_whole else "Your part of the signed minutes"
    days = count(signed.bundle.working_days, "working day")
    return [
        f"{what} of the panel of {day} {'are' if signed.bundle.is_whole else 'is'} attached.",
        "",
        f"You decide on {cases}, within {days} of the day on which you receive this.",
        "Let us know that it has arrived, and on which day.",
    ]


def _correction(signed: SignedNotice, day: str, cases: str) -> list[str]:
    """The lines of the e-mail with corrected minutes."""
    version = f"Version {signed.number}{'' if signed.bundle.is_whole else ' of your part'}"
    return [
        f"The minutes of the panel of {day} were corrected and signed again.",
        f"{version} is attached and replaces what you have.",
        "",
        "What was corrected:",
        signed.why,
        "",
        f"You decide on {cases}.",
        "If you have decided already, let us know whether your decision stands.",
    ]
