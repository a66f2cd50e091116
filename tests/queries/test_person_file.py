"""Everything held on one person: rows that belong to them or name them, their history, and who else is named."""

from pathlib import Path

import pytest

from panel_desk.desk import Desk
from panel_desk.errors import NotAllowedError, RuleBrokenError
from panel_desk.operations.decisions.decisions import record_recommendation
from panel_desk.operations.papers.checks import mark_redaction
from panel_desk.operations.papers.papers import file_paper, replace_paper
from panel_desk.queries.document_rows import HeldOnPerson
from panel_desk.queries.history import history
from panel_desk.queries.person_file import held_on_person
from panel_desk.rules.vocabulary import AccountRole, CaseKind, HowGiven, Outcome, PackEdition, PaperKind, View
from tests.builders import (
    a_case,
    a_child,
    a_desk,
    a_household,
    a_member,
    a_recommendation,
    an_authority,
    an_interest,
)
from tests.panels import APPROVAL, CHAIR, with_the_chair, write
from tests.pdfs import a_pdf


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return a_desk(tmp_path)


def rows(held: HeldOnPerson, register: str = "") -> str:
    """The rows of the registers whose name begins like this, or of all, as one text."""
    return "\n".join(
        f"{each.name}: {label}: {value}"
        for each in held.registers
        if each.name.startswith(register)
        for row in each.rows
        for label, value in row.facts
    )


def a_match(desk: Desk) -> str:
    an_authority(desk)
    a_household(desk, "H001", adopter_1="Bethan Barlow", adopter_2="Ben Barlow")
    a_household(desk, "H002", adopter_1="Orla Quigley", adopter_2=None)
    for ref, initials in (("C001", "QX"), ("C002", "QZ")):
        a_child(desk, ref, initials=initials)
    case = a_case(desk, kind=CaseKind.MATCH, household_ref="H001", children=("C001", "C002"), social_worker="Nadia Kay")
    for child, reasons in (("C001", "They know QX already."), ("C002", "A garden for the other.")):
        a_recommendation(desk, case, child, reasons=reasons)
    return case


def test_a_households_file_has_its_case_with_every_row_of_it_and_its_papers(desk: Desk) -> None:
    case = a_match(desk)
    a_case(desk, "CASE-009", household_ref="H002", social_worker="Somebody Else")
    paper = desk.do(file_paper, case, "Medical.pdf", PaperKind.MEDICAL, a_pdf("Well."), 1)
    desk.do(replace_paper, paper, "Medical.pdf", a_pdf("Very well."), 1, (), "It was out of date.")
    desk.do(file_paper, case, "PAR.pdf", PaperKind.PAR, a_pdf("A report."), 1)
    desk.do(mark_redaction, paper, "Well", [PackEdition.APPLICANTS], "They do not know.")
    held = desk.ask(held_on_person, "H001")
    assert "Hidden from: applicants" in rows(held, "Redaction")
    assert held.who == "Bethan Barlow and Ben Barlow, adopters"
    assert "First adopter: Bethan Barlow" in rows(held, "Household")
    assert "They know QX already." in rows(held)
    assert "A garden for the other." in rows(held)
    assert "Somebody Else" not in rows(held)
    assert [each.title for each in held.papers] == [
        "CASE-001: Medical.pdf, version 2",
        "CASE-001: Medical.pdf, version 1",
        "CASE-001: PAR.pdf, version 1",
    ]
    assert [each.is_health for each in held.papers] == [True, True, False]
    assert any("Medical.pdf" in change for entry in held.history for change in entry.changes)
    assert [each.at for each in held.history] == sorted((each.at for each in held.history), reverse=True)
    assert held.own == ("Bethan Barlow", "Ben Barlow")
    assert {"Orla Quigley", "Quigley household", "Nadia Kay", "C001", "C002"} <= set(held.others)
    assert not {"Bethan Barlow", "Barlow household"} & set(held.others)


def test_a_childs_file_leaves_out_what_is_about_another_child_of_the_case(desk: Desk) -> None:
    case = a_match(desk)
    held = desk.ask(held_on_person, "C001")
    assert held.who == "Child QX (C001)"
    assert "They know QX already." in rows(held)
    assert "A garden for the other." not in rows(held)
    assert case in rows(held, "Case")
    assert "Household: Barlow household (H001)" in rows(held, "Case")
    assert {"Bethan Barlow", "C002"} <= set(held.others)
    assert "C001" not in held.others


