"""Every column of every register is shown in the window, or left out for a stated reason.

A store is filled with one record of each register, with a value of its own in every column. A text, a day or a time is
then looked for in what the register's pages say. A number, a choice, yes or no and a reference are too common to look
for: they are changed, and the pages must say something else.
"""

import enum
import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from PySide6.QtCore import QAbstractTableModel
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot
from sqlalchemy import inspect, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import ColumnProperty, Session

from panel_desk import models
from panel_desk.desk import Desk
from panel_desk.models.base import Base, UtcDateTime
from panel_desk.rules.vocabulary import (
    AbsenceReason,
    AccountRole,
    AdoptersAgency,
    CaseKind,
    CaseStatus,
    CheckOutcome,
    CommentState,
    DecisionOutcome,
    HeadingPurpose,
    MeetingStatus,
    MemberStatus,
    MinutesState,
    PackEdition,
    PanelRole,
    PaperKind,
    ReplyMethod,
    ReviewStage,
)
from panel_desk.ui import formats
from panel_desk.ui.desk_window import PAGES
from panel_desk.ui.page import Page, Place
from panel_desk.ui.widgets.tab_bar import TabBar
from panel_desk.ui.widgets.table import Table
from tests.builders import a_desk
from tests.ui.page_context import Noted, a_page_context

Key: TypeAlias = tuple[str, str]
"""A table and one of its columns."""


@dataclass(frozen=True)
class Where:
    """Where something is shown.

    Args:
        page: the key of a page.
        record_of: the table whose record the page shows; None for a page of no record.
        tab: the tab that is open; None for a page without tabs.
    """

    page: str
    record_of: str | None = None
    tab: str | None = None


FACTS = Where("member", "member", "facts")
OVERVIEW = Where("case", "case", "overview")
PAPERS = Where("case", "case", "papers")
CHECKLIST = Where("case", "case", "checklist")
OUTCOME = Where("case", "case", "outcome")
AGENDA = Where("meeting", "meeting", "agenda")
LINE_UP = Where("meeting", "meeting", "line-up")
PANEL_DAY = Where("meeting", "meeting", "panel-day")
PACKS = Where("meeting", "meeting", "packs")
SENT = Where("meeting", "meeting", "sent")
MINUTES = Where("minutes-of", "meeting")


def _settings(tab: str) -> Where:
    return Where("settings", None, tab)


SHOWN_AT: Mapping[str, tuple[Where, ...]] = {
    "absence": (PANEL_DAY,),
    "account": (_settings("accounts"),),
    "agency": (_settings("agency"), _settings("backups")),
    "agenda_issue": (SENT,),
    "attendance": (LINE_UP, PANEL_DAY),
    "authority": (_settings("agency"),),
    "booking_event": (CHECKLIST,),
    "calendar_attendee": (SENT,),
    "calendar_invitation": (SENT,),
    "case": (OVERVIEW, AGENDA, PANEL_DAY),
    "case_child": (OVERVIEW,),
    "child": (OVERVIEW,),
    "closed_day": (_settings("closed-days"),),
    "decision": (OUTCOME, Where("decisions")),
    "earlier_decision": (OUTCOME, Where("decisions")),
    "feedback": (PANEL_DAY,),
    "figure_setting": (_settings("rules"),),
    "household": (OVERVIEW,),
    "interest": (Where("case", "case", "interests"),),
    "item_note": (PANEL_DAY,),
    "meeting": (AGENDA, Where("minutes")),
    "member": (FACTS, Where("member", "member2", "facts")),
    "member_background": (FACTS,),
    "minutes": (MINUTES,),
    "minutes_heading": (_settings("minutes"),),
    "minutes_section": (MINUTES,),
    "pack_copy": (PACKS,),
    "pack_issue": (PACKS,),
    "panel_question": (Where("case", "case", "questions"), PANEL_DAY),
    "paper": (PAPERS,),
    "paper_check": (PAPERS,),
    "paper_version": (PAPERS,),
    "precondition": (CHECKLIST,),
    "recommendation": (OUTCOME,),
    "recommendation_view": (OUTCOME,),
    "redaction": (PAPERS,),
    "report_quality": (OVERVIEW,),
    "review": (MINUTES,),
    "review_comment": (MINUTES,),
    "signing_credential": (Where("member", "member", "signing"),),
    "standing_item": (SENT,),
    "snippet": (_settings("snippets"),),
    "spelling_word": (_settings("spelling"),),
    "training": (Where("member", "member", "training"),),
    "training_attendance": (Where("member", "member", "training"),),
}
"""Where each register is shown."""

