"""The e-mail that goes with a report when it is returned to its author; its address is left for who sends it."""

from dataclasses import dataclass
from datetime import date

from panel_desk.exchange.letters.eml import Draft
from panel_desk.rules.dates import in_words


@dataclass(frozen=True, slots=True)
class ReturnedReport:
    """A report that goes back. It is told by its kind and its case's ref, so that the e-mail names no family.

    Args:
        case: the case's ref.
        report: what it is, as *prospective adopter's report*.
        number: which version.
        author: who wrote it; empty where that is not recorded.
        remarks: what is to be mended.
        due_back_on: by when.
        panel_on: when the panel meets; None where the case is not booked.
        adviser: who returns it.
        agency: the agency's name.
    """

    case: str
    report: str
    number: int
    author: str
    remarks: str
    due_back_on: date | None
    panel_on: date | None
    adviser: str
    agency: str


def draft_of_return(returned: ReturnedReport) -> Draft:
    """The draft to the author."""
    lines = [
        f"Dear {returned.author or 'colleague'},",
        "",
        f"I have read the {returned.report} for {returned.case} (version {returned.number}) and return it to you.",
        "Before it goes to the panel, this needs to be mended:",
        "",
        returned.remarks,
        "",
    ]
    if returned.due_back_on:
        lines.append(f"Send the new version by {in_words(returned.due_back_on)}.")
    if returned.panel_on:
        lines.append(f"The panel meets on {in_words(returned.panel_on)}.")
    lines += ["", returned.adviser, returned.agency, ""]
    return Draft(to=(), subject=f"Report returned: {returned.case}, version {returned.number}", words="\n".join(lines))
