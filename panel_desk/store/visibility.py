"""Limits what a query reads to what its account may see, in the statement itself, so that no count reveals the rest.

`limit_to` adds to every statement of a session the conditions of the account's viewpoint (`rules.access`): a register
of a kind that the role does not see has no rows, and of the others only those of the account's meetings and cases.
`without_limits` lifts them for a query whose result is a verdict that must not depend on who asks, such as a quorum.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import cache, lru_cache
from typing import Any, TypeVar

from sqlalchemy import (
    ClauseElement,
    ColumnElement,
    Executable,
    FromClause,
    Select,
    Table,
    and_,
    bindparam,
    event,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.orm.util import AliasedInsp
from sqlalchemy.sql import visitors
from sqlalchemy.sql.base import ExecutableOption
from sqlalchemy.sql.elements import SQLCoreOperations

from panel_desk.errors import NotAllowedError
from panel_desk.models import (
    Absence,
    Account,
    AccountAuthority,
    AccountKey,
    Agency,
    AgendaIssue,
    Attendance,
    AuditEnd,
    AuditEntry,
    AuditRef,
    Authority,
    Base,
    BookingEvent,
    CalendarAttendee,
    CalendarInvitation,
    Case,
    CaseChild,
    Child,
    ClosedDay,
    Decision,
    EarlierDecision,
    Feedback,
    FigureSetting,
    Household,
    InformationGrant,
    Interest,
    ItemNote,
    Meeting,
    MeetingClosing,
    Member,
    MemberBackground,
    Minutes,
    MinutesEvent,
    MinutesHeading,
    MinutesSection,
    MinutesSignature,
    OpenDecision,
    PackCopy,
    PackIssue,
    PageLook,
    PanelQuestion,
    Paper,
    PaperCheck,
    PaperVersion,
    Precondition,
    Recommendation,
    RecommendationView,
    Redaction,
    ReportQuality,
    Review,
    ReviewComment,
    ReviewFile,
    RunningClock,
    SectionVersion,
    SigningCredential,
    Snippet,
    SpellingWord,
    StandingItem,
    Training,
    TrainingAttendance,
)
from panel_desk.rules.access import Information, Viewpoint, seen_by
from panel_desk.rules.vocabulary import OFFICE, AccountRole, MinutesState, PaperKind
from panel_desk.store.audit import KEY_ENDED

# Keys of `Session.info`: whether the session is limited, and how many callers have lifted its limits at present.
_LIMITED, _LIFTED = "limited", "limits lifted"
T = TypeVar("T")
_Condition = ColumnElement[bool]
_Limit = Callable[[Any], _Condition]  # gives the condition on a mapped class or an alias of it
_KIND_NAMES = frozenset(Information.__members__)

KINDS: Mapping[type[Base], Information | None] = {
    Absence: Information.CALENDAR,
    Account: Information.ACCOUNTS,
    AccountAuthority: Information.ACCOUNTS,
    AccountKey: Information.ACCOUNTS,
    Agency: None,
    AgendaIssue: Information.CALENDAR,
    Attendance: Information.CALENDAR,
    AuditEnd: Information.HISTORY,
    AuditEntry: Information.HISTORY,
    AuditRef: Information.HISTORY,
    Authority: None,
    BookingEvent: Information.CASES,
    CalendarAttendee: Information.OFFICE_WORK,
    CalendarInvitation: Information.OFFICE_WORK,
    Case: Information.CALENDAR,
    CaseChild: Information.CALENDAR,
    Child: Information.CALENDAR,
    ClosedDay: None,
    Decision: Information.DECISIONS,
    EarlierDecision: Information.DECISIONS,
    Feedback: Information.FEEDBACK,
    FigureSetting: None,
    Household: Information.CALENDAR,
    InformationGrant: Information.ACCOUNTS,
    Interest: Information.CASES,
    ItemNote: Information.DRAFTS,
    Meeting: Information.CALENDAR,
    MeetingClosing: Information.CALENDAR,
    Member: None,
    MemberBackground: Information.MEMBERS,
    Minutes: Information.MINUTES,
    MinutesEvent: Information.DRAFTS,
    MinutesHeading: None,
    MinutesSection: Information.MINUTES,
    MinutesSignature: Information.MINUTES,
    OpenDecision: Information.DECISIONS,
    PackCopy: Information.PAPERS,
    PackIssue: Information.PAPERS,
    PageLook: Information.PAPERS,
    PanelQuestion: Information.CASES,
    Paper: Information.PAPERS,
    PaperCheck: Information.PAPERS,
    PaperVersion: Information.PAPERS,
    Precondition: Information.CASES,
    Recommendation: Information.DECISIONS,
    RecommendationView: Information.DECISIONS,
    Redaction: Information.PAPERS,
    ReportQuality: Information.FEEDBACK,
    Review: Information.DRAFTS,
    ReviewComment: Information.DRAFTS,
    ReviewFile: Information.OFFICE_WORK,
    RunningClock: Information.CASES,
    SectionVersion: Information.DRAFTS,
    SigningCredential: None,
    Snippet: None,
    SpellingWord: None,
    StandingItem: Information.CALENDAR,
    Training: Information.MEMBERS,
    TrainingAttendance: Information.MEMBERS,
}
"""The kind of information of each register; None where every account sees it. Members' names are in every document."""


