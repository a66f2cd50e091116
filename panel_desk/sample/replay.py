"""Carries out the sample agency's plan in order of time, each operation by its own account, for a real audit trail."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time
from functools import partial
from random import Random
from typing import Any

from panel_desk.desk import Desk, SignedIn
from panel_desk.flows.sign_minutes import sign
from panel_desk.operations.accounts import open_account
from panel_desk.operations.agency import change_agency, close_on
from panel_desk.operations.cases.bookings import book_case, withdraw_case
from panel_desk.operations.cases.cases import add_child, add_household, open_case
from panel_desk.operations.decisions.decisions import record_decision, record_minutes_received, record_notice
from panel_desk.operations.meetings.line_ups import record_reply
from panel_desk.operations.meetings.meetings import (
    declare_interest,
    hold_meeting,
    invite,
    record_attendance,
)
from panel_desk.operations.members.members import change_member
from panel_desk.operations.minutes.minutes import draft_minutes, make_final, write_section
from panel_desk.operations.minutes.reviews import send_to_chair_and_adviser
from panel_desk.operations.minutes.snippets import write_snippet
from panel_desk.operations.minutes.spelling import add_spelling_words
from panel_desk.operations.workbook.registers import import_registers
from panel_desk.queries.agency import agency
from panel_desk.queries.members.members import member as member_record
from panel_desk.queries.minutes.minutes import minutes, minutes_content
from panel_desk.rules.minutes_headings import ADVICE, DISCUSSION
from panel_desk.rules.vocabulary import CaseStatus, MeetingStatus, MinutesState, Response
from panel_desk.rules.working_days import WorkingDays
from panel_desk.sample.confirmed import confirm_where_ready
from panel_desk.sample.discussion import DiscussionWriter
from panel_desk.sample.packs import recall, record_receipts, send_pack
from panel_desk.sample.panel_day import PanelDayRecorder
from panel_desk.sample.people import ACCOUNT_HOLDERS, DECISION_MAKERS
from panel_desk.sample.phrase_pools import PhrasePicker
from panel_desk.sample.plan_types import AgencyPlan, Panel, PlannedChild, PlannedHousehold, Result, SampleCase
from panel_desk.sample.registers import household_row, member_on, registers_at_import, registers_since_import
from panel_desk.sample.reports import Reports
from panel_desk.sample.snippets_and_spellings import SNIPPETS, SPELLINGS
from panel_desk.store.store import Store

_PAST_DRAFT = (MinutesState.IN_REVIEW, MinutesState.FINAL, MinutesState.SIGNED)
_PAST_REVIEW = (MinutesState.FINAL, MinutesState.SIGNED)
_WITH_PAPERS = 6  # the newest panels that were held, whose papers are filed
_WITH_PAPERS_AHEAD = 3  # the next panels, whose papers are filed
_CHECKED = 1  # panel on either side of today whose reports the adviser has checked
_NOTED = 2  # the newest panels that were held, with notes of their day
_INVITED_BEFORE = 12  # working days from the invitations to the panel
_PACKS_BEFORE = 6  # working days from the issue of the packs to the panel
_SEED = 1976


@dataclass
class SetTime:
    """A source of the time: the moment to which it was set."""

    moment: datetime

    def now(self) -> datetime:
        """The moment."""
        return self.moment

    def today(self) -> date:
        """The day."""
        return self.moment.date()


class Replay:
    """The actions of everybody at the sample agency, each with its moment.

    Args:
        store: the new store.
        plan: what is to be recorded.
        passphrases: those of the accounts by sign-in name.
    """

    def __init__(self, store: Store, plan: AgencyPlan, passphrases: dict[str, str]) -> None:
        self._plan, self._passphrases = plan, passphrases
        self._days = WorkingDays(closed=frozenset(plan.closed))
        names = {str(row["ref"]): f"{row['given_name']} {row['family_name']}" for row in plan.members}
        self._writer = DiscussionWriter(PhrasePicker(Random(_SEED)), names)  # noqa: S311 - not for security; the seed gives the same minutes
        self._time_source = SetTime(datetime.now(UTC))
        self._desks = {
            each.name: Desk(store, SignedIn(each.name, each.full_name, each.role, each.member), self._time_source)
            for each in ACCOUNT_HOLDERS
        }
        self._recorder = PanelDayRecorder(self._desks["marian"], PhrasePicker(Random(_SEED)))  # noqa: S311 - not for security; the seed gives the same notes
        self._noted = [panel for panel in plan.panels if panel.status is MeetingStatus.HELD][-_NOTED:]
        self._chairs = {each.member: each.name for each in ACCOUNT_HOLDERS if each.member}
        self._entries: list[tuple[datetime, Callable[[], object]]] = []
        self._import_registers()
        self._open_cases()
        for panel in plan.panels:
            if panel.meets_on > plan.imported_on:
                self._schedule_panel(panel)
                if panel.status is MeetingStatus.HELD:
                    self._hold_panel(panel)
                    self._write_minutes(panel)
                    self._decide(panel)
        self._file_papers()
        self._confirm()
        self._send_packs()
        self._withdraw_and_import()

    def __len__(self) -> int:
        return len(self._entries)

    def _open(self, name: str, account: tuple[Any, ...]) -> None:
        """Open an account, which then signs its entries itself."""
        office = self._desks["marian"]
        office.do(open_account, *account)
        self._desks[name].signer = office.store.signer_of(name, self._passphrases[name])

    def run(self) -> Iterator[None]:
        """Perform every action in order of time, and yield after each."""
        for moment, act in sorted(self._entries, key=lambda entry: entry[0]):
            self._time_source.moment = moment
            act()
            yield
        for name in self._chairs.values():  # who are then not told again of all that they signed
            self._desks[name].note_sign_in()

    def _do(
        self, day: date, time_of_day: str, who: str, operation: Callable[..., object], *args: object, **named: object
    ) -> None:
        """Add an operation, at the earliest after the import of the registers."""
        self._add(day, time_of_day, partial(self._desks[who].do, operation, *args, **named))

    def _add(self, day: date, time_of_day: str, act: Callable[[], object]) -> None:
        """Add an action, at the earliest after the import of the registers."""
        earliest = datetime.combine(self._plan.imported_on, time(15, 0), UTC)
        self._entries.append((max(datetime.combine(day, time.fromisoformat(time_of_day), UTC), earliest), act))

    def _at(self, day: date, time_of_day: str, act: Callable[[], object]) -> None:
        """Add an action at a moment in UTC, even one before the import."""
        self._entries.append((datetime.combine(day, time.fromisoformat(time_of_day), UTC), act))

    def _import_registers(self) -> None:
        """Add the import of the registers, the accounts, snippets and spelling words, and later changes of members."""
        on, office = self._plan.imported_on, self._desks["marian"]
        for day in self._plan.closed:
            self._at(on, "08:50", partial(office.do, close_on, day, "Closed between Christmas and New Year"))
        self._at(on, "09:05", partial(office.do, import_registers, registers_at_import(self._plan)))
        self._at(on, "09:10", self._give_address)
        for each in ACCOUNT_HOLDERS[1:]:
            account = (each.name, each.full_name, each.role, self._passphrases[each.name], each.member)
            self._at(on, "09:30", partial(self._open, each.name, account))
        for title, text in SNIPPETS:
            self._do(on, "15:30", "marian", write_snippet, title, text)
        for who, words in SPELLINGS.items():
            self._do(on, "16:10", who, add_spelling_words, words)
        for row in self._plan.members:
            at_import = member_on(row, on)
            changed = {name: value for name, value in row.items() if value != at_import[name]}
            if changed:
                day = max(value for value in changed.values() if isinstance(value, date))
                self._at(day, "16:40", partial(self._change_member, str(row["ref"]), changed))

    def _give_address(self) -> None:
        """Give the agency its e-mail address."""
        office = self._desks["marian"]
        now = office.ask(agency)
        named = (now.version, now.name, now.panel_type, now.host_authority, now.approvals_decided_by)
        office.do(change_agency, *named, "panel.office@example.org")

    def _change_member(self, ref: str, changed: dict[str, Any]) -> None:
        office = self._desks["marian"]
        office.do(change_member, ref, office.ask(member_record, ref).version, **changed)

    def _open_cases(self) -> None:
        """Add the households, children and cases that are opened after the import."""
        plan, known = self._plan, set[str]()
        for _, case in sorted(plan.cases(), key=lambda each: each[1].ref):
            if case.requested_on > plan.imported_on:
                if case.household and case.household.added_on == case.requested_on and case.household.ref not in known:
                    known.add(case.household.ref)
                    self._do(case.requested_on, "11:00", "marian", add_household, **_household_fields(case.household))
                for child in case.children:
                    known.add(child.ref)
                    self._do(case.requested_on, "11:00", "marian", add_child, **_child_fields(child))
                self._do(
                    case.requested_on,
                    "11:05",
                    "marian",
                    open_case,
                    case.kind,
                    case.household.ref if case.household else None,
                    tuple(child.ref for child in case.children),
                    case.social_worker,
                )
        for household in plan.households:
            if household.added_on and household.added_on > plan.imported_on and household.ref not in known:
                self._do(household.added_on, "11:30", "marian", add_household, **_household_fields(household))
        for child in plan.children:
            if child.added_on and child.added_on > plan.imported_on and child.ref not in known:
                self._do(child.added_on, "11:30", "marian", add_child, **_child_fields(child))

    def _schedule_panel(self, panel: Panel) -> None:
        """Add the bookings of a panel's cases, its members' interests, and the invitations with their replies."""
        for case in panel.items:
            if case.booked_on and case.booked_on > self._plan.imported_on:
                self._do(
                    case.booked_on,
                    "12:10",
                    "marian",
                    book_case,
                    case.ref,
                    panel.ref,
                    starts_at=case.starts_at,
                    duration_minutes=case.minutes,
                )
            for member, (nature, withdraws) in case.interests.items():
                day = min(self._days.before(panel.meets_on, 3), self._last_day)
                self._do(day, "15:20", "gwen", declare_interest, case.ref, member, nature, withdraws=withdraws)
        day = min(self._days.before(panel.meets_on, _INVITED_BEFORE), self._days.before(self._plan.today, 3))
        for seat in panel.seats:
            self._do(day, "10:00", "marian", invite, panel.ref, seat.member, seat.capacity)
            if seat.response is not Response.NONE:
                self._do(day, "10:00", "marian", record_reply, panel.ref, seat.member, seat.response)

    @property
    def _last_day(self) -> date:
        """The last working day before today."""
        return self._days.before(self._plan.today, 1)

    def _hold_panel(self, panel: Panel) -> None:
        """Add what happens on a panel's day, up to its recommendations."""
        day = panel.meets_on
        for seat in panel.seats:
            self._do(day, "09:32", "marian", record_attendance, panel.ref, seat.member, attended=seat.attended)
            times = {"arrived_at": seat.arrived_at, "left_at": seat.left_at}
            if known := [moment for moment in times.values() if moment is not None]:
                noted = f"{max(known):%H:%M}"
                self._do(day, noted, "marian", record_attendance, panel.ref, seat.member, attended=True, **times)
        self._do(day, "09:35", "marian", hold_meeting, panel.ref)
        for case in panel.items:
            ended = f"{case.ends_at:%H:%M}"
            if panel in self._noted:
                self._at(day, ended, partial(self._recorder.record_item, panel, case))
            for result in case.results:
                recommend = partial(self._recorder.recommend, self._desks["gwen"], panel, case, result)
                self._add(day, ended, recommend)
        if panel in self._noted:
            self._at(day, "16:30", partial(self._recorder.record_lost_connection, panel))

    def _write_minutes(self, panel: Panel) -> None:
        """Add the drafting, checking and signing of a panel's minutes, as far as they have come."""
        if panel.minutes is MinutesState.NONE:
            return
        drafted = self._days.after(panel.meets_on, 1)
        self._do(drafted, "09:15", "marian", draft_minutes, panel.ref)
        self._at(drafted, "11:40", partial(self._write_sections, panel))
        if panel.minutes in _PAST_DRAFT:
            self._do(self._days.after(panel.meets_on, 2), "09:10", "marian", send_to_chair_and_adviser, panel.ref)
        if panel.minutes in _PAST_REVIEW:
            self._do(self._days.after(panel.meets_on, 2), "15:45", "gwen", make_final, panel.ref)
        if panel.signed_on is not None:
            chair = self._chairs[panel.chair]
            self._at(panel.signed_on, "16:10", partial(self._sign, panel, chair))

    def _sign(self, panel: Panel, chair: str) -> None:
        """Read the minutes and sign them."""
        desk = self._desks[chair]
        sign(desk, desk.ask(minutes_content, panel.ref), self._passphrases[chair])

    def _write_sections(self, panel: Panel) -> None:
        """Write the sections of the minutes; a draft lacks its last item."""
        office = self._desks["marian"]
        record = office.ask(minutes, panel.ref)
        cases = {case.ref: case for case in panel.items}
        unfinished = panel.items[-1].ref if panel.minutes is MinutesState.DRAFT else None
        for section in record.sections if record else ():
            if section.case is None or section.case == unfinished:
                continue
            text = section.text
            if section.heading == DISCUSSION:
                text = self._writer.discussion(cases[section.case])
            elif section.heading == ADVICE:
                text = self._writer.advice(cases[section.case])
            if text != section.text:
                office.do(write_section, section.id, text, section.version)

    def _decide(self, panel: Panel) -> None:
        """Add the receipt of a panel's minutes and the decisions on its cases."""
        received: dict[str, date] = {}
        for case in panel.items:
            for result in case.results:
                if result.received_on is not None:
                    received[result.authority] = result.received_on
                if result.decided_on is not None:
                    self._decided(case, result, result.decided_on)
        for authority, day in received.items():
            self._do(day, "09:40", DECISION_MAKERS[authority], record_minutes_received, panel.ref, day, authority)

    def _decided(self, case: SampleCase, result: Result, day: date) -> None:
        """Add a decision and its notices."""
        self._do(
            day,
            "14:30",
            DECISION_MAKERS[result.authority],
            record_decision,
            case.ref,
            result.decision,
            day,
            child=_ref(result),
        )
        for notice in ("told_orally_on", "told_in_writing_on"):
            on = getattr(result, notice)
            if on is not None:
                self._do(on, "16:00", "marian", record_notice, case.ref, _ref(result), **{notice: on})

    def _file_papers(self) -> None:
        """Add the papers of the newest panels and of the next ones."""
        held = [panel for panel in self._plan.panels if panel.status is MeetingStatus.HELD]
        ahead = [panel for panel in self._plan.panels if panel.status is MeetingStatus.PLANNED]
        reports = Reports(self._desks, self._days, self._last_day, self._add)
        checked = (*held[-_CHECKED:], *ahead[:_CHECKED])
        for panel in held[-_WITH_PAPERS:] + ahead[:_WITH_PAPERS_AHEAD]:
            reports.add_papers(panel, is_checked=panel in checked)

    def _confirm(self) -> None:
        """Confirm the cases of the next panel whose papers are complete; the others stay provisional."""
        ahead = next(panel for panel in self._plan.panels if panel.status is MeetingStatus.PLANNED and panel.items)
        for case in ahead.items:
            self._at(self._last_day, "16:20", partial(confirm_where_ready, self._desks, case.ref))

    def _send_packs(self) -> None:
        """Issue the packs of the last panel, which are recalled after it, and of the next one."""
        office = self._desks["marian"]
        held = [panel for panel in self._plan.panels if panel.status is MeetingStatus.HELD][-1]
        [coming, *_] = [panel for panel in self._plan.panels if panel.status is MeetingStatus.PLANNED and panel.items]
        for panel, most in ((held, 2), (coming, 4)):
            day = min(self._days.before(panel.meets_on, _PACKS_BEFORE), self._last_day)
            self._at(day, "15:10", partial(send_pack, office, panel.ref, most))
            self._at(day, "16:50", partial(record_receipts, office, panel.ref))
        self._at(held.meets_on, "17:30", partial(recall, office, held.ref))

    def _withdraw_and_import(self) -> None:
        """Add the withdrawals of waiting cases, and the second import."""
        for case in self._plan.waiting:
            if case.status is CaseStatus.WITHDRAWN:
                reason = "The household has moved to another part of the country."
                self._do(self._last_day, "13:30", "marian", withdraw_case, case.ref, reason)
        self._do(self._last_day, "17:05", "marian", import_registers, registers_since_import(self._plan))


def _household_fields(household: PlannedHousehold) -> dict[str, Any]:
    return {name: value for name, value in household_row(household).items() if name != "ref"}


def _child_fields(child: PlannedChild) -> dict[str, Any]:
    kept = {each.name: getattr(child, each.name) for each in fields(child)}
    for name in ("ref", "added_on", "adoption_order_on", "disrupted_on", "plan_changed_on", "placed_on"):
        del kept[name]
    kept["authority_code"] = kept.pop("authority")
    return kept


def _ref(result: Result) -> str | None:
    return result.child.ref if result.child else None
