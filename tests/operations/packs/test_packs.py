"""Packs: who receives which edition, issues, changes, receipts, recall and deletion."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from panel_desk.desk import Desk
from panel_desk.errors import NotAllowedError, RuleBrokenError
from panel_desk.operations.cases.bookings import defer_case, withdraw_case
from panel_desk.operations.meetings.line_ups import record_reply
from panel_desk.operations.meetings.meetings import invite
from panel_desk.operations.packs.packs import MadeCopy, confirm_deletion, issue_pack, note_receipt, recall_packs
from panel_desk.operations.papers.checks import look_at_page, mark_redaction, unmark_redaction
from panel_desk.operations.papers.papers import file_paper, remove_paper, replace_paper
from panel_desk.queries.document_rows import CitedPages, LookedAtPage, PackContent
from panel_desk.queries.packs.issues import issued_parts, pack_copies, pack_issues
from panel_desk.queries.packs.packs import (
    PackReader,
    copies_to_recall,
    pack_content,
    pack_contents,
    pack_readers,
    paper_provider,
    unsent_pack_changes,
)
from panel_desk.queries.papers.checks import paper_file
from panel_desk.rules.vocabulary import AccountRole, Capacity, CaseStatus, PackEdition, PanelRole, PaperKind, Response
from tests.builders import (
    FixedTime,
    a_case,
    a_desk,
    a_household,
    a_meeting,
    a_member,
    an_attendance,
    an_interest,
)
from tests.panels import cancelled

MEETING = "P2027-03-10"


@pytest.fixture
def desk(tmp_path: Path, time_source: FixedTime) -> Desk:
    desk = a_desk(tmp_path, time_source=time_source)
    a_member(desk, "M001", given_name="Siân", family_name="Llewellyn", role=PanelRole.CHAIR)
    a_member(desk, "M002", given_name="Tendai", family_name="Moyana")
    a_member(desk, "M003", given_name="Kit", family_name="Marsh-Rowe")
    a_member(desk, "M004", given_name="Bo", family_name="Adeyemi")
    a_meeting(desk, chair_ref="M001")
    an_attendance(desk, MEETING, "M001", response=Response.ACCEPTED)
    an_attendance(desk, MEETING, "M002", response=Response.NONE)
    an_attendance(desk, MEETING, "M003", capacity=Capacity.OBSERVER)
    an_attendance(desk, MEETING, "M004", response=Response.DECLINED)
    household = a_household(desk, adopter_1="Bethan Barlow", adopter_2="Ben Barlow")
    a_case(desk, "CASE-001", meeting_ref=MEETING, item_no=1, household_ref=household)
    a_case(desk, "CASE-002", meeting_ref=MEETING, item_no=2, household_ref=None)
    a_case(desk, "CASE-003", meeting_ref=MEETING, item_no=3, status=CaseStatus.WITHDRAWN)
    return desk


def file(desk: Desk, case: str, name: str, kind: PaperKind) -> int:
    return desk.do(file_paper, case=case, name=name, kind=kind, data=name.encode(), pages=2)


def plan(*labelled: tuple[str, str]) -> list[CitedPages]:
    """The pages of a pack: of each part its key, and the labels of its pages with spaces between them."""
    return [CitedPages(key, tuple(labels.split())) for key, labels in labelled]


def reader(desk: Desk, key: str) -> PackReader:
    return next(each for each in desk.ask(pack_readers, MEETING) if each.key == key)


def a_copy(desk: Desk, key: str = "M002") -> MadeCopy:
    [content] = desk.ask(pack_contents, MEETING, [reader(desk, key)])
    return MadeCopy(reader(desk, key), "f" * 64, 9, cases=content.held_cases)


def issue(desk: Desk, cited: list[CitedPages], *keys: str) -> int:
    """Issue a pack with these pages to the readers with these keys, M002 if none is given; the issue's number."""
    copies = [a_copy(desk, key) for key in keys or ("M002",)]
    return desk.do(issue_pack, meeting=MEETING, content=desk.ask(pack_content, MEETING), plan=cited, copies=copies)


def shown(content: PackContent) -> list[tuple[str, list[str]]]:
    """The cases and papers that a pack contains: of each case its ref, and the titles of its papers."""
    return [
        (case.item.facts.case, [paper.title for paper in case.papers if not paper.is_left_out])
        for case in content.cases
        if not case.is_left_out
    ]