_HISTORY = "The history tells in words what was done; the hashes that prove it say nothing to a reader."
_VERSIONS = "The window *Versions of these minutes*, which the minutes open, tells every step and signature."
_FINGERPRINT = "It is the name of the file in the vault, by which its bytes are found and proved."
_REF = "It tells one row of the workbook from another; on its page the record is known by what it says."
_WORKED_OUT = "Today shows the clocks with the records that they are worked out from."
NOT_SHOWN: Mapping[str, str] = {
    "absence.ref": _REF,
    "account_authority": "The accounts page of Settings lists it in a dialog of its own, which its tests read.",
    "account_key": "Each is told in the history by the entry that made it; the check uses it.",
    "information_grant": "It is a tick in the table of who sees what, which the table's tests read.",
    "audit_entry": _HISTORY,
    "audit_end": _HISTORY,
    "audit_ref": _HISTORY,
    "running_clock": _WORKED_OUT,
    "meeting_closing": _WORKED_OUT,
    "open_decision": _WORKED_OUT,
    "agency.working_day_calendar": "It is shown, but there is one calendar, so that another cannot be looked for.",
    "agenda_issue.said": "It is compared with what the agenda says now; the differences are shown.",
    "agenda_issue.sha256": _FINGERPRINT,
    "booking_event.ref": _REF,
    "calendar_attendee.uid": "It tells whose invitation it is; the page lists it there.",
    "calendar_invitation.uid": "It tells a calendar which of its entries is meant, and nothing to a reader.",
    "earlier_decision.ref": _REF,
    "feedback.ref": _REF,
    "minutes.corrects_because": _VERSIONS,
    "minutes.drafted_at": _VERSIONS,
    "minutes.fingerprint": _VERSIONS,
    "minutes.given_up_at": _VERSIONS,
    "minutes.sha256": _FINGERPRINT,
    "minutes.signed_as": _VERSIONS,
    "minutes.signed_at": _VERSIONS,
    "minutes.signed_by": _VERSIONS,
    "minutes_event": _VERSIONS,
    "minutes_signature": _VERSIONS,
    "minutes_section.drafted": "It is compared with the text, to tell an edit by hand from the words of a draft.",
    "minutes_section.position": "The headings of an item stand in the order of its template.",
    "pack_copy.case_ref": "The copy bears its reader's name, and the cases that are in it are named.",
    "pack_copy.member_ref": "The copy bears its reader's name as it was when the copy was made.",
    "pack_issue.plan": "It keeps the page numbers that an issue gave, which a later one gives again.",
    "page_look": "The window in which a paper is redacted says who looked at which page, and what they blackened.",
    "panel_question.ref": _REF,
    "paper.sha256": _FINGERPRINT,
    "paper_version.sha256": _FINGERPRINT,
    "report_quality.ref": _REF,
    "review.account": "The reviewer's name is shown, whether it comes from an account or from the central list.",
    "review.due_on": "It is what the reviewer was told; the clock that is shown follows the agency's figure.",
    "review.member_ref": "The reviewer's name is shown, whether it comes from an account or from the central list.",
    "review_comment.starts_at": "It is where a comment leads to in the text.",
    "review_file": "The file's token is secret; the minutes say who has them at home, and since when.",
    "section_version": "The window *Earlier texts*, which the minutes open, shows them.",
    "signing_credential.certificate": "The bytes of the certificate; its names, days and fingerprint are shown.",
    "signing_credential.added_by": "The history says who added it; it may not vouch for it.",
    "signing_credential.vouched_by": "The name of whoever vouched is shown, not their sign-in name.",
    "signing_credential.voucher_needed": "The Signing tab says it in a sentence; the store refuses another value.",
    "signing_credential.vouched_how": "The Signing tab says it in a sentence; the store refuses another value.",
    "signing_credential.disowned_at": "Administrators are told at their next sign-in, and the history shows it.",
    "signing_credential.disowned_from": "The check of a signed file uses it, and the history shows it.",
    "signing_credential.member_ref": "It is on the page of the member whose it is, and stays theirs.",
    "signing_credential.pkcs12": "The locked private key.",
    "standing_item.ref": _REF,
}
"""Tables and columns that no page shows as they are, with the reason."""