def viewpoint_of(
    session: Session, account: str, role: AccountRole, member_ref: str | None, on: date, key: str | None
) -> Viewpoint:
    """What an account may see on a day, from its role, its authorities and the agency's choices for its role.

    Args:
        session: the database session.
        account: the sign-in name; empty in a review file.
        role: the account's role.
        member_ref: the person's ref on the central list, if they are on it.
        on: the day.
        key: the public half of the key that it signs with; None where it signs nothing, as in a review file.

    Raises:
        NotAllowedError: that key is no longer in force, because the account was closed or got a new passphrase.
    """
    values = {"account": account, "role": role, "on": on, "key": key}
    found = session.execute(_AUTHORITIES_AND_GRANTS, values).all()
    if any(what == "ended key" for what, _, _ in found):
        raise NotAllowedError(KEY_ENDED)
    granted = {Information[name]: bool(seen) for what, name, seen in found if what == "grant" and name in _KIND_NAMES}
    authorities = frozenset(code for what, code, _ in found if what == "authority")
    return Viewpoint(role, on, member_ref, authorities, seen_by(role, granted))


@contextmanager
def limit_to(session: Session, view: Viewpoint) -> Iterator[None]:
    """Within the `with` block, `session` reads only what may be seen from a viewpoint."""
    limits, criteria = _criteria(view)

    def add(state: ORMExecuteState) -> None:
        # Statements that follow from another, such as a relationship's, carry its conditions already.
        follows = state.is_column_load or state.is_relationship_load
        if state.is_select and not follows and not session.info.get(_LIFTED):
            registers, aliases = _read_by(state.statement)
            aliased = (
                with_loader_criteria(alias.entity, limits[alias.mapper.class_](alias.entity))
                for alias in aliases
                if alias.mapper.class_ in limits
            )
            state.statement = state.statement.options(
                *(option for register, option in criteria.items() if register in registers), *aliased
            )

    if not limits:
        yield
        return
    session.info[_LIMITED] = True
    event.listen(session, "do_orm_execute", add)
    try:
        yield
    finally:
        event.remove(session, "do_orm_execute", add)
        del session.info[_LIMITED]


_once_for_a_viewpoint = lru_cache(maxsize=16)  # making a condition takes longer than most queries


@_once_for_a_viewpoint
def _criteria(view: Viewpoint) -> tuple[Mapping[type[Base], _Limit], Mapping[type[Base], ExecutableOption]]:
    """The conditions of a viewpoint, and for each register the option that adds its condition to a statement."""
    limits = conditions(view)
    return limits, {register: with_loader_criteria(register, limit(register)) for register, limit in limits.items()}


def is_seen(session: Session, view: Viewpoint, register: type[Base], key: object) -> bool:
    """Whether an account may see a record, or it does not exist. Reads nothing where the register has no limits."""
    primary_key = register.__mapper__.primary_key[0]
    return not of_unseen(session, view, register, primary_key, primary_key == key)


def is_limited(view: Viewpoint, register: type[Base]) -> bool:
    """Whether there may be records of a register that are not seen from a viewpoint."""
    return register in conditions(view)