def test_each_reader_of_a_pack_gets_their_edition(desk: Desk) -> None:
    assert [(each.name, each.edition, each.email, each.newest_issue) for each in desk.ask(pack_readers, MEETING)] == [
        ("Siân Llewellyn", PackEdition.CHAIR, "member001@example.org", 0),
        ("Tendai Moyana", PackEdition.MEMBER, "member002@example.org", 0),
        ("Kit Marsh-Rowe", PackEdition.OBSERVER, "member003@example.org", 0),
        ("Barlow household", PackEdition.APPLICANTS, None, 0),
    ]
    with pytest.raises(RuleBrokenError, match="no meeting"):
        desk.ask(pack_readers, "P404")


def test_each_edition_lists_every_paper_and_contains_those_for_its_readers(desk: Desk) -> None:
    file(desk, "CASE-001", "PAR_household-A.pdf", PaperKind.PAR)
    file(desk, "CASE-001", "Medical.pdf", PaperKind.MEDICAL)
    file(desk, "CASE-002", "Legal.pdf", PaperKind.LEGAL)
    everything = [("CASE-001", ["PAR household A", "Medical"]), ("CASE-002", ["Legal"])]
    assert shown(desk.ask(pack_content, MEETING)) == everything
    chairs = desk.ask(pack_content, MEETING, "M001")
    assert chairs.edition is PackEdition.CHAIR
    assert shown(chairs) == everything
    observers = desk.ask(pack_content, MEETING, "M003")
    assert shown(observers) == [("CASE-001", ["PAR household A"]), ("CASE-002", [])]
    applicants = desk.ask(pack_content, MEETING, only_case="CASE-001")
    assert applicants.edition is PackEdition.APPLICANTS
    named = desk.ask(pack_contents, MEETING, [reader(desk, "applicants of CASE-001")])
    assert named == (replace(applicants, prepared_for="Barlow household"),)
    assert shown(applicants) == [("CASE-001", ["PAR household A"])]
    assert all(case.missing == () for case in applicants.cases)
    for content in (observers, applicants):
        assert [len(case.papers) for case in content.cases] == [2, 1]
        assert all(paper.pages == 2 for case in content.cases for paper in case.papers)


def test_a_readers_own_pack_leaves_out_what_they_withdraw_from(desk: Desk) -> None:
    an_interest(desk, "CASE-001", "M002")
    content = desk.ask(pack_content, MEETING, "M002")
    assert content.prepared_for == "Tendai Moyana"
    assert [case for case, _ in shown(content)] == ["CASE-002"]
    assert content.left_out == ("Item 1 is not in this copy, because its reader withdraws from it.",)
    with pytest.raises(RuleBrokenError, match="no member"):
        desk.ask(pack_content, MEETING, "M404")
    with pytest.raises(RuleBrokenError, match="no case on this agenda"):
        desk.ask(pack_content, MEETING, edition=PackEdition.APPLICANTS)


def test_a_member_who_is_not_on_the_line_up_gets_the_members_edition(desk: Desk) -> None:
    a_member(desk, "M009")
    assert desk.ask(pack_content, MEETING, "M009").edition is PackEdition.MEMBER


def test_phrases_are_redacted_in_the_editions_they_are_marked_for(desk: Desk) -> None:
    paper = file(desk, "CASE-001", "PAR.pdf", PaperKind.PAR)
    desk.do(
        mark_redaction, paper, "Mill Lane", (PackEdition.OBSERVER, PackEdition.APPLICANTS), "A birth parent lives there"
    )

    def phrases(content: PackContent) -> tuple[str, ...]:
        return content.cases[0].papers[0].redact

    assert phrases(desk.ask(pack_content, MEETING)) == ()
    assert phrases(desk.ask(pack_content, MEETING, "M003")) == ("Mill Lane",)
    assert phrases(desk.ask(pack_content, MEETING, only_case="CASE-001")) == ("Mill Lane",)


def test_the_papers_are_read_from_the_vault(desk: Desk) -> None:
    file(desk, "CASE-002", "Legal.pdf", PaperKind.LEGAL)
    [paper] = desk.ask(pack_content, MEETING).cases[1].papers
    assert desk.ask(paper_provider, MEETING)(paper) == b"Legal.pdf"


