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
from tests.journeys.hands import Hands, dialogs, reading

ADMINISTRATOR, PASSPHRASE = "marian", "Correct-horse-7-battery"
NOT_YOURS = "That is not your passphrase. Check Caps Lock and type it again."


# First run and signing in


def set_up_the_agency(hands: Hands) -> str:
    """Set up a store at the first run, and return the recovery key that is shown."""
    first = hands.entry_view
    assert isinstance(first, FirstRun)
    hands.click(first, "Set up my agency")
    form = hands.entry_view
    assert isinstance(form, SetUp)
    hands.fill(
        form.form,
        agency="Fenland and Petersholme Adoption",
        authorities="FEN Fenland County Council",
        full_name="Marian Askew",
        name=ADMINISTRATOR,
        passphrase=PASSPHRASE,
        again="Correct-horse-7-batery",
    )
    hands.click(form, "Make the store")
    assert form.form.rows["again"].problem == "The two passphrases are not the same. Type both again."
    hands.fill(form.form, again=PASSPHRASE)
    hands.click(form, "Make the store")
    shown = hands.entry_view
    assert isinstance(shown, RecoveryKey)
    hands.click(shown, "Copy it")
    key = QApplication.clipboard().text()
    assert key in reading(shown)
    assert not hands.button(shown, "Go on").isEnabled()
    [kept] = shown.findChildren(QCheckBox)
    hands.press(kept, QPoint(8, kept.height() // 2))
    hands.click(shown, "Go on")
    return key


def sign_in(hands: Hands, name: str, passphrase: str) -> None:
    """Type name and passphrase, and press Enter."""
    door = hands.entry_view
    assert isinstance(door, SignIn)
    hands.fill(door.form, name=name, passphrase=passphrase)
    hands.key(door.form.rows["passphrase"].input.focus_widget(), Qt.Key.Key_Return)


def sign_out(hands: Hands) -> None:
    """Sign out by the menu under the initials; no window is left."""
    [person] = [
        one for one in hands.window.findChildren(QAbstractButton) if one.accessibleName().startswith("Signed in as")
    ]
    hands.menu(hands.window, person.text(), "Sign out")
    assert hands.application.window is None
    assert dialogs() == []


def change_over(hands: Hands, name: str, passphrase: str = PASSPHRASE) -> None:
    """Sign out, and somebody else signs in."""
    sign_out(hands)
    sign_in(hands, name, passphrase)
    hands.go("Today")


# Settings


def import_the_workbook(hands: Hands, file: Path) -> dict[str, int]:
    """Choose a workbook, preview it and import it; the number of added records by register."""
    hands.go("Settings")
    page = hands.page(SettingsPage)
    hands.turn(page, "Import and export")
    hands.click(page, "Import a spreadsheet…")
    dialog = hands.dialog(ImportDialog)
    dialog.drop_zone.ask_which = lambda: [str(file)]
    hands.click(dialog, "Choose a workbook…")
    hands.qtbot.waitUntil(dialog.import_button.isEnabled)
    added = {count.sheet: count.added for count in dialog.preview.counts.rows()}
    assert "Nothing is saved yet." in dialog.banner.words
    hands.click(dialog, "Import")
    assert dialog.title.text() == f"{file.name} is imported"
    hands.click(dialog, "Close")
    return added


def import_again(hands: Hands, file: Path) -> str:
    """Choose the same workbook again, and return the dialog's sentence."""
    page = hands.page(SettingsPage)
    hands.click(page, "Import a spreadsheet…")
    dialog = hands.dialog(ImportDialog)
    dialog.drop_zone.ask_which = lambda: [str(file)]
    hands.click(dialog, "Choose a workbook…")
    hands.qtbot.waitUntil(lambda: bool(dialog.banner.words))
    said = dialog.banner.words
    assert not dialog.import_button.isEnabled()
    hands.click(dialog, "Cancel")
    return said


def open_account(hands: Hands, **typed: str) -> None:
    """Open an account."""
    hands.go("Settings")
    page = hands.page(SettingsPage)
    hands.turn(page, "Accounts")
    hands.click(page, "Open an account…")
    dialog = hands.dialog(OpenAccount)
    hands.fill(dialog.form, **typed)
    hands.click(dialog, "Open account")
    section = page.section(AccountsSection.key)
    assert isinstance(section, AccountsSection)
    assert typed["name"] in [row.name for row in section.accounts.rows()]


# The calendar, the cases


def schedule(hands: Hands, not_on: str, day: str, chair: str) -> str:
    """Schedule a meeting; the sentence at the date `not_on`, which is not a working day."""
    hands.go("Calendar")
    hands.click(hands.page(CalendarPage).header, "Schedule meeting")
    dialog = hands.dialog(MeetingDialog)
    hands.fill(dialog.form, meets_on=not_on)
    said = dialog.form.rows["meets_on"].problem
    hands.fill(dialog.form, meets_on=day, starts_at="9.30", place="Virtual", chair=chair)
    hands.click(dialog, "Schedule meeting")
    return said


def open_case(
    hands: Hands, kind: str, worker: str, household: dict[str, str], child: dict[str, str] | None = None
) -> str:
    """Open a case for a new household and child, and return its ref."""
    hands.go("Cases")
    page = hands.page(CasesPage)
    hands.click(page.header, "New case")
    dialog = hands.dialog(NewCase)
    hands.fill(dialog.kind, kind=kind, social_worker=worker)
    hands.fill(dialog.household.chosen, household="Add a household")
    hands.fill(dialog.household.form, **household)
    if child:
        [choice] = dialog.child_choices
        hands.fill(choice.chosen, children="Add a child")
        hands.fill(choice.form, **child)
    hands.click(dialog, "Open case")
    return hands.page(CasePage).ref


def book(hands: Hands, meeting: str, starts_at: str, minutes: str) -> None:
    """Book the case that is open on a meeting."""
    hands.click(hands.page(CasePage).header, "Book on a meeting")
    dialog = hands.dialog(BookCase)
    hands.row(dialog.table, meeting)
    hands.fill(dialog.form, starts_at=starts_at, duration_minutes=minutes)
    hands.click(dialog, "Book on this meeting")


def file_papers(hands: Hands, case: str, files: list[Path], kinds: dict[str, str], *, by_drop: bool = False) -> str:
    """File papers for a case, and return the texts of the dialog before they were filed."""
    open_ref(hands, case)
    page = hands.page(CasePage)
    hands.turn(page, "Papers")
    zone = page.papers.zone
    if by_drop:
        carried = QMimeData()
        carried.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
        held = (
            Qt.DropAction.CopyAction,
            carried,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(zone, QDragEnterEvent(zone.rect().center(), *held))
        QApplication.sendEvent(zone, QDropEvent(zone.rect().center().toPointF(), *held))
    else:
        zone.ask_which = lambda: [str(file) for file in files]
        hands.click(zone, "File papers…")
    hands.qtbot.waitUntil(lambda: bool(_open_filing()))
    [dialog] = _open_filing()
    said = reading(dialog)
    for form, (name, kind) in zip(dialog._forms, kinds.items(), strict=True):  # noqa: SLF001 # one form for each sound file
        assert name in said
        hands.fill(form, kind=kind)
    verb = f"File {len(kinds)} paper{'s' if len(kinds) > 1 else ''}" if kinds else "Close"
    hands.click(dialog, verb)
    return said


def _open_filing() -> list[FilePapers]:
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, FilePapers) and one.isVisible()]


# Finding records


def open_ref(hands: Hands, words: str) -> None:
    """Search by text, and open the first result."""
    finder = hands.window.findChild(Finder)
    assert finder is not None
    hands.type(finder, words)
    hands.key(finder, Qt.Key.Key_Return)


def open_meeting(hands: Hands, day: str, tab: str) -> MeetingPage:
    """Find a meeting by its day and turn to one of its tabs."""
    open_ref(hands, day)
    page = hands.page(MeetingPage)
    hands.turn(page.tabs, tab)
    return page


def today(hands: Hands) -> dict[str, str]:
    """The rows of Today, those under 'Later' too: each title with its description."""
    hands.go("Today")
    page = hands.page(TodayPage)
    if "\nShow" in reading(page):
        hands.click(page, "Show")
    buttons = page.list.rows().values()
    return {_thing(button): button.accessibleDescription() for button in buttons}


def do_from_today(hands: Hands, verb: str, what: str) -> None:
    """Click the button of a row on Today."""
    [button] = [one for one in hands.page(TodayPage).list.rows().values() if _thing(one) == what]
    assert button.text() == verb
    hands.press(button)


def _thing(button: QAbstractButton) -> str:
    return button.accessibleName().partition(": ")[2]


# The line-up, panel day


def invite(hands: Hands, page: MeetingPage, names: list[str]) -> None:
    """Put members on the line-up: type part of each name and press Enter."""
    hands.click(page, "Add people")
    dialog = hands.dialog(AddPeople)
    for name in names:
        hands.type(dialog.filter.search, name)
        hands.key(dialog.filter.search, Qt.Key.Key_Return)
        assert dialog.banner.words.endswith("is on the line-up."), (name, [row.name for row in dialog.model.rows()])
    hands.click(dialog, "Done")


def note_reply(hands: Hands, page: MeetingPage, member: str, key: Qt.Key) -> None:
    """Choose a person on the line-up and press the key of the reply."""
    hands.row(page.line_up.table, member)
    hands.key(page.line_up.table.view, key)


def arrives(hands: Hands, page: MeetingPage, member: str, at: str) -> None:
    """Correct the time at which a person arrived; an empty text stands for the start."""
    person = page.panel_day.attendance.people[member]
    hands.press(person)
    hands.key(person, Qt.Key.Key_Return)
    assert person.times is not None
    field = person.times.arrived.focus_widget()
    hands.type(field, at)
    hands.leave(field)
    hands.key(field, Qt.Key.Key_Escape)
    assert person.times is None


def note(hands: Hands, page: MeetingPage, member: str, key: Qt.Key) -> None:
    """Press a key on a person's row on panel day."""
    page.panel_day.attendance.people[member].setFocus()
    hands.key(page.panel_day.attendance.people[member], key)


def item(hands: Hands, page: MeetingPage, number: int) -> ItemPanel:
    """Turn to an item of panel day."""
    hands.turn(page.panel_day, f"Item {number}")
    [panel] = [one for one in page.panel_day.findChildren(ItemPanel) if one.isVisible()]
    return panel


def recommend(
    hands: Hands,
    panel: ItemPanel,
    child: str | None,
    against: Mapping[str, tuple[Qt.Key, str]] | None = None,
    **typed: str,
) -> None:
    """Record a recommendation on a child or a household; everybody who is not named votes for it.

    Args:
        hands: the user.
        panel: the item's panel on panel day.
        child: the child's ref; None for the household.
        against: by ref, the key of a vote against or an abstention, and its reason.
        typed: outcome and reasons.
    """
    one = panel.recommendations[child]
    hands.fill(one.form, **typed)
    if typed.get("outcome") != "Deferred":
        hands.press(one.votes.all_for)
    for member, (key, why) in (against or {}).items():
        if not one.votes.lines[member].isVisible():
            hands.click(one.votes, "By name")
        one.votes.lines[member].setFocus()
        hands.key(one.votes.lines[member], key)
        hands.type(one.votes.lines[member].why, why)
    hands.press(one.button)


# Minutes and signature


def write(hands: Hands, page: MinutesPage, case: str, heading: str, words: str) -> None:
    """Write under a heading, and wait until it is saved."""
    hands.press(page.sections.viewport(), page.sections.visualItemRect(_line_of(page, case)).center())
    box = page.sheets[case].editors[heading].box
    hands.type(box, words)
    hands.qtbot.waitUntil(lambda: not any(editor.is_dirty for editor in page.editors))


def _line_of(page: MinutesPage, case: str) -> QListWidgetItem:
    found = page.sections.item(1 + list(page.sheets).index(case))
    assert found is not None
    return found


def sign(hands: Hands, page: MinutesPage, passphrase: str) -> None:
    """Open the pages, type a wrong passphrase, then the right one, and sign."""
    hands.click(page.header, "Sign minutes")
    dialog = hands.dialog(SignMinutes)
    hands.qtbot.waitUntil(dialog.sign_button.isEnabled)
    assert dialog.pictures
    hands.fill(dialog.form, passphrase="not my passphrase")
    hands.click(dialog, "Sign minutes")
    assert dialog.form.rows["passphrase"].problem == NOT_YOURS
    hands.fill(dialog.form, passphrase=passphrase)
    hands.click(dialog, "Sign minutes")


# The decision


def record_step(hands: Hands, verb: str, **typed: str) -> None:
    """Fill in the form of the chosen decision's next step, and record it."""
    step = hands.page(DecisionsPage).step
    assert step is not None
    assert step.form is not None
    hands.fill(step.form, **typed)
    hands.click(step, verb)
