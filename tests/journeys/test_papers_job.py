"""A report before the panel: filed, a phrase redacted, returned, replaced, passed; Today shows each step."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from panel_desk.queries.papers.checks import paper_file
from panel_desk.queries.papers.papers import papers
from panel_desk.rules.vocabulary import AccountRole, CaseKind, PackEdition
from panel_desk.ui.dialogs.form_dialog import FormDialog
from panel_desk.ui.dialogs.paper_viewer import PaperViewer
from panel_desk.ui.pages.cases.page import CasePage
from tests.builders import NOW, PASSPHRASE, a_case, a_desk, a_household, a_meeting
from tests.journeys import steps
from tests.journeys.conftest import at_the_program
from tests.journeys.window_user import POPUPS, settle
from tests.pdfs import a_pdf

FIRST = ("The Barlow household", "They live at 12 Mill Lane.", "Contact is not settled.")


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with an adviser and an approval on the agenda of 10 March 2027."""
    desk = a_desk(tmp_path, AccountRole.ADVISER)
    a_meeting(desk)
    home = a_household(desk, adopter_1="Bethan Barlow", adopter_2="Ben Barlow")
    a_case(desk, kind=CaseKind.APPROVAL, household_ref=home, meeting_ref="P2027-03-10", item_no=1)
    desk.close()
    return tmp_path / "store"


@POPUPS
def test_a_report_is_returned_replaced_and_passed(qtbot: QtBot, store: Path, tmp_path: Path) -> None:
    (tmp_path / "PAR-Barlow.pdf").write_bytes(a_pdf(*FIRST))
    (tmp_path / "PAR-Barlow-v2.pdf").write_bytes(a_pdf(*FIRST[:2], "Contact is settled."))
    with at_the_program(qtbot, store, tmp_path, NOW) as user:
        user.application.start()
        steps.sign_in(user, "agency-adviser", PASSPHRASE)
        bridge = user.window.bridge
        assert steps.today(user)["Papers for the panel of 10 March 2027"].startswith("1 missing")
        steps.file_papers(user, "CASE-001", [tmp_path / "PAR-Barlow.pdf"], {"PAR-Barlow.pdf": "PAR"}, by_drop=True)
        page = user.page(CasePage)
        [row] = bridge.ask(papers, "CASE-001")
        assert "Reports to check for the panel of 10 March 2027" in steps.today(user)

        steps.open_ref(user, "CASE-001")
        user.turn(page, "Papers")
        user.click(page.papers, "Open")
        [viewer] = [one for one in QApplication.topLevelWidgets() if isinstance(one, PaperViewer) and one.isVisible()]
        viewer.start_search()
        user.type(viewer.words, "12 mill lane")
        qtbot.waitUntil(lambda: viewer.page == 1)
        user.click(viewer, "Redact this phrase…")
        form = user.dialog(FormDialog)
        user.fill(form.form, why="The family's address")
        form.form.rows["editions"].input.write((PackEdition.OBSERVER,))
        user.click(form, "Redact")
        user.click(viewer, "Close")
        assert [each.phrase for each in bridge.ask(paper_file, row.id).redactions] == ["12 mill lane"]

        user.click(page.papers, "Return to author…")
        form = user.dialog(FormDialog)
        user.fill(form.form, words="Say what was agreed on contact.", due_back_on="8 March 2027")
        user.click(form, "Return to author")
        assert "Returned report: Barlow household" in steps.today(user)
        steps.do_from_today(user, "Open report", "Returned report: Barlow household")
        settle()
        assert user.page(CasePage).record.tabs.current == "papers"

        steps.file_papers(user, "CASE-001", [tmp_path / "PAR-Barlow-v2.pdf"], {"PAR-Barlow-v2.pdf": "PAR"})
        found = bridge.ask(paper_file, row.id)
        assert [(each.number, each.why) for each in found.versions] == [
            (2, "Corrected by its author after the check"),
            (1, None),
        ]
        page.papers.table.view.setFocus()
        user.click(page.papers, "Check…")
        user.click(user.dialog(FormDialog), "Pass")
        shown = steps.today(user)
        assert not any("report" in title.lower() for title in shown)
        assert bridge.ask(paper_file, row.id).checks[0].checked_at.date() == date(2027, 3, 4)
        user.key(user.window, Qt.Key.Key_Escape)
