"""The steps that the journeys share, as a user does them; each asserts what the screen must show."""

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QListWidgetItem

from panel_desk.ui.dialogs.accounts import OpenAccount
from panel_desk.ui.dialogs.add_people import AddPeople
from panel_desk.ui.dialogs.book_case import BookCase
from panel_desk.ui.dialogs.file_papers import FilePapers
from panel_desk.ui.dialogs.import_workbook import ImportDialog
from panel_desk.ui.dialogs.meeting_form import MeetingDialog
from panel_desk.ui.dialogs.new_case import NewCase
from panel_desk.ui.dialogs.sign_minutes import SignMinutes
from panel_desk.ui.first_run import FirstRun, RecoveryKey, SetUp
from panel_desk.ui.pages.cases.list import CasesPage
from panel_desk.ui.pages.cases.page import CasePage
from panel_desk.ui.pages.decisions.page import DecisionsPage
from panel_desk.ui.pages.meetings.calendar import CalendarPage
from panel_desk.ui.pages.meetings.item_panel import ItemPanel
from panel_desk.ui.pages.meetings.page import MeetingPage
from panel_desk.ui.pages.minutes.page import MinutesPage
from panel_desk.ui.pages.settings.accounts import AccountsSection
from panel_desk.ui.pages.settings.page import SettingsPage
from panel_desk.ui.pages.today.page import TodayPage
from panel_desk.ui.sign_in import SignIn
from panel_desk.ui.widgets.finder import Finder
from tests.journeys.window_user import WindowUser, dialogs, visible_text

ADMINISTRATOR, PASSPHRASE = "marian", "Correct-horse-7-battery"
NOT_YOURS = "That is not your passphrase. Check Caps Lock and type it again."


# First run and signing in