CODES: Mapping[Key, str] = {
    ("figure_setting", "key"): "oral_notice_working_days",
    ("precondition", "key"): "declarations",
}
"""Columns that hold a code, for which pages say other words; each with another code that it can hold."""

_MOMENT = datetime(2026, 12, 24, 21, 30, tzinfo=UTC)
SCENES: tuple[Mapping[str, Mapping[str, Any]], ...] = (
    {"meeting": {"status": MeetingStatus.PLANNED, "meets_on": date(2027, 3, 17)}},
    {
        "meeting": {"status": MeetingStatus.HELD, "meets_on": date(2027, 3, 3)},
        "case": {"status": CaseStatus.HEARD, "is_provisional": False},
        "review": {"done_at": _MOMENT},
        "review_comment": {"state": CommentState.ACCEPTED},
        "signing_credential": {"withdrawn_at": _MOMENT},
    },
    {
        "meeting": {"status": MeetingStatus.CANCELLED},
        "member": {"status": MemberStatus.ENDED},
        "precondition": {"evidence": "", "waived_because": "Q-because"},
    },
)
"""What is different in each of the stores that are looked at: some fields only show in some state."""


class _Store:
    """A store with a record of each register, each column with a value of its own.

    Its `rows` are the first record of each table under the table's name, and further records under names of their own.

    Args:
        desk: an empty store.
        scene: values of fields of the first record of each table, which are used instead of the usual ones.
    """

    def __init__(self, desk: Desk, scene: Mapping[str, Mapping[str, Any]]) -> None:
        self.rows: dict[str, Any] = {}
        self._desk, self._scene, self._numbers = desk, scene, count(1)
        with Session(desk.store.engine, expire_on_commit=False) as self._session:
            self._people()
            self._cases()
            self._meeting()
            self._papers()
            self._minutes()
            self._set_by_the_agency()
            self._session.commit()

    def change(self, table: str, column: str, value: object) -> bool:
        """Give a record's column another value; whether the database takes it."""
        row = self.rows[table]
        key = inspect(type(row)).primary_key
        is_row = [part == getattr(row, inspect(type(row)).get_property_by_column(part).key) for part in key]
        try:
            with Session(self._desk.store.engine) as session, session.begin():
                session.execute(update(type(row)).where(*is_row).values({column: value}))
        except IntegrityError:
            return False
        setattr(row, column, value)
        return True

    def another(self, table: str, column: str) -> object:
        """Another value for a column than the record has."""
        row = self.rows[table]
        value = getattr(row, column)
        [kept] = inspect(type(row)).attrs[column].columns
        if (table, column) in CODES:
            return CODES[table, column]
        if kept.foreign_keys:
            [foreign_key] = kept.foreign_keys
            target = foreign_key.column
            spares = (self.rows[f"{target.table.name}{number}"] for number in (2, 3, ""))
            return next(ref for spare in spares if (ref := getattr(spare, target.key)) != value)
        if isinstance(value, bool):
            return not value
        if isinstance(value, enum.Enum):
            kinds = list(type(value))
            return kinds[(kinds.index(value) + 1) % len(kinds)]
        return [*value, "chair"] if isinstance(value, list) else 2 * value + 1

    def _put(self, model: type[Base], name: str = "", /, **given: object) -> Any:  # noqa: ANN401 # any register's record
        """Save a record of a register, with a value in each column that is not given.

        Args:
            model: the register.
            name: the record's name in `rows`; "" for the first of its table.
            given: what its fields hold.
        """
        if not name:
            given |= self._scene.get(model.__tablename__, {})
        columns = inspect(model).column_attrs
        unset = (each for each in columns if each.key not in {*given, "id", "version"})
        row = model(**given, **{each.key: self._value(each) for each in unset})
        self._session.add(row)
        self._session.flush()
        self.rows[name or model.__tablename__] = row
        return row

    def _value(self, attribute: ColumnProperty[Any]) -> object:
        """A value that no other column has, where the kind of column has enough values."""
        number, [column] = next(self._numbers), attribute.columns
        if column.foreign_keys:
            return None
        kind: type[Any] = datetime if isinstance(column.type, UtcDateTime) else column.type.python_type
        if attribute.key == "email":
            return f"q{number:03}@example.org"
        if issubclass(kind, enum.Enum):
            return next(iter(kind))
        moment = datetime(2026, 1, 5, 21, 30, tzinfo=UTC) + timedelta(days=number)
        values: dict[type, object] = {
            str: f"Q{number:03}",
            datetime: moment,
            date: moment.date(),
            time: time(9 + number // 60 % 12, number % 60),
            bool: True,
            bytes: b"bytes",
            int: 2,
            float: 2.5,
        }
        return values[kind]

    def _people(self) -> None:
        authority = self._put(models.Authority)
        self._put(models.Authority, "authority2")
        agency = self.rows["agency"] = self._session.scalars(select(models.Agency)).one()
        agency.name, agency.email = "Q-agency", "q-agency@example.org"
        agency.backup_folder, agency.anchor_folder = "Q-backups", "Q-anchors"
        agency.host_authority_code = agency.approvals_decided_by_code = authority.code
        member = self._put(models.Member, role=PanelRole.CHAIR, status=MemberStatus.ON_HOLD)
        for name in ("member2", "member3"):
            self._put(models.Member, name, status=MemberStatus.ACTIVE)
        self._put(models.MemberBackground, member_ref=member.ref)
        training = self._put(models.Training)
        self._put(models.Training, "training2")
        self._put(models.TrainingAttendance, training_ref=training.ref, member_ref=member.ref)
        self._put(models.SigningCredential, member_ref=member.ref, withdrawn_at=None, valid_until=date(2028, 1, 1))
        self._put(models.Account, member_ref=member.ref, role=AccountRole.READER)

    def _cases(self) -> None:
        member, authority = self.rows["member"], self.rows["authority"]
        meeting = self._put(models.Meeting, chair_ref=member.ref, capacity=7)
        self._put(models.Meeting, "meeting2")
        household = self._put(models.Household, agency=AdoptersAgency.VAA)
        other = self._put(models.Household, "household2")
        child = self._put(models.Child, authority_code=authority.code)
        for name in ("child2", "child3"):
            self._put(models.Child, name, authority_code=authority.code)
        deferred = {"kind": CaseKind.APPROVAL, "household_ref": other.ref, "status": CaseStatus.DEFERRED}
        before = self._put(models.Case, "case before", **deferred)
        self._put(models.Case, "case2", **deferred)
        case = self._put(
            models.Case,
            kind=CaseKind.MATCH,
            household_ref=household.ref,
            meeting_ref=meeting.ref,
            item_no=1,
            minutes=45,
            status=CaseStatus.BOOKED,
            returns_from_ref=before.ref,
        )
        self._put(models.CaseChild, case_ref=case.ref, child_ref=child.ref)
        self._put(models.CaseChild, "sibling", case_ref=case.ref, child_ref=self.rows["child3"].ref, position=3)
        self._put(models.Interest, case_ref=case.ref, member_ref=member.ref, withdraws=False)
        self._put(models.Precondition, case_ref=case.ref, key="child_health", waived_because=None)
        self._put(models.Precondition, "waived", case_ref=case.ref, key="legal", evidence="")
        self._put(models.BookingEvent, case_ref=case.ref, meeting_ref=meeting.ref)
        refs = {"case_ref": case.ref, "child_ref": child.ref}
        recommended = self._put(models.Recommendation, **refs, votes_for=4, votes_against=2, abstained=1)
        self._put(models.RecommendationView, recommendation_id=recommended.id, member_ref=member.ref)
        self._put(models.Decision, **refs, authority_code=authority.code, outcome=DecisionOutcome.AGREED)
        self._put(models.EarlierDecision, **refs, authority_code=authority.code, outcome=DecisionOutcome.REFUSED)
        self._put(models.ReportQuality, case_ref=case.ref)

    def _meeting(self) -> None:
        meeting, member, case = self.rows["meeting"], self.rows["member"], self.rows["case"]
        refs = {"meeting_ref": meeting.ref, "member_ref": member.ref}
        other = self.rows["member3"].ref
        self._put(models.Attendance, **refs, substitutes_for_ref=other, replied_how=ReplyMethod.EMAIL)
        self._put(models.Attendance, "another", meeting_ref=meeting.ref, member_ref=other, replied_how=None)
        self._put(models.Absence, **refs, why=AbsenceReason.CONNECTION_LOST)
        for name, position in (("", 1), ("next item", 2)):
            self._put(models.StandingItem, name, meeting_ref=meeting.ref, before_item=1, position=position, minutes=13)
        self._put(models.AgendaIssue, meeting_ref=meeting.ref, said="{}", number=1)
        sent = self._put(models.CalendarInvitation, meeting_ref=meeting.ref, is_cancelled=False)
        self._put(models.CalendarAttendee, uid=sent.uid)
        self._put(models.PanelQuestion, case_ref=case.ref, member_ref=member.ref, position=1)
        self._put(models.ItemNote, case_ref=case.ref, heading="Discussion")
        self._put(models.Feedback, meeting_ref=meeting.ref, case_ref=case.ref)
        issue = self._put(models.PackIssue, meeting_ref=meeting.ref, number=1, plan=[])
        copy = {"issue_id": issue.id, "member_ref": member.ref, "cases": [case.ref], "pages": 11, "volumes": 2}
        self._put(models.PackCopy, **copy)

    def _papers(self) -> None:
        case = self.rows["case"]
        paper = self._put(models.Paper, case_ref=case.ref, kind=PaperKind.CPR, findings="Q-now", size=2048, number=2)
        self._put(models.Paper, "next", case_ref=case.ref, kind=PaperKind.APR, findings="", position=3)
        self._put(models.PaperVersion, paper_id=paper.id, number=1, findings="Q-then", size=2048)
        self._put(models.PaperCheck, paper_id=paper.id, number=2, outcome=CheckOutcome.RETURNED)
        self._put(models.Redaction, paper_id=paper.id, editions=[PackEdition.APPLICANTS.value])

    def _minutes(self) -> None:
        unsigned = ("given_up_at", "signed_at", "signed_by", "signed_as", "fingerprint", "sha256", "corrects_because")
        minutes = self._put(
            models.Minutes,
            meeting_ref=self.rows["meeting"].ref,
            number=1,
            state=MinutesState.IN_REVIEW,
            stage=ReviewStage.ACCURACY,
            **dict.fromkeys(unsigned),
        )
        case, member = self.rows["case"].ref, self.rows["member"].ref
        section = self._put(models.MinutesSection, minutes_id=minutes.id, case_ref=case, purpose=HeadingPurpose.WRITTEN)
        review = self._put(models.Review, minutes_id=minutes.id, member_ref=member, done_at=None)
        self._put(models.Review, "another reviewer", minutes_id=minutes.id, done_at=None)
        self._put(models.ReviewComment, section_id=section.id, review_id=review.id, starts_at=0)

    def _set_by_the_agency(self) -> None:
        for model in (models.ClosedDay, models.Snippet, models.SpellingWord):
            self._put(model)
        self._put(models.FigureSetting, key="decision_working_days", value=9)
        purposes = (HeadingPurpose.REASONS, HeadingPurpose.DISCUSSION, HeadingPurpose.RECOMMENDATION)
        for position, purpose in enumerate(purposes, 1):
            name = "" if position == 1 else f"heading {position}"
            self._put(models.MinutesHeading, name, case_kind=CaseKind.APPROVAL, position=position, purpose=purpose)


class _Window:
    """The pages of one store, opened where they are asked for."""

    def __init__(self, noted: Noted, qtbot: QtBot, rows: Mapping[str, Any]) -> None:
        self._noted, self._qtbot, self._rows = noted, qtbot, rows
        self._pages: dict[str, Page] = {}

    def words(self, where: Where) -> tuple[str, ...]:
        """All that a page says there: each table's row chosen in turn, each line of a list, each tab within the tab."""
        page = self._open(where)
        shown_text = [*self._read(page)]
        for table in _shown(page, Table):
            for number in range(table.model.rowCount()):
                table.choose(table.model.ref_at(number))
                shown_text += self._read(page)
        for one in (*_shown(page, QListWidget), *_shown(page, TabBar)[1:]):
            for number in range(one.count()):
                one.setCurrentRow(number) if isinstance(one, QListWidget) else one.setCurrentIndex(number)
                shown_text += _words(page)
        page.hide()
        return tuple(shown_text)

    def settled_words(self, where: Where) -> tuple[str, ...]:
        """All that a page says there, read again after further refreshes until two readings are the same.

        A first reading can differ from the next: a row that it chose stays chosen, and some texts are laid out late. A
        page that adds to its texts at each refresh is never done, which fails the test.
        """
        readings = [self.words(where)]

        def says_the_same() -> bool:
            self.hear(*SHOWN_AT)
            readings.append(self.words(where))
            return readings[-1] == readings[-2]

        self._qtbot.waitUntil(says_the_same)
        return readings[-1]

    def _read(self, page: Page) -> Iterator[str]:
        """What a page says once the papers that it searches in the background have been read."""
        self._qtbot.waitUntil(lambda: not self._noted.context.background.is_busy)
        return _words(page)

    def hear(self, *tables: str) -> None:
        """Let the pages know that registers have changed."""
        self._noted.context.bridge.changed.emit(frozenset(tables))

    def _open(self, where: Where) -> Page:
        if where.page not in self._pages:
            [spec] = [each for each in PAGES if each.key == where.page]
            made = self._pages[where.page] = spec.factory(self._noted.context)
            self._qtbot.addWidget(made)
            made.setUpdatesEnabled(False)  # its words are read, so it need not be painted
            made.resize(1600, 1000)
        page = self._pages[where.page]
        page.visit(Place(where.page, self._rows[where.record_of].ref if where.record_of else None, where.tab))
        page.show()
        return page


def _shown(page: QWidget, kind: type[Any]) -> list[Any]:
    return [each for each in page.findChildren(kind) if each.isVisibleTo(page)]


def _words(page: QWidget) -> Iterator[str]:
    """What every widget that is shown says."""
    QApplication.processEvents()
    for one in _shown(page, QWidget):
        yield one.toolTip()
        match one:
            case QAbstractButton():
                yield f"{one.text()} {one.isChecked()}"
            case QLabel() | QLineEdit():
                yield one.text().replace("\u200b", "")  # where a long word may break
            case QComboBox():
                yield one.currentText()
            case QPlainTextEdit() | QTextEdit():
                yield one.toPlainText()
            case QAbstractItemView() if model := one.model():
                across = model.columnCount() if isinstance(model, QAbstractTableModel) else 1
                places = ((down, at) for down in range(model.rowCount()) for at in range(across))
                yield from (str(model.index(*place).data() or "") for place in places)


def _as_shown(value: object) -> tuple[str, ...] | None:
    """The ways in which pages say a value that is looked for; None for one that is changed instead."""
    match value:
        case bool() | enum.Enum() | int() | float() | list():
            return None
        case datetime():
            return (formats.full(value.date()), formats.short(value.date()))
        case date():
            return (formats.full(value), formats.short(value), f"{value:%d/%m/%Y}")
        case time():
            return (f"{value:%H:%M}",)
        case _:
            return (str(value).casefold(), formats.fingerprint_in_words(str(value)).casefold())


def _is_left_out(table: str, column: str, kept: Any) -> bool:  # noqa: ANN401 # SQLAlchemy's column
    """Whether a column need not be shown: `NOT_SHOWN` has a reason, or it has a row's number or the count of edits."""
    is_number = column in ("id", "version") or any(each.column.key == "id" for each in kept.foreign_keys)
    return is_number or table in NOT_SHOWN or f"{table}.{column}" in NOT_SHOWN


COLUMNS: Mapping[Key, Any] = {
    (mapper.class_.__tablename__, each.key): each.columns[0]
    for mapper in Base.registry.mappers
    for each in mapper.column_attrs
}


def test_every_column_is_shown_on_a_page(tmp_path: Path, qtbot: QtBot, caplog: pytest.LogCaptureFixture) -> None:
    wanted = {key for key, kept in COLUMNS.items() if not _is_left_out(*key, kept)}
    assert {table for table, _ in wanted} ^ set(SHOWN_AT) == set(), "say where the register is shown, or why it is not"
    for number, scene in enumerate(SCENES):
        desk = a_desk(tmp_path / str(number))
        store = _Store(desk, scene)
        with a_page_context(desk) as noted:
            window = _Window(noted, qtbot, store.rows)
            places = {where for table, _ in wanted for where in SHOWN_AT[table]}
            before = {where: window.settled_words(where) for where in places}
            for table, column in sorted(wanted):
                value = getattr(store.rows[table], column)
                is_reference = bool(COLUMNS[table, column].foreign_keys)
                if value is None and not is_reference:
                    continue
                texts = None if is_reference or (table, column) in CODES else _as_shown(value)
                if texts is None:
                    is_seen = _changes(store, window, before, table, column)
                else:
                    everywhere = "\n".join(word for where in SHOWN_AT[table] for word in before[where])
                    is_seen = any(each in everywhere or each in everywhere.casefold() for each in texts)
                if is_seen:
                    wanted.discard((table, column))
        desk.close()
    assert sorted(f"{table}.{column}" for table, column in wanted) == []
    assert not [each for each in caplog.records if each.levelno >= logging.ERROR], "a page could not be shown"


def test_every_reason_is_for_a_table_or_column_that_exists() -> None:
    tables = {table for table, _ in COLUMNS}
    assert {*NOT_SHOWN} <= tables | {f"{table}.{column}" for table, column in COLUMNS}
    assert not tables & {*NOT_SHOWN} & {*SHOWN_AT}


def _changes(store: _Store, window: _Window, before: Mapping[Where, tuple[str, ...]], table: str, column: str) -> bool:
    """Whether a page says something else when a column has another value; what was there is put back."""
    was, other = getattr(store.rows[table], column), store.another(table, column)
    if not store.change(table, column, other):
        return False
    window.hear(table)
    is_seen = any(window.words(where) != before[where] for where in SHOWN_AT[table])
    assert store.change(table, column, was)
    window.hear(table)
    return is_seen