def of_unseen(
    session: Session, view: Viewpoint, register: type[Base], column: SQLCoreOperations[T], which: ColumnElement[bool]
) -> frozenset[T]:
    """The values of a column of the records that are not seen from a viewpoint, among those that meet a condition.

    Reads nothing where the register has no limits.
    """
    limit = conditions(view).get(register)
    if limit is None:
        return frozenset()
    with without_limits(session):
        found = session.execute(select(column, limit(register)).where(which)).all()
    return frozenset(value for value, is_seen_ in found if not is_seen_)


def _read_by(statement: Executable) -> tuple[set[type[Base]], set[AliasedInsp[Any]]]:
    """The registers that a statement reads, with those that their relationships read, and its aliases of registers.

    A statement is given the conditions of these only: comparing it with earlier ones takes longer with each condition.
    """
    registers: set[type[Base]] = set()
    aliases: set[AliasedInsp[Any]] = set()
    for part in visitors.iterate(statement) if isinstance(statement, ClauseElement) else ():
        if isinstance(part, Table):
            registers |= _with_related(part.name)
        entity = part._annotations.get("parententity")  # noqa: SLF001 - as SQLAlchemy's own
        if isinstance(entity, AliasedInsp):
            aliases.add(entity)
    return registers, aliases


@cache
def _with_related(table: str) -> frozenset[type[Base]]:
    """The register of a table with every register that its relationships lead to; none for a table of another kind."""
    found = {mapper.class_ for mapper in Base.registry.mappers if mapper.class_.__tablename__ == table}
    while more := {each.mapper.class_ for one in found for each in one.__mapper__.relationships} - found:
        found |= more
    return frozenset(found)


@contextmanager
def without_limits(session: Session) -> Iterator[None]:
    """Within the `with` block, `session` reads everything."""
    session.info[_LIFTED] = session.info.get(_LIFTED, 0) + 1
    try:
        yield
    finally:
        session.info[_LIFTED] -= 1


def are_limits_lifted(session: Session) -> bool:
    """Whether a session has limits that are lifted at present, so that it reads more than its account may see."""
    return bool(session.info.get(_LIMITED) and session.info.get(_LIFTED))


@_once_for_a_viewpoint
def conditions(view: Viewpoint) -> Mapping[type[Base], _Limit]:
    """For each register that is limited for a viewpoint, the function that makes its condition."""
    if not view.is_limited:
        return {}
    limits: dict[type[Base], _Limit] = {
        register: lambda _entity: false()
        for register, kind in KINDS.items()
        if kind is not None and kind not in view.sees
    }
    for register, of_its_scope in _SCOPES.items():
        scope = of_its_scope(view)
        if register not in limits and scope is not None:
            limits[register] = scope
    for register, own in _OWN.items():
        if register in limits:
            limits[register] = own(view)
    return limits


# The conditions below are written with aliases of tables, because the session limits mapped classes wherever they
# occur, and because the statement that they are added to may read the same tables.


def _table(register: type[Base]) -> FromClause:
    return register.__table__.alias(f"seen_{register.__tablename__}")


_case, _meeting, _interest, _attendance = (_table(each) for each in (Case, Meeting, Interest, Attendance))
_case_child, _child, _recommendation, _decision = (
    _table(each) for each in (CaseChild, Child, Recommendation, Decision)
)
_minutes, _section, _paper, _pack_issue, _agenda_issue = (
    _table(each) for each in (Minutes, MinutesSection, Paper, PackIssue, AgendaIssue)
)
_authority, _grant, _key = _table(AccountAuthority), _table(InformationGrant), _table(AccountKey)
_agency, _member = _table(Agency), _table(Member)

_AUTHORITIES_AND_GRANTS = union_all(
    select(literal("authority"), _authority.c.authority_code, literal(value=True)).where(
        _authority.c.account_name == bindparam("account"),
        or_(_authority.c.from_on.is_(None), _authority.c.from_on <= bindparam("on")),
        or_(_authority.c.until_on.is_(None), _authority.c.until_on >= bindparam("on")),
    ),
    select(literal("grant"), _grant.c.information, _grant.c.is_seen).where(_grant.c.role == bindparam("role")),
    select(literal("ended key"), _key.c.public_key, literal(value=True)).where(
        _key.c.public_key == bindparam("key"), _key.c.ended_at.is_not(None)
    ),
)
"""The authorities of an account on a day, the agency's choices for its role, and its key if that was ended."""


