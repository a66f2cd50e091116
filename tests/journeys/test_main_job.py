"""The main job in the window with a year's workbook: from the first run to the decision and its notices."""

import json
import os
import shutil
import subprocess
import sys
from datetime import date, time
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from sqlalchemy.exc import DBAPIError

from panel_desk.rules.vocabulary import AccountRole, MinutesState
from panel_desk.ui.dialogs.message import Message
from panel_desk.ui.page import Place
from panel_desk.ui.pages.cases.page import CasePage
from panel_desk.ui.pages.decisions.page import DecisionsPage
from panel_desk.ui.pages.meetings.calendar import CalendarPage
from panel_desk.ui.pages.meetings.page import MeetingPage
from panel_desk.ui.pages.minutes.page import MinutesPage
from panel_desk.ui.sign_in import SignIn
from tests.journeys import steps
from tests.journeys.figures import figures
from tests.journeys.window_user import POPUPS, WindowUser, visible_text

SAMPLES = Path(__file__).parents[1] / "samples"
WORKBOOK, PAPERS = SAMPLES / "year-2022-23.xlsx", SAMPLES / "papers"
DAY, MEETING = "3 May 2023", "P2023-05-03"
# By ref, a part of the name of each member who is invited.
PANEL = {"M003": "Siân", "M005": "Wilfred", "M006": "Morag", "M008": "Keeley", "M010": "Rukhsana", "M011": "Dawn"}
SENT_APOLOGIES = ("M007", "Beryl")
APPROVAL, MATCH, CHILD = "CASE-080", "CASE-081", "C051"
# By case, whom it concerns.
CONCERNED = {APPROVAL: "Żak and Llŷr household", MATCH: "child QX, Elswick household"}
# Each account's name and passphrase.
CHAIR, DECISION_MAKER = ("sian", "willow-ferry-lantern-12"), ("ruth", "copper-thistle-quarry-77")


def set_up_and_sign_in(user: WindowUser) -> None:
    """Set up and sign in; a wrong passphrase is refused at its field."""
    steps.set_up_the_agency(user)
    steps.sign_in(user, steps.ADMINISTRATOR, "not the passphrase")
    entry_view = user.entry_view
    assert isinstance(entry_view, SignIn)
    assert entry_view.form.rows["passphrase"].problem.startswith("That name and passphrase do not open this store.")
    steps.sign_in(user, steps.ADMINISTRATOR, steps.PASSPHRASE)
    assert user.window.bridge.signed_in.role is AccountRole.ADMINISTRATOR
    assert list(steps.today(user)) == [
        "Put the panel's members on the central list",
        "Schedule the first panel",
        "Add the first case",
    ]
    assert "To begin with" in visible_text(user.window)


def import_the_registers(user: WindowUser) -> None:
    """The year's workbook is imported; a second import changes nothing; the figures of the year are right."""
    added = steps.import_the_workbook(user, WORKBOOK)
    assert {name: added[name] for name in ("Members", "Meetings", "Cases", "Children", "Recommendations")} == {
        "Members": 28,
        "Meetings": 38,
        "Cases": 79,
        "Children": 50,
        "Recommendations": 87,
    }
    assert steps.import_again(user, WORKBOOK) == "The store holds all of this workbook already."
    expected = json.loads((SAMPLES / "year-2022-23.expected.json").read_text())
    found = figures(user.window.bridge)
    assert found == {half: {key: expected[half][key] for key in counts} for half, counts in found.items()}
    user.go("Calendar")
    page = user.page(CalendarPage)
    assert "38 meetings" in visible_text(page)


