"""Builds stores and records for tests. Every record has valid defaults, so a test gives only the values that matter.

The stores are real and encrypted, but deriving a key from a passphrase is cheap. An empty store is created once and
copied for each test. Records that many tests start from are also built once, and the store is copied (see `once`).
"""

import atexit
import functools
import shutil
import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any, TypeVar, cast

from openpyxl import Workbook
from sqlalchemy import select

from panel_desk.desk import Desk, Work, add_key, permits, shows, sign_in
from panel_desk.models import (
    Absence,
    Account,
    AccountAuthority,
    Attendance,
    Authority,
    Base,
    Case,
    CaseChild,
    Child,
    Decision,
    Household,
    Interest,
    Meeting,
    Member,
    MemberBackground,
    Minutes,
    MinutesSection,
    Recommendation,
    Training,
)
from panel_desk.operations.accounts import reset_passphrase
from panel_desk.operations.members.certificates import keep_credential
from panel_desk.queries.agency import agency as of_agency
from panel_desk.rules.vocabulary import (
    AbsenceReason,
    AccountRole,
    AdoptersAgency,
    Background,
    Capacity,
    CaseKind,
    CaseStatus,
    Category,
    HouseholdType,
    KeyOrigin,
    MeetingFormat,
    MeetingKind,
    MeetingStatus,
    MemberStatus,
    MinutesState,
    Outcome,
    PanelRole,
    Response,
    TrainingKind,
)
from panel_desk.store.backup import DATABASE
from panel_desk.store.credentials import Credential, self_signed
from panel_desk.store.keys import Cost
from panel_desk.store.store import create_store
from tests.coverage_pauses import paused

PASSPHRASE = "Correct-horse-7-battery"
ADMINISTRATOR = "admin"
CHEAP = Cost(1, 8, 1)  # what deriving a key from a passphrase costs in tests
NOW = datetime(2027, 3, 4, 9, 30, tzinfo=UTC)


_WAL = f"{DATABASE}-wal"
_AS_MADE: dict[Path, tuple[int, int] | None] = {}
"""By store, what `_last_write` gave when the store was new, after the first sign-in."""

B = TypeVar("B", bound=Callable[..., object])


@dataclass
class FixedTime:
    """A source of the time, which changes only when a test moves it."""

    moment: datetime = NOW

    def now(self) -> datetime:
        """The date and time that it has."""
        return self.moment

    def today(self) -> date:
        """The date that it has."""
        return self.moment.date()

    def move(self, **step: float) -> None:
        """Move it forward by the arguments of a `timedelta`, as in `time_source.move(days=1)`."""
        self.moment += timedelta(**step)


@paused()
def a_desk(
    folder: Path,
    role: AccountRole = AccountRole.ADMINISTRATOR,
    time_source: FixedTime | None = None,
    *,
    name: str | None = None,
    member_ref: str | None = None,
    authorities: Collection[str] | None = None,
) -> Desk:
    """Sign in to the store in `folder/store`, which is created if it does not exist.

    Args:
        folder: the test's own folder.
        role: the person's role; for any role but administrator, an account named after the role is added.
        time_source: the source of the time; one at 9:30 on 4 March 2027 if None.
        name: the sign-in name, if a test needs two people of one role.
        member_ref: the person's ref on the central list, which must have it.
        authorities: the codes of the authorities that a decision maker decides for; all in the store if None.
    """
    store = folder / "store"
    is_new = not store.exists()
    if is_new:
        shutil.copytree(_empty_store(), store)
    time_source = time_source or FixedTime()
    desk = sign_in(store, ADMINISTRATOR, PASSPHRASE, time_source)
    if is_new:
        _AS_MADE[store] = _last_write(store)
    if role is AccountRole.ADMINISTRATOR and name is None:
        return desk
    name = name or role.replace(" ", "-")
    if name not in desk.store.key_ring.names():
        account = Account(
            name=name, full_name=name.title(), role=role, member_ref=member_ref, created_at=time_source.now()
        )
        desk.do(_open, account, authorities)
    desk.close()
    return sign_in(store, name, PASSPHRASE, time_source)


