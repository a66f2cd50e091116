"""Minutes sent home: a review file for whoever checks or signs without access to the store, its password, an e-mail."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from panel_desk.exchange.letters.eml import Attachment, eml
from panel_desk.exchange.letters.review_file import draft_of_review_file
from panel_desk.exchange.minutes.review_file import SUFFIX
from panel_desk.flows.send_minutes_home import send_minutes_home
from panel_desk.operations.minutes.review_files import make_review_file
from panel_desk.queries.meetings.meetings import meeting
from panel_desk.queries.minutes.minutes import MinutesRecord
from panel_desk.queries.minutes.review_files import HomeReader, home_readers
from panel_desk.rules.file_names import file_name
from panel_desk.rules.vocabulary import MinutesState
from panel_desk.ui import formats
from panel_desk.ui.dialogs.choose import Choose
from panel_desk.ui.dialogs.passwords import Passwords
from panel_desk.ui.page import Page
from panel_desk.ui.printing import save_file
from panel_desk.ui.states import State
from panel_desk.ui.wait_cursor import wait_cursor
from panel_desk.ui.widgets.buttons import Action
from panel_desk.ui.widgets.save_file_dialog import where_to_save

if TYPE_CHECKING:
    from collections.abc import Callable

_BY_TELEPHONE = (
    "Tell it by telephone, never by e-mail. Panel Desk does not keep it: note it down before you close this window. "
    "Whoever loses it needs a new file."
)
_EXPLANATION = "The file contains these minutes and nothing else. It opens in Panel Desk with a password of its own."


class Sending:
    """The action *Send to somebody at home*, in the minutes' More menu.

    Args:
        page: the minutes' page.
    """

    def __init__(self, page: Page) -> None:
        self._page = page
        self.ask_where: Callable[[str, str], str] = partial(where_to_save, page)

    def more(self, record: MinutesRecord) -> list[Action]:
        """The action, for minutes in review or final."""
        if record.state not in (MinutesState.IN_REVIEW, MinutesState.FINAL):
            return []
        why_not = self._page.bridge.why_not(make_review_file)
        return [Action("Send to somebody at home…", self.send, "upload", why_not=why_not)]

    def send(self) -> Choose[str] | None:
        """Ask for whom the file is; None where nobody is left."""
        if self._page.is_unsaved():
            return None
        readers = {one.member: one for one in self._page.bridge.ask(home_readers, self._page.ref)}
        if not readers:
            self._page.banner.say(State.NOTE, "Nobody else has to check or sign these minutes.")
            return None
        return Choose(
            "Send these minutes home",
            _EXPLANATION,
            "For whom",
            [(one.member, _described(one)) for one in readers.values()],
            "Make the file",
            lambda member: self._send(readers[member]),
            self._page.window(),
        )

    def _send(self, reader: HomeReader) -> None:
        page, day = self._page, formats.full(self._page.bridge.ask(meeting, self._page.ref).row.meets_on)
        path = self.ask_where(f"{file_name('Minutes', day, f'for {reader.name}')}{SUFFIX}", f"Review file (*{SUFFIX})")
        if not path:
            return
        with wait_cursor():
            sent = page.run(send_minutes_home, page.ref, reader.member, Path(path)).value
        if sent is None:
            return
        page.show_done(f"{Path(path).name} is saved.")
        asked = next(one for one in page.bridge.ask(home_readers, page.ref) if one.member == reader.member)
        letter = draft_of_review_file(
            sent.contents,
            asked,
            page.bridge.signed_in.name,
            Attachment(Path(path).name, "application/octet-stream", sent.data),
        )

        def save_draft() -> None:
            name = f"{Path(path).stem}.eml"
            save_file(page, self.ask_where(str(Path(path).with_name(name)), "E-mail draft (*.eml)"), eml(letter))

        Passwords(
            f"The password for {reader.name}",
            _BY_TELEPHONE,
            [(reader.name, sent.password)],
            page.window(),
            Action("Save an e-mail draft…", save_draft, "file-text"),
        )


def _described(one: HomeReader) -> str:
    notes = f", was sent a file on {formats.full(one.file_made_at.astimezone().date())}" if one.file_made_at else ""
    if one.left_out:
        items = formats.count(one.left_out, "item")
        notes += f"; without {items} from which they withdrew, so that they cannot sign at home"
    return f"{one.name}, {one.role}{notes}"