def plan_the_panel(user: WindowUser) -> None:
    """Two accounts, a meeting with two cases, and a line-up whose replies make every item quorate."""
    steps.open_account(
        user,
        full_name="Siân Llewellyn",
        role="Chair",
        member="Siân Llewellyn (M003)",
        name=CHAIR[0],
        passphrase=CHAIR[1],
    )
    steps.open_account(
        user, full_name="Ruth Aldous", role="Decision maker", name=DECISION_MAKER[0], passphrase=DECISION_MAKER[1]
    )
    shown_text = steps.schedule(user, "1 May 2023", DAY, "Siân Llewellyn, chair")
    assert shown_text == "Monday 1 May 2023 is a bank holiday: May Day."
    assert user.page(MeetingPage).ref == MEETING
    household = {"household_type": "Mixed-sex couple", "ethnicity": "White Polish and Welsh"}
    approval = steps.open_case(
        user, "Approval", "Worker 3", {"adopter_1": "Łucja Żak", "adopter_2": "Tomos Llŷr", **household}
    )
    assert approval == APPROVAL
    steps.book(user, MEETING, "09:45", "45")
    match = steps.open_case(
        user,
        "Match",
        "Worker 9",
        {"adopter_1": "Grace Elswick", "household_type": "Single female", "ethnicity": "White British"},
        {"initials": "QX", "born_on": "6/2/2021", "authority_code": "Fenland County Council", "ethnicity": "Mixed"},
    )
    assert match == MATCH
    steps.book(user, MEETING, "10.40", "60")
    user.click(user.page(CasePage).header, "Open meeting")
    page = user.page(MeetingPage)
    user.turn(page.tabs, "Line-up")
    steps.invite(user, page, [*list(PANEL.values())[1:], SENT_APOLOGIES[1]])
    assert "Not quorate" not in page.line_up.strip.words
    for member in PANEL:
        steps.note_reply(user, page, member, Qt.Key.Key_A)
    steps.note_reply(user, page, SENT_APOLOGIES[0], Qt.Key.Key_D)
    assert page.line_up.strip.words.startswith("Every item is quorate by the replies so far.")
    assert "quorate for 2 of 2 · papers due Tue 25 Apr" in page.header.facts


def file_the_papers(user: WindowUser) -> None:
    """Sound papers are filed and the others refused with a reason; Today counts the papers that are missing."""
    assert "4 missing" in steps.today(user)[f"Papers for the panel of {DAY}"]
    shown_text = steps.file_papers(
        user,
        MATCH,
        [PAPERS / name for name in ("CPR-child-B.pdf", "CPR-damaged.pdf", "Legal-advice-locked.pdf")]
        + [PAPERS / name for name in ("Not-really-a.pdf", "Support-plan.docx", "PAR-household-A.pdf")],
        {"CPR-child-B.pdf": "CPR", "PAR-household-A.pdf": "PAR"},
        by_drop=True,
    )
    assert "3 files cannot be filed. 1 file is locked with a password." in shown_text
    for reason in (
        "The file is damaged and cannot be read.",
        "It is locked with a password. Enter the password, and an unlocked copy is filed.",
        "It is not a PDF, though its name says so: it is a web page.",
        "It is a Word document. Open it in Word, save it as PDF and file that.",
    ):
        assert reason in shown_text
    assert [row.name for row in user.page(CasePage).papers.model.rows()] == ["CPR-child-B.pdf", "PAR-household-A.pdf"]
    steps.file_papers(
        user,
        MATCH,
        [PAPERS / "Chronology-rotated.pdf", PAPERS / "Photograph.jpg"],
        {"Chronology-rotated.pdf": "Other", "Photograph.jpg": "Photographs"},
    )
    assert "2 missing" in steps.today(user)[f"Papers for the panel of {DAY}"]


