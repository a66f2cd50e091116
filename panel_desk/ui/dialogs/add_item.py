"""The dialog that books waiting cases on a meeting's agenda."""

from collections.abc import Sequence
from datetime import time

from panel_desk.operations.meetings.meetings import place_on_agenda
from panel_desk.queries.cases.cases import CaseRow
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.fields import ChoiceField, NumberField, TimeField
from panel_desk.ui.page import Page


class AddItem(FormDialog):
    """Asks which case, from when and for how long; the length follows the kind of case until it is typed.

    Args:
        page: the meeting's page.
        meeting: the meeting's ref.
        waiting: the cases that wait for a panel, each with the usual length of its item in minutes.
        free_from: when the last item ends, or the meeting starts.
        pause: minutes to leave before it.
    """

    def __init__(
        self, page: Page, meeting: str, waiting: Sequence[tuple[CaseRow, int]], free_from: time | None, pause: int
    ) -> None:
        self._lengths = {case.ref: minutes for case, minutes in waiting}
        super().__init__(
            page.bridge,
            "Add an item",
            [
                ChoiceField(
                    key="case",
                    label="Case",
                    required=True,
                    options=[(case.ref, f"{case.title} ({case.ref})") for case, _ in waiting],
                    is_long=True,
                    help="Type a part of a name or a ref.",
                ),
                (
                    TimeField(key="starts_at", label="Starts at"),
                    NumberField(key="minutes", label="Minutes", least=1, most=600),
                ),
            ],
            "Add item",
            place_on_agenda,
            lambda _: page.said("Item added to the agenda"),
            values={"starts_at": _after(free_from, pause)},
            parent=page.window(),
            meeting=meeting,
        )
        self.form.rows["case"].input.edited.connect(self._propose_length)

    def _propose_length(self) -> None:
        try:
            case = self.form.rows["case"].input.read()
        except ValueError:
            return  # still typing
        if case is not None:
            self.form.fill({"minutes": self._lengths[case]})


def _after(start: time | None, pause: int) -> time | None:
    if start is None:
        return None
    hour, minute = divmod(start.hour * 60 + start.minute + pause, 60)
    return time(min(hour, 23), minute)