def test_an_issue_stores_its_page_labels_and_the_next_lists_the_changes(desk: Desk) -> None:
    par = file(desk, "CASE-001", "PAR.pdf", PaperKind.PAR)
    legal = file(desk, "CASE-002", "Legal.pdf", PaperKind.LEGAL)
    first = plan(("case:CASE-001", "1"), (str(par), "2 3"), ("case:CASE-002", "4"), (str(legal), "5 6"))
    assert desk.ask(unsent_pack_changes, MEETING) == ()
    assert desk.ask(issued_parts, MEETING) == ()
    assert issue(desk, first, "M001", "M002", "M003") == 1
    assert reader(desk, "M002").newest_issue == 1
    assert desk.ask(pack_content, MEETING).cited == tuple(first)
    assert issue(desk, first, "applicants of CASE-001") == 1, "nothing has changed, so it is one more copy of the first"
    [only] = desk.ask(pack_issues, MEETING)
    assert {only.issued_by, *(copy.issued_by for copy in desk.ask(pack_copies, MEETING))} == {desk.signed_in.name}
    assert only.changes == ("Issued while 1 paper was missing.",)

    medical = file(desk, "CASE-001", "Medical.pdf", PaperKind.MEDICAL)
    desk.do(replace_paper, legal, "Legal.pdf", b"newer", 2, (), "Updated")
    assert desk.ask(unsent_pack_changes, MEETING) == (
        "Item 1: Medical is new.",
        "Item 2: Legal was replaced by version 2.",
    )
    assert issue(desk, [*first, *plan((str(medical), "3A 3B"))], "M001") == 2
    newest, _ = desk.ask(pack_issues, MEETING)
    assert newest.changes[:2] == (
        "Item 1: Medical is new, pages 3A to 3B.",
        "Item 2: Legal was replaced by version 2, pages 5 to 6.",
    )
    assert [(copy.recipient, copy.issue, copy.is_newest) for copy in desk.ask(pack_copies, MEETING)] == [
        ("Siân Llewellyn", 2, True),
        ("Barlow household", 1, True),
        ("Kit Marsh-Rowe", 1, True),
        ("Siân Llewellyn", 1, False),
        ("Tendai Moyana", 1, True),
    ]
    desk.do(remove_paper, paper=par)
    assert desk.ask(unsent_pack_changes, MEETING) == ("Item 1: PAR was taken out; its page numbers stay unused.",)


def test_a_new_redaction_is_a_change(desk: Desk) -> None:
    par = file(desk, "CASE-001", "PAR.pdf", PaperKind.PAR)
    issue(desk, plan((str(par), "2 3")))
    desk.do(mark_redaction, par, "Mill Lane", (PackEdition.OBSERVER,), "It says where she lives")
    assert desk.ask(unsent_pack_changes, MEETING) == ("Item 1: the redactions of PAR have changed.",)


def test_looking_at_a_page_is_a_change_and_its_boxes_go_into_the_editions_they_are_for(desk: Desk) -> None:
    par = file(desk, "CASE-001", "PAR.pdf", PaperKind.PAR)
    desk.do(mark_redaction, par, "Mill Lane", (PackEdition.OBSERVER, PackEdition.APPLICANTS), "She lives there")
    desk.do(mark_redaction, par, "Ann Other", (PackEdition.APPLICANTS,), "Her name")
    issue(desk, plan((str(par), "2 3")))
    assert desk.ask(unsent_pack_changes, MEETING) == ()
    sha256 = desk.ask(paper_file, par).row.sha256
    desk.do(look_at_page, par, sha256, 1, [(1, 2, 3, 4)], ["Mill Lane"])
    assert desk.ask(unsent_pack_changes, MEETING) == ("Item 1: the redactions of PAR have changed.",)

    def looked_at(content: PackContent) -> tuple[LookedAtPage, ...]:
        return content.cases[0].papers[0].looked_at

    observers = desk.ask(pack_content, MEETING, edition=PackEdition.OBSERVER)
    assert looked_at(observers) == (LookedAtPage(1, ((1, 2, 3, 4),)),)
    assert looked_at(desk.ask(pack_content, MEETING)) == ()  # nothing is redacted in the members' edition
    applicants = desk.ask(pack_content, MEETING, only_case="CASE-001")
    assert looked_at(applicants) == ()  # nobody has looked for the other phrase
    [look] = desk.ask(paper_file, par).looks
    desk.do(look_at_page, par, sha256, 1, [], ["Mill Lane", "Ann Other"], look.version)
    assert looked_at(desk.ask(pack_content, MEETING, only_case="CASE-001")) == (LookedAtPage(1),)


