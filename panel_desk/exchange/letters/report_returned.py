"""E-mail draft that returns a report to its author; the sender fills in the address."""

from dataclasses import dataclass
from datetime import date

from panel_desk.exchange.letters.eml import Draft
from panel_desk.rules.dates import in_words


@dataclass(frozen=True, slots=True)
class ReturnedReport:
    """A report that is returned. The e-mail names its kind and its case's ref, and so no family.

    Args:
        case: the case's ref.
        report: its kind, such as *prospective adopter's report*.
        number: its version.
        author: who wrote it; empty where that is not recorded.
        remarks: what must be changed.
        due_back_on: the day on which the new version is due; None where none was set.
        panel_on: the day of the panel; None where the case is not booked.
        adviser: the panel adviser who returns it.
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
        "Before it goes to the panel, this must be changed:",
        "",
        returned.remarks,
        "",
    ]
    if returned.due_back_on:
        lines.append(f"Send the new version by {in_words(returned.due_back_on)}.")
    if returned.panel_on:
        lines.append(f"The panel meets on {in_words(returned.panel_on)}.")
    lines += ["", returned.adviser, returned.agency, ""]
    return Draft(to=(), subject=f"Report returned: {returned.case}, version {returned.number}", text="\n".join(lines))