def set_up_the_agency(user: WindowUser) -> str:
    """Set up a store at the first run, and return the recovery key that is shown."""
    first = user.entry_view
    assert isinstance(first, FirstRun)
    user.click(first, "Set up my agency")
    form = user.entry_view
    assert isinstance(form, SetUp)
    user.fill(
        form.form,
        agency="Fenland and Petersholme Adoption",
        authorities="FEN Fenland County Council",
        full_name="Marian Askew",
        name=ADMINISTRATOR,
        passphrase=PASSPHRASE,
        again="Correct-horse-7-batery",
    )
    user.click(form, "Make the store")
    assert form.form.rows["again"].problem == "The two passphrases are not the same. Type both again."
    user.fill(form.form, again=PASSPHRASE)
    user.click(form, "Make the store")
    shown = user.entry_view
    assert isinstance(shown, RecoveryKey)
    user.click(shown, "Copy it")
    key = QApplication.clipboard().text()
    assert key in visible_text(shown)
    assert not user.button(shown, "Go on").isEnabled()
    [kept] = shown.findChildren(QCheckBox)
    user.press(kept, QPoint(8, kept.height() // 2))
    user.click(shown, "Go on")
    return key


def sign_in(user: WindowUser, name: str, passphrase: str) -> None:
    """Type name and passphrase, and press Enter."""
    entry_view = user.entry_view
    assert isinstance(entry_view, SignIn)
    user.fill(entry_view.form, name=name, passphrase=passphrase)
    user.key(entry_view.form.rows["passphrase"].input.focus_widget(), Qt.Key.Key_Return)


def sign_out(user: WindowUser) -> None:
    """Sign out by the menu under the initials; no window is left once the backup on closing is made."""
    [person] = [
        one for one in user.window.findChildren(QAbstractButton) if one.accessibleName().startswith("Signed in as")
    ]
    user.menu(user.window, person.text(), "Sign out")
    user.qtbot.waitUntil(lambda: user.application.window is None)
    assert dialogs() == []


def change_over(user: WindowUser, name: str, passphrase: str = PASSPHRASE) -> None:
    """Sign out, and somebody else signs in."""
    sign_out(user)
    sign_in(user, name, passphrase)
    user.go("Today")


# Settings


def import_the_workbook(user: WindowUser, file: Path) -> dict[str, int]:
    """Choose a workbook, preview it and import it; the number of added records by register."""
    user.go("Settings")
    page = user.page(SettingsPage)
    user.turn(page, "Import and export")
    user.click(page, "Import a spreadsheet…")
    dialog = user.dialog(ImportDialog)
    dialog.drop_zone.ask_which = lambda: [str(file)]
    user.click(dialog, "Choose a workbook…")
    user.qtbot.waitUntil(dialog.import_button.isEnabled)
    added = {count.sheet: count.added for count in dialog.preview.counts.rows()}
    assert "Nothing is saved yet." in dialog.banner.words
    user.click(dialog, "Import")
    assert dialog.title.text() == f"{file.name} is imported"
    user.click(dialog, "Close")
    return added


def import_again(user: WindowUser, file: Path) -> str:
    """Choose the same workbook again, and return the dialog's sentence."""
    page = user.page(SettingsPage)
    user.click(page, "Import a spreadsheet…")
    dialog = user.dialog(ImportDialog)
    dialog.drop_zone.ask_which = lambda: [str(file)]
    user.click(dialog, "Choose a workbook…")
    user.qtbot.waitUntil(lambda: bool(dialog.banner.words))
    shown_text = dialog.banner.words
    assert not dialog.import_button.isEnabled()
    user.click(dialog, "Cancel")
    return shown_text


def open_account(user: WindowUser, **typed: str) -> None:
    """Open an account."""
    user.go("Settings")
    page = user.page(SettingsPage)
    user.turn(page, "Accounts")
    user.click(page, "Open an account…")
    dialog = user.dialog(OpenAccount)
    user.fill(dialog.form, **typed)
    user.click(dialog, "Open account")
    section = page.section(AccountsSection.key)
    assert isinstance(section, AccountsSection)
    assert typed["name"] in [row.name for row in section.accounts.rows()]


# The calendar, the cases


def schedule(user: WindowUser, not_on: str, day: str, chair: str) -> str:
    """Schedule a meeting; the sentence about the date `not_on`, which is not a working day."""
    user.go("Calendar")
    user.click(user.page(CalendarPage).header, "Schedule meeting")
    dialog = user.dialog(MeetingDialog)
    user.fill(dialog.form, meets_on=not_on)
    shown_text = dialog.breaks.words
    user.fill(dialog.form, meets_on=day, starts_at="9.30", place="Virtual", chair=chair)
    user.click(dialog, "Schedule meeting")
    return shown_text


def open_case(
    user: WindowUser, kind: str, worker: str, household: dict[str, str], child: dict[str, str] | None = None
) -> str:
    """Open a case for a new household and child, and return its ref."""
    user.go("Cases")
    page = user.page(CasesPage)
    user.click(page.header, "New case")
    dialog = user.dialog(NewCase)
    user.fill(dialog.kind, kind=kind, social_worker=worker)
    user.fill(dialog.household.chosen, household="Add a household")
    user.fill(dialog.household.form, **household)
    if child:
        [choice] = dialog.child_choices
        user.fill(choice.chosen, children="Add a child")
        user.fill(choice.form, **child)
    user.click(dialog, "Open case")
    return user.page(CasePage).ref


def book(user: WindowUser, meeting: str, starts_at: str, minutes: str) -> None:
    """Book the case that is open on a meeting."""
    user.click(user.page(CasePage).header, "Book on a meeting")
    dialog = user.dialog(BookCase)
    user.row(dialog.table, meeting)
    user.fill(dialog.form, starts_at=starts_at, duration_minutes=minutes)
    user.click(dialog, "Book on this meeting")


def file_papers(user: WindowUser, case: str, files: list[Path], kinds: dict[str, str], *, by_drop: bool = False) -> str:
    """File papers for a case, and return the texts of the dialog before they were filed."""
    open_ref(user, case)
    page = user.page(CasePage)
    user.turn(page, "Papers")
    zone = page.papers.zone
    if by_drop:
        carried = QMimeData()
        carried.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
        drop_arguments = (
            Qt.DropAction.CopyAction,
            carried,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(zone, QDragEnterEvent(zone.rect().center(), *drop_arguments))
        QApplication.sendEvent(zone, QDropEvent(zone.rect().center().toPointF(), *drop_arguments))
    else:
        zone.ask_which = lambda: [str(file) for file in files]
        user.click(zone, "File papers…")
    user.qtbot.waitUntil(lambda: bool(_open_filing()))
    [dialog] = _open_filing()
    shown_text = visible_text(dialog)
    for form, (name, kind) in zip(dialog._forms, kinds.items(), strict=True):  # noqa: SLF001 # one form for each sound file
        assert name in shown_text
        user.fill(form, kind=kind)
    verb = f"File {len(kinds)} paper{'s' if len(kinds) > 1 else ''}" if kinds else "Close"
    user.click(dialog, verb)
    return shown_text


def _open_filing() -> list[FilePapers]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, FilePapers) and one.isVisible()]


# Finding records


def open_ref(user: WindowUser, words: str) -> None:
    """Search by text, and open the first result."""
    finder = user.window.findChild(Finder)
    assert finder is not None
    user.type(finder, words)
    user.key(finder, Qt.Key.Key_Return)


def open_meeting(user: WindowUser, day: str, tab: str) -> MeetingPage:
    """Find a meeting by its day and turn to one of its tabs."""
    open_ref(user, day)
    page = user.page(MeetingPage)
    user.turn(page.tabs, tab)
    return page


def today(user: WindowUser) -> dict[str, str]:
    """The rows of Today, everyone's and those folded away too: each title with its description."""
    user.go("Today")
    page = user.page(TodayPage)
    user.turn(page.whose, "Everyone")
    if "\nShow" in visible_text(page):
        user.click(page, "Show")
    buttons = page.list.rows().values()
    return {_task_of(button): button.accessibleDescription() for button in buttons}


def do_from_today(user: WindowUser, verb: str, what: str) -> None:
    """Click the button of a row on Today."""
    [button] = [one for one in user.page(TodayPage).list.rows().values() if _task_of(one) == what]
    assert button.text() == verb
    user.press(button)


def _task_of(button: QAbstractButton) -> str:
    return button.accessibleName().partition(": ")[2]


# The line-up, panel day


def invite(user: WindowUser, page: MeetingPage, names: list[str]) -> None:
    """Put members on the line-up: type part of each name and press Enter."""
    user.click(page, "Add people")
    dialog = user.dialog(AddPeople)
    for name in names:
        user.type(dialog.filter.search, name)
        user.key(dialog.filter.search, Qt.Key.Key_Return)
        assert dialog.banner.words.endswith("is on the line-up."), (name, [row.name for row in dialog.model.rows()])
    user.click(dialog, "Done")


def note_reply(user: WindowUser, page: MeetingPage, member: str, key: Qt.Key) -> None:
    """Choose a person on the line-up and press the key of the reply."""
    user.row(page.line_up.table, member)
    user.key(page.line_up.table.view, key)


def arrives(user: WindowUser, page: MeetingPage, member: str, at: str) -> None:
    """Correct the time at which a person arrived; an empty text means the start."""
    person = page.panel_day.attendance.people[member]
    user.press(person)
    user.key(person, Qt.Key.Key_Return)
    assert person.times is not None
    field = person.times.arrived.focus_widget()
    user.type(field, at)
    user.leave(field)
    user.key(field, Qt.Key.Key_Escape)
    assert person.times is None


def note(user: WindowUser, page: MeetingPage, member: str, key: Qt.Key) -> None:
    """Press a key on a person's row on panel day."""
    page.panel_day.attendance.people[member].setFocus()
    user.key(page.panel_day.attendance.people[member], key)


def item(user: WindowUser, page: MeetingPage, number: int) -> ItemPanel:
    """Turn to an item of panel day."""
    user.turn(page.panel_day, f"Item {number}")
    [panel] = [one for one in page.panel_day.findChildren(ItemPanel) if one.isVisible()]
    return panel


def recommend(
    user: WindowUser,
    panel: ItemPanel,
    child: str | None,
    against: Mapping[str, tuple[Qt.Key, str]] | None = None,
    **typed: str,
) -> None:
    """Record a recommendation on a child or a household; everybody who is not named votes for it.

    Args:
        user: the user of the window.
        panel: the item's panel on panel day.
        child: the child's ref; None for the household.
        against: by ref, the key of a vote against or an abstention, and its reason.
        typed: outcome and reasons.
    """
    one = panel.recommendations[child]
    user.fill(one.form, **typed)
    if typed.get("outcome") != "Deferred":
        user.press(one.votes.unanimous)
    for member, (key, why) in (against or {}).items():
        if not one.votes.lines[member].isVisible():
            user.click(one.votes, "By name")
        one.votes.lines[member].setFocus()
        user.key(one.votes.lines[member], key)
        user.type(one.votes.lines[member].why, why)
    user.press(one.button)


# Minutes and signature


def write(user: WindowUser, page: MinutesPage, case: str, heading: str, words: str) -> None:
    """Write under a heading, and wait until it is saved."""
    user.press(page.sections.viewport(), page.sections.visualItemRect(_line_of(page, case)).center())
    box = page.sheets[case].editors[heading].box
    user.type(box, words)
    user.qtbot.waitUntil(lambda: not any(editor.is_dirty for editor in page.editors))


def _line_of(page: MinutesPage, case: str) -> QListWidgetItem:
    found = page.sections.item(1 + list(page.sheets).index(case))
    assert found is not None
    return found


def sign(user: WindowUser, page: MinutesPage, passphrase: str) -> None:
    """Open the pages, type a wrong passphrase, then the right one, and sign."""
    user.click(page.header, "Sign minutes")
    dialog = user.dialog(SignMinutes)
    user.qtbot.waitUntil(dialog.sign_button.isEnabled)
    assert dialog.pictures
    user.fill(dialog.form, passphrase="not my passphrase")
    user.click(dialog, "Sign minutes")
    assert dialog.form.rows["passphrase"].problem == NOT_YOURS
    user.fill(dialog.form, passphrase=passphrase)
    user.click(dialog, "Sign minutes")


# The decision


def record_step(user: WindowUser, verb: str, **typed: str) -> None:
    """Fill in the form of the chosen decision's next step, and record it."""
    step = user.page(DecisionsPage).step
    assert step is not None
    assert step.form is not None
    user.fill(step.form, **typed)
    user.click(step, verb)