def changes_in_copy(desk: Desk, key: str, number: int) -> tuple[int, tuple[str, ...]]:
    """The issue since which a reader's copy lists changes, and these changes."""
    [content] = desk.ask(pack_contents, MEETING, [reader(desk, key)], number)
    assert content.issue == number
    return content.changed_since, content.changes


def test_a_copy_lists_only_changes_to_papers_that_its_reader_may_see(desk: Desk) -> None:
    par = file(desk, "CASE-001", "PAR.pdf", PaperKind.PAR)
    legal = file(desk, "CASE-002", "Legal.pdf", PaperKind.LEGAL)
    assert changes_in_copy(desk, "M002", 1) == (0, ())
    issue(desk, plan((str(par), "2 3"), (str(legal), "5 6")), "M001", "M002", "M003", "applicants of CASE-001")
    desk.do(replace_paper, par, "PAR.pdf", b"newer", 2, (), "Updated")
    desk.do(remove_paper, paper=legal)
    replaced, gone = (
        "Item 1: PAR was replaced by version 2.",
        "Item 2: Legal was taken out; its page numbers stay unused.",
    )
    assert changes_in_copy(desk, "M002", 2) == (1, (replaced, gone))
    assert changes_in_copy(desk, "M003", 2) == (1, (replaced,)), "an observer never had the legal advice"
    assert changes_in_copy(desk, "applicants of CASE-001", 2) == (1, (replaced,))
    an_interest(desk, "CASE-002", "M002")
    assert changes_in_copy(desk, "M002", 2) == (1, (replaced,)), "who withdraws from a case is not shown its changes"
    desk.do(withdraw_case, case="CASE-002", reason="They moved away.")
    assert changes_in_copy(desk, "M002", 2) == (1, (replaced,))
    assert changes_in_copy(desk, "M001", 2) == (1, (replaced, gone))


def test_a_copy_lists_the_changes_since_the_issue_that_its_reader_has(desk: Desk) -> None:
    par = file(desk, "CASE-001", "PAR.pdf", PaperKind.PAR)
    issue(desk, plan((str(par), "2 3")), "M001", "M002")
    comments = file(desk, "CASE-001", "Comments.pdf", PaperKind.APPLICANTS_COMMENTS)
    issue(desk, plan((str(par), "2 3"), (str(comments), "3A 3B")), "M001")
    assert changes_in_copy(desk, "M002", 2) == (1, ("Item 1: Comments is new.",)), (
        "though the issue itself has not changed"
    )
    file(desk, "CASE-001", "Medical.pdf", PaperKind.MEDICAL)
    assert changes_in_copy(desk, "M001", 3) == (2, ("Item 1: Medical is new.",))
    assert changes_in_copy(desk, "M002", 3) == (1, ("Item 1: Comments is new.", "Item 1: Medical is new."))
    assert changes_in_copy(desk, "M003", 3) == (0, ()), "a reader who has no copy yet is shown no changes"


def test_an_observer_who_becomes_a_member_gets_a_list_of_the_papers_they_had_not(desk: Desk) -> None:
    par = file(desk, "CASE-001", "PAR.pdf", PaperKind.PAR)
    medical = file(desk, "CASE-001", "Medical.pdf", PaperKind.MEDICAL)
    issue(desk, plan((str(par), "2 3"), (str(medical), "4 5")), "M003")
    observer = reader(desk, "M003")
    [content] = desk.ask(pack_contents, MEETING, [replace(observer, edition=PackEdition.MEMBER)], 2)
    assert content.changes == ("Item 1: Medical is new.",)


def test_a_pack_is_issued_to_at_least_one_reader_before_a_meeting(desk: Desk, tmp_path: Path) -> None:
    content = desk.ask(pack_content, MEETING)
    with pytest.raises(RuleBrokenError, match="at least one person"):
        desk.do(issue_pack, meeting=MEETING, content=content, plan=(), copies=())
    copy = a_copy(desk)
    cancelled(desk, MEETING)
    with pytest.raises(RuleBrokenError, match=r"is cancelled\. A pack is issued only for a meeting"):
        desk.do(issue_pack, meeting=MEETING, content=content, plan=(), copies=[copy])
    chair = a_desk(tmp_path, AccountRole.CHAIR)
    with pytest.raises(NotAllowedError):
        chair.do(issue_pack, meeting=MEETING, content=content, plan=(), copies=[copy])