def _among(column: ColumnElement[Any], found: Select[Any]) -> _Condition:
    """The condition that a column's value is among those of a statement of one column.

    It is looked up for each row that is read: a list of everything that an account sees would be made anew for every
    statement, and be longer each year. The statement reads from the table of its column alone.
    """
    (of_found,) = found.selected_columns
    return found.where(of_found == column).correlate_except(*found.columns_clause_froms).exists()


@_once_for_a_viewpoint
def _case_limit(view: Viewpoint) -> _Condition | None:
    """The condition on the table of cases; None where every case is seen.

    Who does not see the calendar sees no case and no meeting, and so nothing of another kind that belongs to one.
    """
    if Information.CALENDAR not in view.sees:
        return false()
    limits: list[_Condition] = []
    if view.role is AccountRole.CHAIR:
        limits.append(_among(_case.c.meeting_ref, _own_meetings(view)))
    elif view.role is AccountRole.DECISION_MAKER:
        limits.append(_is_for_decision(view))
    elif view.role not in OFFICE:
        limits.append(_case.c.meeting_ref.is_not(None))
    if view.member_ref is not None:
        limits.append(_case.c.ref.not_in(_withdrawn(view)))
    return and_(*limits) if limits else None


def _case_itself(view: Viewpoint) -> _Limit | None:
    """The condition on a case. A chair's is on its own columns, because a search asks it of every hit."""
    if view.role is not AccountRole.CHAIR or Information.CALENDAR not in view.sees:
        return _in("ref", _cases)(view)

    def limit(entity: Any) -> _Condition:  # noqa: ANN401 - a mapped class or an alias of it
        of_meeting = _among(entity.meeting_ref, _own_meetings(view))
        return of_meeting if view.member_ref is None else and_(of_meeting, entity.ref.not_in(_withdrawn(view)))

    return limit


def _withdrawn(view: Viewpoint) -> Select[Any]:
    """The cases from which the account's person withdrew."""
    return select(_interest.c.case_ref).where(_interest.c.member_ref == view.member_ref, _interest.c.withdraws)


@_once_for_a_viewpoint
def _own_meetings(view: Viewpoint) -> Select[Any]:
    """The meetings that a chair chairs or sits on; of somebody who left the central list, those until that day."""
    invited = select(_attendance.c.meeting_ref).where(_attendance.c.member_ref == view.member_ref)
    left_on = select(_member.c.left_list_on).where(_member.c.ref == view.member_ref).scalar_subquery()
    return select(_meeting.c.ref).where(
        or_(_meeting.c.chair_ref == view.member_ref, _among(_meeting.c.ref, invited)),
        _meeting.c.meets_on <= func.coalesce(left_on, date.max),
    )


@_once_for_a_viewpoint
def _is_for_decision(view: Viewpoint) -> _Condition:
    """The cases that were recommended on, and that a decision maker of the viewpoint's authorities decides."""
    decider = func.coalesce(_agency.c.approvals_decided_by_code, _agency.c.host_authority_code)
    decides_approvals = exists(select(_agency.c.id).where(decider.in_(view.authorities)))
    has_child = _among(_case.c.ref, select(_case_child.c.case_ref))
    own_child = _among(
        _case.c.ref,
        select(_case_child.c.case_ref).where(
            _among(_case_child.c.child_ref, select(_child.c.ref).where(_child.c.authority_code.in_(view.authorities)))
        ),
    )
    own_decision = _among(
        _case.c.ref, select(_decision.c.case_ref).where(_decision.c.authority_code.in_(view.authorities))
    )
    recommended = _among(_case.c.ref, select(_recommendation.c.case_ref))
    return and_(recommended, or_(own_decision, own_child, and_(~has_child, decides_approvals)))


@_once_for_a_viewpoint
def _cases(view: Viewpoint) -> Select[Any] | None:
    """The refs of the cases that are seen; None where all are."""
    limit = _case_limit(view)
    return None if limit is None else select(_case.c.ref).where(limit)


@_once_for_a_viewpoint
def _meetings(view: Viewpoint) -> Select[Any] | None:
    """The refs of the meetings that are seen; None where all are."""
    if Information.CALENDAR not in view.sees:
        return select(_meeting.c.ref).where(false())
    if view.role is AccountRole.CHAIR:
        return _own_meetings(view)
    if view.role is AccountRole.DECISION_MAKER:
        return select(_case.c.meeting_ref).where(_is_for_decision(view))
    return None