def once(build: B) -> B:
    """Run a builder once for the same arguments and time, and copy its store's files into every other new store.

    Args:
        build: a builder that writes nothing but the store, and closes every other desk at it.
    """
    built: dict[object, tuple[dict[Path, bytes], object]] = {}

    @functools.wraps(build)
    @paused()
    def copied(desk: Desk, *args: Any, **fields: Any) -> object:  # noqa: ANN401 # the builder's own arguments
        store = desk.store.folder
        written = _last_write(store)
        is_new = written is not None and written == _AS_MADE.get(store)
        desk.store.close()
        if not is_new or _last_write(store):
            return build(desk, *args, **fields)
        key = (desk.time_source.now(), args, tuple(sorted(fields.items())))
        if key in built:
            for name, content in built[key][0].items():
                (store / name).parent.mkdir(parents=True, exist_ok=True)
                (store / name).write_bytes(content)
            return built[key][1]
        result = build(desk, *args, **fields)
        desk.store.close()
        if not _last_write(store):
            built[key] = ({file.relative_to(store): file.read_bytes() for file in _files(store)}, result)
        return result

    return cast("B", copied)


def an_authority(desk: Desk, code: str = "FEN", name: str = "Fenland County Council", **fields: object) -> str:
    """An authority that the agency serves; its code."""
    return _put(desk, Authority(code=code, name=name, **({"decision_maker": "Ruth Aldous"} | fields)), code)


def a_member(desk: Desk, ref: str = "M001", *, backgrounds: tuple[Background, ...] = (), **fields: object) -> str:
    """An active, independent member of the central list; the ref."""
    number = _digits(ref)
    defaults = {
        "given_name": f"Given{number}",
        "family_name": f"Family{number}",
        "email": f"member{number}@example.org",
        "category": Category.INDEPENDENT,
        "is_independent": True,
        "status": MemberStatus.ACTIVE,
        "joined_list_on": date(2020, 4, 1),
        "role": PanelRole.MEMBER,
    }
    member = Member(ref=ref, **(defaults | fields))
    member.backgrounds = [MemberBackground(background=background) for background in backgrounds]
    return _put(desk, member, ref)


def a_certificate(desk: Desk) -> str:
    """A self-signed certificate for the signed-in member, as for a first signature; its fingerprint."""
    agency = desk.ask(of_agency).name
    return desk.do(_keep_certificate, self_signed(desk.signed_in.name, agency, PASSPHRASE, desk.time_source.now()))


@permits(AccountRole.CHAIR)
def _keep_certificate(work: Work, credential: Credential) -> str:
    return keep_credential(work, work.by.member_ref or "", credential, PASSPHRASE)


def a_meeting(desk: Desk, ref: str = "P2027-03-10", **fields: object) -> str:
    """A planned meeting of the panel; the ref."""
    defaults = {
        "panel": "Adoption and Permanence Panel",
        "meets_on": date(2027, 3, 10),
        "starts_at": time(9, 30),
        "kind": MeetingKind.PLANNED,
        "place": MeetingFormat.VIRTUAL,
        "status": MeetingStatus.PLANNED,
    }
    return _put(desk, Meeting(ref=ref, **(defaults | fields)), ref)


def an_attendance(desk: Desk, meeting: str, member: str, **fields: object) -> None:
    """A member of the central list who attends the meeting from start to end."""
    defaults = {"capacity": Capacity.MEMBER, "response": Response.ACCEPTED, "attended": True}
    _put(desk, Attendance(meeting_ref=meeting, member_ref=member, **(defaults | fields)), meeting)