def test_an_adviser_who_withdrew_from_an_item_notes_and_recalls_nothing_of_the_packs_with_it(
    desk: Desk, tmp_path: Path
) -> None:
    issue(desk, [], "M001")
    [copy] = desk.ask(pack_copies, MEETING)
    an_interest(desk, "CASE-001", "M002")
    adviser = a_desk(tmp_path, AccountRole.ADVISER, member_ref="M002")
    for refused in (
        lambda: adviser.do(note_receipt, copy=copy.id, received_on=date(2027, 3, 4)),
        lambda: adviser.do(recall_packs, MEETING, copy.member),
        lambda: adviser.do(confirm_deletion, copy=copy.id, confirmed_on=date(2027, 3, 4)),
    ):
        with pytest.raises(NotAllowedError, match="do not see every item and paper of this panel"):
            refused()
    administrator = a_desk(tmp_path)
    assert administrator.do(recall_packs, MEETING, copy.member) == 1
    [copy_after] = administrator.ask(pack_copies, MEETING)
    assert (copy_after.received_on, copy_after.confirmed_on) == (None, None)


def test_receipts_recall_and_deletion_are_recorded(desk: Desk, time_source: FixedTime) -> None:
    issue(desk, [], "M001", "M002")
    first, second = desk.ask(pack_copies, MEETING)
    with pytest.raises(RuleBrokenError, match="before it was made, on 4 March 2027"):
        desk.do(note_receipt, copy=first.id, received_on=date(2027, 3, 3))
    with pytest.raises(RuleBrokenError, match="still to come"):
        desk.do(note_receipt, copy=first.id, received_on=date(2027, 3, 5))
    desk.do(note_receipt, copy=first.id, received_on=date(2027, 3, 4))
    assert desk.ask(pack_copies, MEETING)[0].received_on == date(2027, 3, 4)
    desk.do(note_receipt, copy=first.id, received_on=None)
    assert desk.ask(pack_copies, MEETING)[0].received_on is None
    with pytest.raises(RuleBrokenError, match="Recall them after it"):
        desk.do(recall_packs, meeting=MEETING)
    with pytest.raises(RuleBrokenError, match="not recalled yet"):
        desk.do(confirm_deletion, copy=second.id, confirmed_on=date(2027, 3, 4))
    time_source.move(days=1)
    cancelled(desk, MEETING)
    assert desk.do(recall_packs, meeting=MEETING) == 2
    with pytest.raises(RuleBrokenError, match="recalled already"):
        desk.do(recall_packs, meeting=MEETING)
    with pytest.raises(RuleBrokenError, match="before it was recalled, on 5 March 2027"):
        desk.do(confirm_deletion, copy=second.id, confirmed_on=date(2027, 3, 4))
    desk.do(confirm_deletion, copy=second.id, confirmed_on=date(2027, 3, 5))
    assert [each.confirmed_on for each in desk.ask(pack_copies, MEETING)] == [None, date(2027, 3, 5)]
    desk.do(confirm_deletion, copy=second.id, confirmed_on=None)
    assert [each.confirmed_on for each in desk.ask(pack_copies, MEETING)] == [None, None]


def test_the_copies_of_one_reader_are_recalled_before_the_meeting(desk: Desk) -> None:
    par = file(desk, "CASE-001", "PAR.pdf", PaperKind.PAR)
    issue(desk, plan((str(par), "2 3")), "M001", "M002")
    assert desk.do(recall_packs, meeting=MEETING, reader="M002") == 1
    assert [(each.recipient, each.recalled_on) for each in desk.ask(pack_copies, MEETING)] == [
        ("Siân Llewellyn", None),
        ("Tendai Moyana", date(2027, 3, 4)),
    ]
    assert (reader(desk, "M001").newest_issue, reader(desk, "M002").newest_issue) == (1, 0)
    assert changes_in_copy(desk, "M002", 2) == (0, ())
    with pytest.raises(RuleBrokenError, match="recalled already"):
        desk.do(recall_packs, meeting=MEETING, reader="M002")