def test_a_members_file_has_their_minutes_votes_and_whatever_names_them(desk: Desk, tmp_path: Path) -> None:
    with_the_chair(desk)
    write(desk, "**Siân Llewellyn** asked about contact.")
    views: dict[str, tuple[View, str | None]] = dict.fromkeys(("M002", "M003", "M004", "M005"), (View.FOR, None))
    views |= {CHAIR: (View.AGAINST, "Siân Llewellyn wants more training first.")}
    desk.do(record_recommendation, APPROVAL, Outcome.RECOMMENDED, "Ready.", views=views, how=HowGiven.EMAIL, version=1)
    a_desk(tmp_path, AccountRole.CHAIR, member_ref=CHAIR).close()
    held = desk.ask(held_on_person, CHAIR)
    assert "Family name: Llewellyn" in rows(held, "Member")
    assert "Meeting: panel of 24 February 2027" in rows(held, "Place in the line-up")
    assert "Name: chair" in rows(held, "Account")
    assert "Chair: Siân Llewellyn (M001)" in rows(held, "Meeting")
    assert "Text: Siân Llewellyn asked about contact." in rows(held, "Part of the minutes, named in the text")
    assert "Case: approval of Barlow001 household (CASE-001)" in rows(held, "Vote")
    assert "Vote: Reasons: Siân Llewellyn wants more training first." in rows(held)
    write(desk, "Nobody is named here.")
    again = desk.ask(held_on_person, CHAIR)
    assert "Part of the minutes: Recommendation" in rows(again, "Earlier text, named in the text")
    assert "Check of the minutes" in rows(again)
    assert any(each.startswith("Signed in") for each in held.did)
    assert held.papers == ()
    assert "Siân Llewellyn" not in held.others


def test_the_file_of_an_account_has_its_persons_place_on_the_central_list(desk: Desk, tmp_path: Path) -> None:
    with_the_chair(desk)
    a_desk(tmp_path, AccountRole.CHAIR, member_ref=CHAIR).close()
    held = desk.ask(held_on_person, "chair")
    assert held.who == "Chair, who signs in as chair"
    assert "Family name: Llewellyn" in rows(held, "Member")
    assert "Account: chair" in rows(held, "Signing key")
    alone = desk.ask(held_on_person, "admin")
    assert rows(alone, "Member") == ""
    assert "Check of the minutes" not in rows(alone)


def test_it_is_on_the_trail_and_only_the_office_takes_it_out(desk: Desk, tmp_path: Path) -> None:
    a_match(desk)
    a_member(desk, "M001", given_name="Siân", family_name="Trefelin", email="sian@example.org", phone="01632 960111")
    assert desk.ask(held_on_person, "M001").own == ("Siân Trefelin", "sian@example.org", "01632 960111")
    entry = next(each for each in desk.ask(history, "M001") if each.is_seen)
    assert entry.action == "made a file of everything held on a person"
    with pytest.raises(RuleBrokenError, match="no person with the ref M999"):
        desk.ask(held_on_person, "M999")
    adviser = a_desk(tmp_path, AccountRole.ADVISER)
    assert "Siân" in adviser.ask(held_on_person, "M001").who
    with pytest.raises(NotAllowedError, match="for members only"):
        adviser.ask(held_on_person, "H001")
    adviser.close()
    chair = a_desk(tmp_path, AccountRole.CHAIR)
    with pytest.raises(NotAllowedError):
        chair.ask(held_on_person, "M001")


def test_somebody_who_withdrew_from_a_case_cannot_make_a_file_that_lacks_it(desk: Desk, tmp_path: Path) -> None:
    case = a_match(desk)
    a_member(desk, "M001")
    an_interest(desk, case, "M001", withdraws=True)
    a_member(desk, "M002")
    a_member(desk, "M003")
    an_interest(desk, case, "M002", withdraws=False)
    own = a_desk(tmp_path, AccountRole.ADMINISTRATOR, name="olwen", member_ref="M001")
    with pytest.raises(RuleBrokenError, match="no person with the ref H001"):
        own.ask(held_on_person, "H001")
    with pytest.raises(RuleBrokenError, match="You withdrew from a case"):
        own.ask(held_on_person, "M002")
    assert own.ask(held_on_person, "M003").ref == "M003"
