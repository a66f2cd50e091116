"""The e-mail that tells a decision maker that minutes were corrected; its address is left for who sends it."""

from panel_desk.exchange.drafts import Attachment, Draft
from panel_desk.queries.signatures import Corrected
from panel_desk.rules.dates import in_words
from panel_desk.rules.words import listed


def draft_of_correction(told: Corrected, sender: str, minutes: Attachment) -> Draft:
    """The draft to one decision maker, with the minutes as they are signed now or the part that is theirs.

    Args:
        told: what was corrected.
        sender: whose name stands under it.
        minutes: the signed file where all of it is theirs, else their bundle.
    """
    whole = told.bundle.is_whole
    lines = [
        f"Dear {told.bundle.decision_maker or 'colleague'},",
        "",
        (
            f"The minutes of the panel of {in_words(told.held_on)} were corrected and signed again. "
            f"Version {told.number} {'is' if whole else 'of what you decide is'} attached and takes the place of what "
            "you have."
        ),
        "",
        "What was put right:",
        told.why,
        "",
        f"You decide on {listed(list(told.bundle.cases))}.",
        "If you have decided already, let us know whether your decision stands.",
        "",
        sender,
        "",
    ]
    return Draft(
        to=(),
        subject=f"Corrected minutes of the panel of {in_words(told.held_on)}",
        words="\n".join(lines),
        attachments=(minutes,),
    )