def test_readers_who_should_not_keep_their_copies_are_named(desk: Desk) -> None:
    an_interest(desk, "CASE-002", "M001")
    assert desk.ask(copies_to_recall, MEETING) == ()
    issue(desk, [], "M001", "M002", "M003", "applicants of CASE-001")
    assert desk.ask(pack_copies, MEETING)[2].cases == ("CASE-001",), "the chair's copy is without the second"
    assert desk.ask(copies_to_recall, MEETING) == ()
    an_interest(desk, "CASE-001", "M002")
    desk.do(record_reply, meeting=MEETING, member="M003", response=Response.DECLINED)
    withdraws = "Tendai Moyana withdraws from item 1, which is in their copy."
    declined = "Kit Marsh-Rowe is not coming, and has a copy."
    assert desk.ask(copies_to_recall, MEETING) == (declined, withdraws)
    desk.do(defer_case, case="CASE-001", reason="The report is not ready.")
    assert desk.ask(copies_to_recall, MEETING)[-1] == (
        "Tendai Moyana withdraws from CASE-001, which is in their copy."
    ), "a deferred case has no item that is to be heard"
    desk.do(withdraw_case, case="CASE-001", reason="They moved away.")
    assert desk.ask(copies_to_recall, MEETING) == (
        "The case of Barlow household is not on this agenda any more, and they have a copy.",
        declined,
        "Tendai Moyana withdraws from CASE-001, which is in their copy.",
    )
    desk.do(recall_packs, meeting=MEETING, reader="M003")
    assert declined not in desk.ask(copies_to_recall, MEETING)
    cancelled(desk, MEETING)
    assert desk.ask(copies_to_recall, MEETING) == (), "after the meeting everybody's are recalled"


def test_the_copy_of_a_member_who_becomes_an_observer_is_to_be_recalled(desk: Desk) -> None:
    issue(desk, [], "M001", "M002")
    desk.do(invite, meeting=MEETING, member="M002", capacity=Capacity.OBSERVER)
    assert desk.ask(copies_to_recall, MEETING) == (
        "Tendai Moyana attends as an observer, and has a copy made for a member.",
    )
    issue(desk, [], "M002")
    desk.do(recall_packs, meeting=MEETING, reader="M002")
    issue(desk, [], "M002")
    assert desk.ask(copies_to_recall, MEETING) == (), "the new copy is the observers'"


def test_a_case_without_an_item_number_is_named_by_its_place_on_the_agenda(desk: Desk) -> None:
    a_case(desk, "CASE-009", meeting_ref=MEETING, item_no=None, status=CaseStatus.BOOKED)
    issue(desk, [], "M001", "M002")
    an_interest(desk, "CASE-009", "M002")
    [place] = [each.item.number for each in desk.ask(pack_content, MEETING).cases if each.item.facts.case == "CASE-009"]
    assert desk.ask(copies_to_recall, MEETING) == (
        f"Tendai Moyana withdraws from item {place}, which is in their copy.",
    )


def test_one_redaction_in_place_of_another_is_a_change(desk: Desk) -> None:
    par = file(desk, "CASE-001", "PAR.pdf", PaperKind.PAR)
    first = desk.do(mark_redaction, par, "Mill Lane", (PackEdition.OBSERVER,), "It says where she lives")
    issue(desk, plan((str(par), "2 3")), "M001")
    assert desk.ask(unsent_pack_changes, MEETING) == ()
    desk.do(unmark_redaction, first)
    desk.do(mark_redaction, par, "Ann Other", (PackEdition.OBSERVER,), "Her name")
    assert desk.ask(unsent_pack_changes, MEETING) == ("Item 1: the redactions of PAR have changed.",)


def test_a_redaction_marked_while_copies_are_made_is_still_to_be_sent(desk: Desk) -> None:
    par = file(desk, "CASE-001", "PAR.pdf", PaperKind.PAR)
    content, copy = desk.ask(pack_content, MEETING), a_copy(desk)
    desk.do(mark_redaction, par, "Mill Lane", (PackEdition.OBSERVER,), "It says where she lives")
    desk.do(issue_pack, meeting=MEETING, content=content, plan=plan((str(par), "2 3")), copies=[copy])
    assert desk.ask(unsent_pack_changes, MEETING) == ("Item 1: the redactions of PAR have changed.",)