def print_agenda_and_pack(user: WindowUser) -> None:
    """Agenda and pack hold the right text and page labels; the pack names missing papers until they are filed."""
    page = steps.open_meeting(user, DAY, "Agenda")
    user.save_to_folder(page.prints.printing)
    agenda = user.file_saved_by(lambda: user.click(page.header, "Print agenda"))
    assert agenda.name == f"Agenda {DAY}.pdf"
    shown_text = text_of(agenda)
    for words in ("Wednesday 3 May 2023", "Łucja Żak", "Tomos Llŷr", "QX", "09:45", "10:40", "Siân Llewellyn"):
        assert words in shown_text
    user.turn(page.tabs, "Papers")
    pack = user.file_saved_by(lambda: user.click(page.papers, "Make pack"))
    left_out = page.papers.result.words
    assert "Item 1: the prospective adopter's report (PAR) has not been filed." in left_out
    assert "Item 2: the adoption placement report (APR) has not been filed." in left_out
    labels = PdfReader(pack).page_labels
    numbers = [label for label in labels if label.isdecimal()]
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
    assert labels[: len(labels) - len(numbers)][:2] == ["i", "ii"]
    assert "Łucja Żak" in text_of(pack)
    steps.file_papers(user, APPROVAL, [PAPERS / "PAR-household-A.pdf"], {"PAR-household-A.pdf": "PAR"})
    steps.file_papers(user, MATCH, [PAPERS / "APR-match-AB.pdf"], {"APR-match-AB.pdf": "APR"})
    assert "complete, to be sent" in steps.today(user)[f"Papers for the panel of {DAY}"]
    page = steps.open_meeting(user, DAY, "Papers")
    user.file_saved_by(lambda: user.click(page.papers, "Make pack"))
    assert page.papers.result.words == "It contains every paper that is filed."


def hold_the_panel(user: WindowUser) -> None:
    """A late arrival costs an item its quorum, and no recommendation can be recorded until the time is corrected."""
    user.move_to(date(2023, 5, 3), time(9, 30))
    steps.change_over(user, steps.ADMINISTRATOR)
    assert "meets at 09:30, 2 items" in steps.today(user)[f"Panel of {DAY}"]
    page = steps.open_meeting(user, DAY, "Panel day")
    user.click(page.panel_day, f"All {len(PANEL)} came")
    user.move_to(date(2023, 5, 3), time(10, 10))
    steps.arrives(user, page, "M006", "10.05")
    panel = steps.item(user, page, 1)
    refusal = "Not quorate: no social worker."
    assert refusal in visible_text(panel)
    assert "arrived at 10:05, after the item started at 09:45" in visible_text(panel)
    assert "experience is needed. Only a deferral can be recorded." in visible_text(panel)
    steps.recommend(user, panel, None, outcome="Recommended", reasons="Warm, thoughtful applicants.")
    assert not panel.recommendations[None].button.isEnabled()
    assert "The item is not quorate. Only a deferral can be recorded." in visible_text(panel)
    steps.arrives(user, page, "M006", "")
    assert "Quorate: 6" in visible_text(panel)
    steps.recommend(user, panel, None)
    panel = steps.item(user, page, 2)
    user.click(panel, "Declare an interest")
    assert panel.declaring.form is not None
    user.fill(panel.declaring.form, member="Rukhsana Bibi-Hale", withdraws=True, nature="Taught the adopter’s sister")
    user.click(panel, "Declare interest")
    assert "Quorate: 5" in visible_text(panel)
    steps.recommend(user, panel, CHILD, outcome="Recommended", reasons="She knows what QX needs and how to give it.")
    user.click(page.header, "Record as held")
    assert f"Panel of {DAY}" not in steps.today(user)
    assert "not started" in steps.today(user)[f"Minutes of {DAY}"]