def an_absence(desk: Desk, meeting: str, member: str, from_at: time, until_at: time | None = None) -> None:
    """A part of a meeting for which a member lost the connection."""
    why = AbsenceReason.CONNECTION_LOST
    _put(desk, Absence(meeting_ref=meeting, member_ref=member, from_at=from_at, until_at=until_at, why=why), meeting)


def a_household(desk: Desk, ref: str = "H001", **fields: object) -> str:
    """Two people who want to adopt together; the ref."""
    defaults = {
        "adopter_1": f"Bethan Barlow{_digits(ref)}",
        "adopter_2": f"Ben Barlow{_digits(ref)}",
        "household_type": HouseholdType.MIXED_SEX_COUPLE,
        "ethnicity": "White British",
        "agency": AdoptersAgency.OWN,
        "early_permanence": False,
    }
    return _put(desk, Household(ref=ref, **(defaults | fields)), ref)


def a_child(desk: Desk, ref: str = "C001", *, authority: str = "FEN", **fields: object) -> str:
    """A child with a plan for adoption; the ref. The authority is added if the store does not have it."""
    _serve(desk, authority)
    defaults = {
        "initials": "BH",
        "born_on": date(2023, 5, 6),
        "ethnicity": "White British",
        "early_permanence": False,
    }
    return _put(desk, Child(ref=ref, authority_code=authority, **(defaults | fields)), ref)


def a_case(desk: Desk, ref: str = "CASE-001", *, children: tuple[str, ...] = (), **fields: object) -> str:
    """A case for the approval of a household, or for a match if it has children; the ref.

    Args:
        desk: the desk.
        ref: the case's ref.
        children: refs of children, which the store must have.
        fields: columns of the case; without `household_ref`, a household is added.
    """
    if "household_ref" not in fields:
        fields["household_ref"] = a_household(desk, f"H-{ref}")
    defaults = {
        "kind": CaseKind.MATCH if children else CaseKind.APPROVAL,
        "status": CaseStatus.BOOKED if fields.get("meeting_ref") else CaseStatus.REQUESTED,
        "social_worker": "Worker 1",
    }
    case = Case(ref=ref, **(defaults | fields))
    case.children = [CaseChild(child_ref=child, position=place) for place, child in enumerate(children, 1)]
    return _put(desk, case, ref)


def an_interest(desk: Desk, case: str, member: str, **fields: object) -> None:
    """A member's interest in a case, from which they withdraw."""
    defaults = {"nature": "Knows the applicant through work", "withdraws": True}
    _put(desk, Interest(case_ref=case, member_ref=member, **(defaults | fields)), case)


def a_recommendation(desk: Desk, case: str, child: str | None = None, **fields: object) -> None:
    """A recommendation in favour of a case."""
    defaults = {"outcome": Outcome.RECOMMENDED, "votes_for": 5, "votes_against": 0, "abstained": 0, "reasons": "Sound."}
    _put(desk, Recommendation(case_ref=case, child_ref=child, **(defaults | fields)), case)


def a_decision(desk: Desk, case: str, child: str | None = None, *, authority: str = "FEN", **fields: object) -> None:
    """A decision that has not been made; the decision maker has not received the final minutes."""
    _serve(desk, authority)
    _put(desk, Decision(case_ref=case, child_ref=child, authority_code=authority, **fields), case)


@paused()
def minutes(
    desk: Desk, meeting: str, *, sections: tuple[tuple[str | None, str, str], ...] = (), **fields: object
) -> int:
    """A draft of a meeting's minutes; its id.

    Args:
        desk: the desk.
        meeting: the meeting's ref.
        sections: the case ref (None for the meeting as a whole), heading and text of each section.
        fields: columns of the minutes.
    """
    defaults = {"meeting_ref": meeting, "state": MinutesState.DRAFT, "drafted_at": desk.time_source.now()}
    record = Minutes(**(defaults | fields))
    record.sections = [
        MinutesSection(case_ref=case, position=place, heading=heading, text=text)
        for place, (case, heading, text) in enumerate(sections, 1)
    ]
    return desk.do(_add_minutes, record)


