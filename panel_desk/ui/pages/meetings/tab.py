"""Base class of the tabs of a meeting, and what they say about quorum and signed minutes."""

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from panel_desk.queries.meetings.meetings import MeetingRecord
from panel_desk.queries.meetings.quorum import ItemQuorum
from panel_desk.rules.vocabulary import MeetingStatus
from panel_desk.ui import formats
from panel_desk.ui.page import Page
from panel_desk.ui.widgets.buttons import Action
from panel_desk.ui.widgets.quorum_light import Light

FROZEN = "The minutes of this meeting are signed, so the records that they depend on can no longer be changed."


class Tab(QWidget):
    """One tab. Override `build`, called once, and `show_meeting`, called when the tab opens or its data changed.

    Who may not ask one of the queries in `needs` has no such tab.
    """

    needs: Sequence[Callable[..., object]] = ()

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.record: MeetingRecord | None = None
        self.build()

    def build(self) -> None:
        """Build the tab's widgets."""

    def show_meeting(self, record: MeetingRecord) -> None:
        """Show a meeting; further data comes from the page's `watch`."""

    def take(self, record: MeetingRecord) -> None:
        """Keep the record, and show it."""
        self.record = record
        self.show_meeting(record)

    @property
    def meeting(self) -> str:
        """The ref of the meeting shown."""
        return self.record.row.ref if self.record else ""

    def why_not(self, operation: Callable[..., object]) -> str:
        """Why the signed-in person cannot do an operation on this meeting; empty where they can."""
        if self.record and self.record.signed:
            return FROZEN
        return self.page.bridge.why_not(operation)


def light_of(judged: ItemQuorum, invite: Callable[[str, str], Callable[[], object]] | None = None) -> Light:
    """An item's quorum for its light: who counts, who does not and why, and whom to invite.

    Args:
        judged: the item's quorum.
        invite: returns an action's callback from a member's ref and name; None where nobody can be invited now.
    """
    reasons = [f"{formats.listed(judged.counted)} {'counts' if len(judged.counted) == 1 else 'count'}."]
    if not judged.counted:
        reasons = ["Nobody counts."]
    if judged.presiding:
        reasons.append(f"{judged.presiding} presides.")
    reasons += [f"{each.name} {each.why}." for each in judged.not_counted]
    if judged.is_forecast:
        reasons.append("This is a forecast from the replies so far.")
    actions = [
        Action(f"Invite {name}", invite(ref, name))
        for ref, name in zip(judged.could_make_quorate_refs, judged.could_make_quorate, strict=True)
        if invite is not None
    ]
    return Light(
        judged.quorate, judged.sentence, reasons, [judged.verdict.remedy] if judged.verdict.remedy else [], actions
    )


def is_planned(record: MeetingRecord) -> bool:
    """Whether a meeting is neither held nor cancelled."""
    return record.row.status is MeetingStatus.PLANNED