def write_the_minutes(user: WindowUser) -> None:
    """Minutes are drafted, refused for review while unfinished, reviewed and made final; the office cannot sign."""
    steps.do_from_today(user, "Write minutes", f"Minutes of {DAY}")
    page = user.page(MinutesPage)
    user.click(page.header, "Draft minutes")
    steps.write(user, page, APPROVAL, "Reasons for bringing the case", "Approval as adopters of one child.")
    steps.write(user, page, APPROVAL, "Discussion", "Łucja spoke of her grandmother; the panel asked about contact.")
    user.click(page.header, "Send to chair and adviser")
    assert page.banner.words == "Item 2 lacks the discussion."
    assert "draft" in steps.today(user)[f"Minutes of {DAY}"]
    steps.do_from_today(user, "Write minutes", f"Minutes of {DAY}")
    steps.write(user, page, MATCH, "Reasons for bringing the case", "A match for QX.")
    steps.write(user, page, MATCH, "Discussion", "The panel asked how QX will keep in touch with her brother.")
    steps.write(user, page, MATCH, "Advice to the agency", "Direct contact with her brother twice a year.")
    user.click(page.header, "Send to chair and adviser")
    assert "Siân Llewellyn" in steps.today(user)[f"Minutes of {DAY}"]
    user.window.back()
    user.click(page.header, "Send to members")
    question = user.dialog(Message)
    assert "Siân Llewellyn" in question.words.text()
    user.click(question, "Send to members")
    user.click(page.header, "Make final")
    user.click(user.dialog(Message), "Make final")
    assert "Sign minutes" not in visible_text(page.header)


def sign_as_the_chair(user: WindowUser) -> None:
    """The chair finds the minutes on Today and signs them; the file that is saved is the signed one."""
    user.move_to(date(2023, 5, 4), time(16, 5))
    steps.change_over(user, *CHAIR)
    assert "final, to be signed" in steps.today(user)[f"Minutes of {DAY}"]
    steps.do_from_today(user, "Sign", f"Minutes of {DAY}")
    page = user.page(MinutesPage)
    steps.sign(user, page, CHAIR[1])
    assert page.record is not None
    assert page.record.state is MinutesState.SIGNED
    user.save_to_folder(page.printing)
    shown_text = text_of(user.file_saved_by(lambda: user.click(page.header, "Print")))
    for words in (
        "Łucja spoke of her grandmother; the panel asked about contact.",
        "Direct contact with her brother twice a year.",
        "Taught the adopter’s sister",
        "She knows what QX needs and how to give it.",
        "Siân Llewellyn",
        "4 May 2023",
    ):
        assert words in shown_text
    assert f"Minutes of {DAY}" not in steps.today(user)


def nothing_signed_can_be_changed(user: WindowUser) -> None:
    """Signed minutes cannot be changed on any page, nor by SQL."""
    steps.change_over(user, steps.ADMINISTRATOR)
    steps.open_meeting(user, DAY, "Panel day")
    page = user.page(MeetingPage)
    assert page.frozen.words.startswith("The minutes of this meeting are signed")
    assert page.panel_day.attendance.acts.isHidden()
    panel = steps.item(user, page, 1)
    assert not panel.recommendations[None].form.rows["outcome"].input.isEnabled()
    assert not panel.recommendations[None].button.isVisible()
    assert not user.menu_entries(page.header)["Change meeting"]
    user.turn(page.tabs, "Line-up")
    assert "Add people" not in visible_text(page.line_up)
    user.turn(page.tabs, "Agenda")
    assert "Drag to reorder" not in visible_text(page.agenda)
    user.window.open(Place("minutes-of", MEETING))
    minutes = user.page(MinutesPage)
    assert all(editor.box.isReadOnly() for editor in minutes.editors)
    user.type_nothing(minutes.sheets[MATCH].editors["Discussion"].box, "Other words")
    for statement in (
        "UPDATE minutes SET state = 'draft'",
        "DELETE FROM minutes",
        "UPDATE minutes_section SET text = 'Other words'",
        "DELETE FROM minutes_section",
        "UPDATE recommendation SET reasons = 'Other' WHERE case_ref = 'CASE-081'",
        "DELETE FROM recommendation WHERE case_ref = 'CASE-081'",
        "UPDATE attendance SET attended = 0 WHERE meeting_ref = 'P2023-05-03'",
        "DELETE FROM interest WHERE case_ref = 'CASE-081'",
    ):
        with (
            pytest.raises(DBAPIError, match="signed"),
            user.window.bridge.desk.store.engine.begin() as connection,
        ):
            connection.exec_driver_sql(statement)