def _minutes_seen(view: Viewpoint) -> Select[Any] | None:
    """The ids of the minutes that are seen; None where all are."""
    limits: list[_Condition] = []
    if (meetings := _meetings(view)) is not None:
        limits.append(_among(_minutes.c.meeting_ref, meetings))
    if Information.DRAFTS not in view.sees:
        limits.append(_minutes.c.state == MinutesState.SIGNED)
    return select(_minutes.c.id).where(*limits) if limits else None


def _papers(view: Viewpoint) -> Select[Any] | None:
    """The ids of the papers that are seen; None where all are."""
    limits: list[_Condition] = []
    if (cases := _cases(view)) is not None:
        limits.append(_among(_paper.c.case_ref, cases))
    if Information.HEALTH not in view.sees:
        limits.append(_paper.c.kind != PaperKind.MEDICAL)
    return select(_paper.c.id).where(*limits) if limits else None


_Scope = Callable[[Viewpoint], _Limit | None]
"""Gives the limit of a register for a viewpoint; None where it has none."""


def _in(column: str, seen: Callable[[Viewpoint], Any]) -> _Scope:
    """Limit a register by one of its columns to the refs or ids that are seen."""

    def scope(view: Viewpoint) -> _Limit | None:
        found = seen(view)
        return None if found is None else lambda entity: _among(getattr(entity, column), found)

    return scope


def _both(*scopes: _Scope) -> _Scope:
    """Limit a register by several conditions."""

    def scope(view: Viewpoint) -> _Limit | None:
        found = [limit for each in scopes if (limit := each(view)) is not None]
        return (lambda entity: and_(*(limit(entity) for limit in found))) if found else None

    return scope


def _either(*scopes: _Scope) -> _Scope:
    """Limit a register by one of several conditions, all of which limit it or none does."""

    def scope(view: Viewpoint) -> _Limit | None:
        found = [limit for each in scopes if (limit := each(view)) is not None]
        return (lambda entity: or_(*(limit(entity) for limit in found))) if found else None

    return scope


def _or_none(column: str, scope: _Scope) -> _Scope:
    """Let the rows pass in which a column is empty."""

    def relaxed(view: Viewpoint) -> _Limit | None:
        limit = scope(view)
        return None if limit is None else lambda entity: or_(getattr(entity, column).is_(None), limit(entity))

    return relaxed


def _households(view: Viewpoint) -> Select[Any] | None:
    limit = _case_limit(view)
    return None if limit is None else select(_case.c.household_ref).where(limit, _case.c.household_ref.is_not(None))


def _children(view: Viewpoint) -> Select[Any] | None:
    cases = _cases(view)
    return None if cases is None else select(_case_child.c.child_ref).where(_among(_case_child.c.case_ref, cases))


def _general_too(view: Viewpoint) -> bool:
    """Whether the sections of minutes about the meeting as a whole are seen; decision makers see their cases' only."""
    return view.role is not AccountRole.DECISION_MAKER


def _sections(view: Viewpoint) -> _Limit | None:
    """The limit of sections of minutes: those of seen minutes, about seen cases or the meeting as a whole."""
    minutes, cases = _minutes_seen(view), _cases(view)
    if minutes is None and cases is None:
        return None

    def limit(entity: Any) -> _Condition:  # noqa: ANN401 - a mapped class or an alias of it
        limits: list[_Condition] = []
        if minutes is not None:
            limits.append(_among(entity.minutes_id, minutes))
        if cases is not None:
            about_seen = _among(entity.case_ref, cases)
            limits.append(or_(entity.case_ref.is_(None), about_seen) if _general_too(view) else about_seen)
        return and_(*limits)

    return limit


def _section_ids(view: Viewpoint) -> Select[Any] | None:
    minutes, cases = _minutes_seen(view), _cases(view)
    if minutes is None and cases is None:
        return None
    found = select(_section.c.id)
    if minutes is not None:
        found = found.where(_among(_section.c.minutes_id, minutes))
    if cases is not None:
        about_seen = _among(_section.c.case_ref, cases)
        found = found.where(or_(_section.c.case_ref.is_(None), about_seen) if _general_too(view) else about_seen)
    return found