@paused()
def signed_minutes(
    desk: Desk, meeting: str, *, sections: tuple[tuple[str | None, str, str], ...] = (), **fields: object
) -> int:
    """Minutes that the chair has signed; their id."""
    number = minutes(desk, meeting, sections=sections, **fields)
    desk.do(_sign, number)
    return number


def a_training(desk: Desk, ref: str = "T01", **fields: object) -> str:
    """A workshop; the ref."""
    defaults = {"title": "Trauma and attachment", "held_on": date(2027, 2, 3), "kind": TrainingKind.WORKSHOP}
    return _put(desk, Training(ref=ref, **(defaults | fields)), ref)


def a_workbook(folder: Path, sheets: Mapping[str, Sequence[Sequence[object]]], name: str = "registers.xlsx") -> Path:
    """An Excel workbook; its path.

    Args:
        folder: the folder to write it to.
        sheets: the rows of each sheet by its name; the first row has the headings.
        name: the file's name.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    path = folder / name
    book.save(path)
    return path


def give_passphrase(desk: Desk, name: str, passphrase: str) -> None:
    """Reset an account's passphrase, as an administrator, and choose another as the person with the one-time code."""
    code = desk.do(reset_passphrase, name)
    sign_in(desk.store.folder, name, code, desk.time_source, chosen=passphrase).close()


def _files(store: Path) -> list[Path]:
    return [file for file in store.rglob("*") if file.is_file()]


def _last_write(store: Path) -> tuple[int, int] | None:
    """What changes with every write to an open store: the size and the time of its write-ahead log."""
    log = store / _WAL
    return (log.stat().st_size, log.stat().st_mtime_ns) if log.exists() else None


@functools.cache
def _empty_store() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="panel-desk-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    create_store(folder / "store", "Fenland Adoption", ADMINISTRATOR, "Ada Winter", PASSPHRASE, CHEAP)
    return folder / "store"


@permits(AccountRole.ADMINISTRATOR)
def _open(work: Work, account: Account, authorities: Collection[str] | None) -> None:
    """Open an account, also a chair's who is not on the central list."""
    work.session.add(account)
    work.session.flush()
    if account.role is AccountRole.DECISION_MAKER:
        served = work.session.scalars(select(Authority.code)).all() if authorities is None else authorities
        work.session.add_all(AccountAuthority(account_name=account.name, authority_code=code) for code in served)
    is_administrator = account.role is AccountRole.ADMINISTRATOR
    signer = work.store.save_account_key(account.name, PASSPHRASE, is_administrator=is_administrator, cost=CHEAP)
    add_key(work, signer, KeyOrigin.OPENED)


@permits(*AccountRole)
def _add(work: Work, record: Base) -> None:
    work.session.add(record)


@permits(*AccountRole)
def _add_minutes(work: Work, record: Minutes) -> int:
    work.session.add(record)
    work.session.flush()
    return record.id


@permits(*AccountRole)
def _sign(work: Work, number: int) -> None:
    record = work.session.get_one(Minutes, number)
    record.state = MinutesState.SIGNED
    record.signed_at = work.time_source.now()
    record.signed_by = "chair"
    record.signed_as = "Alun Prosser, chair"
    record.sha256 = work.vault.put(f"the print of minutes {number}".encode())


@shows()
def _is_served(work: Work, code: str) -> bool:
    return work.session.get(Authority, code) is not None


@paused()
def _serve(desk: Desk, code: str) -> None:
    if not desk.ask(_is_served, code):
        an_authority(desk, code, f"{code} Council")


@paused()
def _put(desk: Desk, record: Base, ref: str) -> str:
    desk.do(_add, record)
    return ref


def _digits(ref: str) -> str:
    return "".join(letter for letter in ref if letter.isdigit())