def decide_and_inform(user: WindowUser) -> None:
    """Receipt, decision and both notices; the clocks skip the bank holiday of the Coronation, Monday 8 May 2023."""
    signed = f"Signed minutes of {DAY}"
    assert "2 recommendations to go to the decision maker, Ruth Aldous" in steps.today(user)[signed]
    steps.do_from_today(user, "Record receipt", signed)
    steps.record_step(user, "Record receipt", received_on="4/5/2023")
    shown = steps.today(user)
    assert signed not in shown
    assert "due Tue 16 May" in shown[f"Decision: {CONCERNED[MATCH]}"]

    user.move_to(date(2023, 5, 5), time(10, 0))
    steps.change_over(user, *DECISION_MAKER)
    for case in (APPROVAL, MATCH):
        steps.today(user)
        steps.do_from_today(user, "Record decision", f"Decision: {CONCERNED[case]}")
        steps.record_step(user, "Record decision", decision="Agreed")
    shown = steps.today(user)
    assert not [what for what in shown if what.startswith("Decision:")]

    user.move_to(date(2023, 5, 10), time(10, 0))
    steps.change_over(user, steps.ADMINISTRATOR)
    for case in (APPROVAL, MATCH):
        shown = steps.today(user)
        orally, in_writing = (f"{notice} notice of the decision: {CONCERNED[case]}" for notice in ("Oral", "Written"))
        assert "due today" in shown[orally].lower()
        assert "due Mon 15 May" in shown[in_writing]
        steps.do_from_today(user, "Record oral notice", orally)
        steps.record_step(user, "Record oral notice", told_orally_on="9 May 2023")
        assert orally not in steps.today(user)
        steps.do_from_today(user, "Record written notice", in_writing)
        steps.record_step(user, "Record written notice")
        assert in_writing not in steps.today(user)
    user.go("Decisions")
    user.click(user.page(DecisionsPage).filters, "Clear")
    informed = {row.case: row for row in user.page(DecisionsPage).model.rows() if row.case in (APPROVAL, MATCH)}
    assert {row.told_orally_on for row in informed.values()} == {date(2023, 5, 9)}
    assert {row.told_in_writing_on for row in informed.values()} == {date(2023, 5, 10)}
    assert QApplication.activeModalWidget() is None


def text_of(file: Path) -> str:
    """A PDF's text, its words separated by one space."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(file).pages).split())


# In an X server of its own where Xvfb is installed, else on Qt's offscreen platform.
XVFB = (shutil.which("xvfb-run") or "") if sys.platform.startswith("linux") else ""

if not XVFB or os.environ["QT_QPA_PLATFORM"] == "xcb":

    @POPUPS
    def test_from_the_first_run_to_the_notices_of_the_decision(user: WindowUser) -> None:
        user.application.start()
        set_up_and_sign_in(user)
        import_the_registers(user)
        plan_the_panel(user)
        file_the_papers(user)
        print_agenda_and_pack(user)
        hold_the_panel(user)
        write_the_minutes(user)
        sign_as_the_chair(user)
        nothing_signed_can_be_changed(user)
        decide_and_inform(user)

else:

    def test_in_a_real_window_from_the_first_run_to_the_notices_of_the_decision() -> None:
        """Run this module again in a new X server, where no other window takes the focus."""
        ran = subprocess.run(  # noqa: S603 # it runs pytest
            [
                XVFB,
                "-a",
                "-s",
                "-screen 0 1600x1000x24",
                sys.executable,
                "-m",
                "pytest",
                "-p",
                "no:cacheprovider",
                __file__,
            ],
            env={**os.environ, "QT_QPA_PLATFORM": "xcb"},
            cwd=Path(__file__).parents[2],
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert ran.returncode == 0, ran.stdout
        assert "1 passed" in ran.stdout
