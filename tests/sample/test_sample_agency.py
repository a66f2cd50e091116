"""The store that holds the sample agency."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from panel_desk.desk import Desk, Work, shows, sign_in
from panel_desk.errors import RuleBrokenError, StoreError
from panel_desk.exchange.workbook.xlsx import read_workbook, write_workbook
from panel_desk.models import Paper
from panel_desk.operations.workbook.registers import import_registers
from panel_desk.queries.accounts import accounts as account_rows
from panel_desk.queries.cases.cases import cases
from panel_desk.queries.decisions.decisions import decision_list
from panel_desk.queries.history import history
from panel_desk.queries.listing import Listing
from panel_desk.queries.meetings.meetings import MeetingRow, meetings
from panel_desk.queries.meetings.quorum import quorum
from panel_desk.queries.members.members import list_health, members
from panel_desk.queries.minutes.minutes import minutes, signed_print
from panel_desk.queries.minutes.minutes_list import meetings_to_sign, minutes_list
from panel_desk.queries.minutes.signed_in_name import signed_in_my_name
from panel_desk.queries.minutes.snippets import snippets
from panel_desk.queries.minutes.spelling import spelling_words
from panel_desk.queries.papers.papers import missing_papers, papers, version_bytes
from panel_desk.queries.today.running_clocks import due
from panel_desk.queries.workbook.comparison import all_registers, import_preview
from panel_desk.queries.workbook.sheets import SHEETS
from panel_desk.rules.clocks import ClockKind
from panel_desk.rules.vocabulary import AccountRole, MeetingStatus, MinutesState, PaperKind
from panel_desk.sample import make_sample_agency
from panel_desk.store.signed_trail import access_at_beginning, trail_faults
from tests.builders import CHEAP, FixedTime, a_desk
from tests.sample.conftest import Sample, make_sample
from tests.sample_agency import SAMPLE_PASSPHRASE, on


def upcoming(sample: Sample) -> list[MeetingRow]:
    return [row for row in sample.desk.ask(meetings) if row.meets_on >= sample.today]


def test_there_is_an_account_for_each_role(sample: Sample) -> None:
    assert sample.accounts[0].role is AccountRole.ADMINISTRATOR
    assert sample.desk.signed_in.account == sample.accounts[0].name
    assert Counter(account.role for account in sample.accounts) == {
        AccountRole.ADMINISTRATOR: 1,
        AccountRole.ADVISER: 1,
        AccountRole.CHAIR: 3,
        AccountRole.DECISION_MAKER: 2,
        AccountRole.READER: 1,
    }
    rows = {row.name: row for row in sample.desk.ask(account_rows)}
    assert {a.name: (a.full_name, a.role) for a in sample.accounts} == {
        name: (row.full_name, row.role) for name, row in rows.items()
    }
    assert all((row.member is not None) == (row.role is AccountRole.CHAIR) for row in rows.values())


def test_every_account_signs_in_with_its_passphrase(sample: Sample) -> None:
    for account in sample.accounts:
        desk = sign_in(sample.folder, account.name, account.passphrase)
        assert desk.signed_in.role is account.role
        assert desk.ask(signed_in_my_name) == ()
        desk.close()


def test_there_are_snippets_and_spelling_words(sample: Sample) -> None:
    assert [one.title for one in sample.desk.ask(snippets)] == [
        "health advice",
        "letterbox contact",
        "quorate throughout",
        "support plan",
        "thanks",
    ]
    assert {row.adder for row in sample.desk.ask(spelling_words)} == {"Marian Tolley", "Gwen Abbotsleigh"}


def test_progress_is_reported_for_every_step(sample: Sample) -> None:
    total = len(sample.steps)
    assert sample.steps == tuple((done, total) for done in range(1, total + 1))


def test_minutes_are_at_every_stage_and_several_chairs_have_signed(sample: Sample) -> None:
    rows = sample.desk.ask(minutes_list, Listing()).rows
    assert {row.state for row in rows} == set(MinutesState)
    assert len(sample.desk.ask(meetings_to_sign)) == 4
    signed = [row for row in rows if row.state is MinutesState.SIGNED]
    assert len(signed) >= 5
    assert len({row.signed_by for row in signed}) >= 2
    kept = sample.desk.ask(signed_print, signed[0].meeting)
    assert kept is not None
    assert kept.startswith(b"%PDF")


def test_only_draft_minutes_are_unfinished(sample: Sample) -> None:
    for row in sample.desk.ask(minutes_list, Listing()).rows:
        record = sample.desk.ask(minutes, row.meeting)
        assert (record is None) == (row.state is MinutesState.NONE)
        if record is not None:
            assert bool(record.unfinished) == (row.state is MinutesState.DRAFT)
            texts = [section.text for section in record.sections if section.text]
            assert not any("{" in text for text in texts)
            assert max(map(len, texts)) > 500


def test_one_item_of_the_next_two_panels_is_not_quorate_and_can_become_so(sample: Sample) -> None:
    first, second = upcoming(sample)[:2]
    assert all(judged.quorate for judged in sample.desk.ask(quorum, first.ref))
    broken = [judged for judged in sample.desk.ask(quorum, second.ref) if not judged.quorate]
    assert len(sample.desk.ask(quorum, second.ref)) == 4
    assert [judged.sentence for judged in broken] == ["Not quorate: no social worker"]
    assert broken[0].could_make_quorate


def test_every_panel_that_recommended_was_quorate(sample: Sample) -> None:
    held = [row for row in sample.desk.ask(meetings) if row.status is MeetingStatus.HELD]
    not_quorate = [judged.case for row in held for judged in sample.desk.ask(quorum, row.ref) if not judged.quorate]
    statuses = {row.ref: row.status for row in sample.desk.ask(cases)}
    assert [statuses[ref] for ref in not_quorate] == ["deferred"]


def test_some_clocks_are_overdue_some_due_today_and_some_soon(sample: Sample) -> None:
    rows = sample.desk.ask(due)
    decision_clocks = {row.case: row for row in rows if row.clock.kind is ClockKind.DECISION}
    left = sorted(row.working_days_left for row in decision_clocks.values())
    assert left == [-2, 0, 3]
    assert any(row.overdue for row in rows if row.clock.kind is ClockKind.MATCH_AFTER_PLAN)
    kinds = {row.clock.kind for row in rows}
    assert kinds >= set(ClockKind) - {ClockKind.ADOPTER_COMMENTS}
    assert {row.working_days_left for row in rows if row.clock.kind is ClockKind.ORAL_NOTICE} == {1}
    assert {row.working_days_left for row in rows if row.clock.kind is ClockKind.WRITTEN_NOTICE} >= {1}


def test_decisions_are_at_every_step_and_two_came_late(sample: Sample) -> None:
    rows = sample.desk.ask(decision_list, Listing()).rows
    assert len({row.next_step for row in rows}) == 6
    decided = [(row.clock, row.decided_on) for row in rows if row.clock and row.decided_on]
    assert sum(clock.overdue(decided_on) for clock, decided_on in decided) == 2


def test_the_central_list_is_complete_and_some_members_are_not_ready(sample: Sample) -> None:
    assert sample.desk.ask(list_health) == ()
    rows = sample.desk.ask(members)
    assert len(rows) == 27
    assert any(row.not_ready for row in rows)
    assert any("Αναστασία" in row.name for row in rows)


def test_papers_are_filed_and_some_are_missing(sample: Sample) -> None:
    first, second = upcoming(sample)[:2]
    assert sample.desk.ask(missing_papers, first.ref)
    assert sample.desk.ask(missing_papers, second.ref)
    filed = [paper for row in (first, second) for case in row.cases for paper in sample.desk.ask(papers, case)]
    assert {paper.kind for paper in filed} >= {
        PaperKind.PAR,
        PaperKind.CPR,
        PaperKind.APR,
        PaperKind.MEDICAL,
        PaperKind.SUPPORT_PLAN,
    }
    assert not any(
        paper.findings for paper in filed
    )  # one file has its page upside down, with a rotation that shows it upright
    assert len({paper.sha256 for paper in filed}) == len(filed)
    assert all(sample.desk.ask(version_bytes, paper.id, paper.number).startswith(b"%PDF") for paper in filed)


def test_the_audit_trail_is_unbroken_and_in_order_of_time(sample: Sample) -> None:
    with Session(sample.desk.store.engine) as session:
        assert [*trail_faults(session, access_at_beginning(session))] == []
    entries = [each for each in sample.desk.ask(history, most=10_000) if not each.is_seen]
    moments = [entry.at for entry in reversed(entries)]
    assert moments == sorted(moments)
    assert moments[-1].date() < sample.today
    assert {entry.account for entry in entries} >= {"marian", "gwen", "rosalind", "imelda", "kwame"}


def test_no_passphrase_is_stored(sample: Sample) -> None:
    secret = SAMPLE_PASSPHRASE.encode()
    assert not any(secret in file.read_bytes() for file in sample.folder.rglob("*") if file.is_file())


def test_the_sample_agency_can_be_made_on_a_sunday_between_holidays(tmp_path: Path) -> None:
    day = date(2028, 1, 2)
    sample = make_sample(tmp_path / "store", day)
    rows = sample.desk.ask(due)
    assert any(row.overdue for row in rows)
    assert any(row.clock.due_on == day for row in rows)
    assert any(0 < row.working_days_left <= 5 for row in rows)
    assert {row.state for row in sample.desk.ask(minutes_list, Listing()).rows} == set(MinutesState)
    assert sum(not each.quorate for row in upcoming(sample)[:2] for each in sample.desk.ask(quorum, row.ref)) == 1
    sample.desk.close()


def test_the_same_day_gives_the_same_registers_and_everybody_a_passphrase(tmp_path: Path, sample: Sample) -> None:
    accounts = make_sample_agency(tmp_path / "store", None, on(sample.today), cost=CHEAP)
    assert all(len(account.passphrase) >= 12 for account in accounts)
    assert len({account.passphrase for account in accounts}) == len(accounts)
    desk = sign_in(tmp_path / "store", accounts[0].name, accounts[0].passphrase, on(sample.today))
    assert _without_random_refs(desk) == _without_random_refs(sample.desk)
    assert desk.ask(_hashes) == sample.desk.ask(_hashes)
    desk.close()


def test_an_export_of_the_sample_agency_can_be_imported_into_an_empty_store(tmp_path: Path, sample: Sample) -> None:
    path = tmp_path / "out.xlsx"
    write_workbook(path, sample.desk.ask(all_registers))
    read = read_workbook(path)
    again = sample.desk.ask(import_preview, read)
    assert (again.faults, again.changes) == ((), ())
    empty = a_desk(tmp_path, time_source=on(sample.today))
    empty.do(import_registers, read)
    assert empty.ask(all_registers).rows == sample.desk.ask(all_registers).rows
    empty.close()


def _without_random_refs(desk: Desk) -> dict[str, list[str]]:
    """Every register's rows; of those that have random refs, the rest of each row, sorted."""
    rows = desk.ask(all_registers).rows
    return {
        sheet.name: sorted(
            repr({name: value for name, value in row.values.items() if not (sheet.order and name == "ref")})
            for row in rows[sheet.name]
        )
        for sheet in SHEETS
    }


@shows()
def _hashes(work: Work) -> list[str]:
    return sorted(paper.sha256 for paper in work.session.query(Paper))


def test_making_the_sample_agency_can_be_stopped_and_leaves_nothing_behind(tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        if done > total // 50:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        make_sample_agency(tmp_path / "store", SAMPLE_PASSPHRASE, FixedTime(), stop, CHEAP)
    assert list(tmp_path.iterdir()) == []


def test_an_existing_store_is_not_replaced(sample: Sample) -> None:
    with pytest.raises(StoreError, match="a store in this folder already"):
        make_sample_agency(sample.folder, SAMPLE_PASSPHRASE, on(sample.today))


def test_a_folder_that_is_not_empty_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "store"
    folder.mkdir()
    (folder / "letter.txt").write_text("mine")
    with pytest.raises(StoreError, match="not empty"):
        make_sample_agency(folder, SAMPLE_PASSPHRASE, FixedTime(), cost=CHEAP)
    assert (folder / "letter.txt").read_text() == "mine"


def test_a_short_passphrase_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleBrokenError, match="at least 12"):
        make_sample_agency(tmp_path / "store", "short", FixedTime(), cost=CHEAP)
    assert list(tmp_path.iterdir()) == []
