"""The e-mail that tells a decision maker that minutes were corrected; its address is left for who sends it."""

from panel_desk.exchange.drafts import Attachment, Draft
from panel_desk.queries.signatures import Corrected
from panel_desk.rules.dates import in_words
from panel_desk.rules.words import listed


def draft_of_correction(told: Corrected, sender: str, minutes: Attachment) -> Draft:
    """The draft to the decision makers, with the minutes as they are signed now.

    Args:
        told: what was corrected.
        sender: whose name stands under it.
        minutes: the signed file.
    """
    makers = listed([maker or authority for authority, maker in told.makers])
    lines = [
        f"Dear {makers}," if makers else "Dear colleague,",
        "",
        (
            f"The minutes of the panel of {in_words(told.held_on)} were corrected and signed again. "
            f"Version {told.number} is attached and takes the place of the one that you have."
        ),
        "",
        "What was put right:",
        told.why,
        "",
        f"It concerns {listed(list(told.cases))}." if told.cases else "No case of yours is concerned.",
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