def _meetings_seen_whole(view: Viewpoint) -> _Limit | None:
    """Issued agendas name every item, so somebody who does not see one of a meeting's items sees none of its issues.

    Nor does somebody who withdrew from an item that has left the agenda since.
    """
    limit = _case_limit(view)
    if limit is None:
        return None
    in_part = select(_case.c.meeting_ref).where(~limit, _case.c.meeting_ref.is_not(None))
    named = func.instr(_agenda_issue.c.said, literal(": ") + _interest.c.case_ref + " at ") > 0
    was_on_it = (
        select(_agenda_issue.c.meeting_ref)
        .select_from(_agenda_issue.join(_interest, named))
        .where(_interest.c.member_ref == view.member_ref, _interest.c.withdraws)
    )
    return lambda entity: and_(~_among(entity.meeting_ref, in_part), entity.meeting_ref.not_in(was_on_it))


def _recommendation_ids(view: Viewpoint) -> Select[Any] | None:
    cases = _cases(view)
    return None if cases is None else select(_recommendation.c.id).where(_among(_recommendation.c.case_ref, cases))


def _pack_issue_ids(view: Viewpoint) -> Select[Any] | None:
    meetings = _meetings(view)
    return None if meetings is None else select(_pack_issue.c.id).where(_among(_pack_issue.c.meeting_ref, meetings))


def _own(view: Viewpoint) -> _Limit | None:
    """Outside of the office, only what was made for the account's person."""
    if view.role in OFFICE:
        return None
    return (lambda entity: entity.member_ref == view.member_ref) if view.member_ref else (lambda _entity: false())


NAMED_BY: Mapping[str, type[Base]] = {
    "absence": Absence,
    "case": Case,
    "child": Child,
    "comment": ReviewComment,
    "feedback": Feedback,
    "household": Household,
    "meeting": Meeting,
    "paper": Paper,
    "question": PanelQuestion,
    "redaction": Redaction,
    "review": Review,
    "section": MinutesSection,
}
"""The register of the record that an operation's parameter names by its primary key."""


_of_case = _in("case_ref", _cases)
_of_meeting = _in("meeting_ref", _meetings)
_of_minutes = _in("minutes_id", _minutes_seen)
_of_paper = _in("paper_id", _papers)
_of_section = _in("section_id", _section_ids)
_of_case_if_any = _or_none("case_ref", _of_case)

_SCOPES: Mapping[type[Base], _Scope] = {
    Absence: _of_meeting,
    AgendaIssue: _both(_of_meeting, _meetings_seen_whole),
    Attendance: _of_meeting,
    BookingEvent: _of_case,
    CalendarInvitation: _both(_of_meeting, _of_case_if_any),
    Case: _case_itself,
    CaseChild: _of_case,
    Child: _in("ref", _children),
    Decision: _of_case,
    EarlierDecision: _of_case,
    Feedback: _both(_of_meeting, _of_case_if_any),
    Household: _in("ref", _households),
    Interest: _of_case,
    ItemNote: _of_case,
    Meeting: _in("ref", _meetings),
    MeetingClosing: _of_meeting,
    Minutes: _in("id", _minutes_seen),
    MinutesEvent: _of_minutes,
    MinutesSection: _sections,
    MinutesSignature: _of_minutes,
    OpenDecision: _in("recommendation_id", _recommendation_ids),
    PackCopy: _own,
    PackIssue: _in("id", _pack_issue_ids),
    PageLook: _of_paper,
    PanelQuestion: _of_case,
    Paper: _in("id", _papers),
    PaperCheck: _of_paper,
    PaperVersion: _of_paper,
    Precondition: _of_case,
    Recommendation: _of_case,
    RecommendationView: _in("recommendation_id", _recommendation_ids),
    Redaction: _of_paper,
    ReportQuality: _of_case,
    Review: _of_minutes,
    ReviewComment: _of_section,
    RunningClock: _both(_either(_in("household_ref", _households), _in("child_ref", _children)), _of_case_if_any),
    SectionVersion: _of_section,
    SigningCredential: _own,
    StandingItem: _of_meeting,
}
"""The limit of each register whose rows belong to meetings or cases, of which an account sees only its own."""


_OWN: Mapping[type[Base], Callable[[Viewpoint], _Limit]] = {
    InformationGrant: lambda view: lambda entity: entity.role == view.role,
}
"""Conditions for the rows about the account itself, which it sees although its role does not see the register."""
