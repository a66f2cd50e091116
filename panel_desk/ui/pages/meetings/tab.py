"""What the tabs of a meeting share: the page that they ask, and the meeting that they show."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from panel_desk.queries.meetings.meetings import MeetingRecord
from panel_desk.queries.meetings.quorum import ItemQuorum
from panel_desk.rules.vocabulary import MeetingStatus
from panel_desk.ui import formats
from panel_desk.ui.page import Page
from panel_desk.ui.widgets.buttons import Action
from panel_desk.ui.widgets.quorum_light import Light

FROZEN = "The minutes of this meeting are signed, so nothing that they rest on can be changed any more."


class Tab(QWidget):
    """One tab. Write `build` (once) and `show_meeting` (whenever the tab is open and something changed)."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.record: MeetingRecord | None = None
        self.build()

    def build(self) -> None:
        """Make the tab's pieces."""

    def show_meeting(self, record: MeetingRecord) -> None:
        """Ask for the rest, by the page's `watch`, and show it."""

    def take(self, record: MeetingRecord) -> None:
        """Show a meeting."""
        self.record = record
        self.show_meeting(record)

    @property
    def meeting(self) -> str:
        """The ref of the meeting shown."""
        return self.record.row.ref if self.record else ""

    def why_not(self, operation: Callable[..., object]) -> str:
        """Why an operation cannot be done on this meeting by whoever is signed in; empty where it can."""
        if self.record and self.record.signed:
            return FROZEN
        return self.page.bridge.why_not(operation)


def light_of(judged: ItemQuorum, invite: Callable[[str, str], Callable[[], object]] | None = None) -> Light:
    """An item's quorum as its light says it.

    Args:
        judged: the item's quorum.
        invite: makes what invites a member, from ref and name; None where nobody can be invited now.
    """
    reasons = [f"{formats.listed(judged.counted)} {'counts' if len(judged.counted) == 1 else 'count'}."]
    if not judged.counted:
        reasons = ["Nobody counts."]
    if judged.presiding:
        reasons.append(f"{judged.presiding} presides.")
    reasons += [f"{each.name} {each.why}." for each in judged.not_counted]
    if judged.is_forecast:
        reasons.append("This is a forecast from the replies so far.")
    offers = [
        Action(f"Invite {name}", invite(ref, name))
        for ref, name in zip(judged.could_make_quorate_refs, judged.could_make_quorate, strict=True)
        if invite is not None
    ]
    return Light(
        judged.quorate, judged.sentence, reasons, [judged.verdict.remedy] if judged.verdict.remedy else [], offers
    )


def is_planned(record: MeetingRecord) -> bool:
    """Whether a meeting is neither held nor called off."""
    return record.row.status is MeetingStatus.PLANNED
