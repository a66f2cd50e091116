"""Who may sign in, for which authorities they decide, and what each role sees."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from panel_desk.desk import Work, shows
from panel_desk.models import Account, AccountAuthority, Authority, InformationGrant, Member
from panel_desk.rules.access import Information, seen_by, why_fixed
from panel_desk.rules.vocabulary import AccountRole
from panel_desk.store.replay import Tampering, changed_outside
from panel_desk.store.text_functions import folded


@dataclass(frozen=True, slots=True)
class GivenAuthority:
    """An authority for which an account decides.

    Args:
        id: the key of this entry; an account may have several for one authority.
        code: the authority's code.
        name: the authority's name.
        is_acting: whether the person decides in the decision maker's absence.
        from_on: the first day; None for no limit.
        until_on: the last day, which still counts; None for no limit.
        is_in_force: whether it counts today.
    """

    id: int
    code: str
    name: str
    is_acting: bool
    from_on: date | None
    until_on: date | None
    is_in_force: bool


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A person who signs in.

    Args:
        name: the sign-in name.
        full_name: the person's name, as it is printed.
        role: the account's role.
        member: the person's ref on the central list, if they are on it.
        created_at: when the account was opened.
        passphrase_set_at: when the passphrase was last changed.
        left_list_on: when the person left the central list.
        authorities: those for which a decision maker decides, decided or will decide, by name and day.
    """

    name: str
    full_name: str
    role: AccountRole
    member: str | None
    created_at: datetime
    passphrase_set_at: datetime | None
    left_list_on: date | None = None
    authorities: tuple[GivenAuthority, ...] = ()


@dataclass(frozen=True, slots=True)
class AccessCell:
    """Whether a role sees a kind of information.

    Args:
        is_seen: whether it does.
        is_default: whether that is the default.
        why_fixed: why the agency cannot change it, as a sentence; empty where it can.
    """

    is_seen: bool
    is_default: bool
    why_fixed: str


@shows(Information.ACCOUNTS)
def accounts(work: Work) -> tuple[AccountRow, ...]:
    """Every account, by name."""
    given = _given(work)
    found = work.session.execute(
        select(Account, Member.left_list_on)
        .outerjoin(Member, Member.ref == Account.member_ref)
        .order_by(folded(Account.name))
    )
    return tuple(
        AccountRow(
            a.name,
            a.full_name,
            a.role,
            a.member_ref,
            a.created_at,
            a.passphrase_set_at,
            left_list_on,
            tuple(given.get(a.name, ())),
        )
        for a, left_list_on in found
    )


@shows(Information.ACCOUNTS)
def accounts_changed_outside(work: Work) -> frozenset[str]:
    """The names of the accounts that were changed or opened outside the program, which therefore open nothing."""
    changed = changed_outside(work.session, access_only=True)
    return frozenset(each.ref for each in changed if each.register == "account" and each.how is not Tampering.REMOVED)


def _given(work: Work) -> dict[str, list[GivenAuthority]]:
    """The authorities of each account, by sign-in name."""
    today = work.time_source.today()
    found = work.session.execute(
        select(AccountAuthority, Authority.name)
        .join(Authority, Authority.code == AccountAuthority.authority_code)
        .order_by(folded(Authority.name), AccountAuthority.from_on, AccountAuthority.id)
    )
    given: dict[str, list[GivenAuthority]] = {}
    for one, name in found:
        has_begun = one.from_on is None or one.from_on <= today
        has_ended = one.until_on is not None and one.until_on < today
        given.setdefault(one.account_name, []).append(
            GivenAuthority(
                one.id,
                one.authority_code,
                name,
                one.is_acting,
                one.from_on,
                one.until_on,
                has_begun and not has_ended,
            )
        )
    return given


@shows(Information.AGENCY)
def decided_by(work: Work, full_name: str) -> tuple[str, ...]:
    """The codes of the authorities whose decision maker has this name, ignoring capitals and spaces."""
    wanted = full_name.split()
    found = work.session.execute(select(Authority.code, Authority.decision_maker).order_by(Authority.code))
    return tuple(code for code, name in found if name and _folded(name.split()) == _folded(wanted))


def _folded(words: list[str]) -> str:
    return " ".join(words).casefold()


@shows(Information.ACCOUNTS)
def who_sees_what(work: Work) -> Mapping[Information, Mapping[AccountRole, AccessCell]]:
    """The table of who sees what: each kind of information and each role."""
    chosen: dict[AccountRole, dict[Information, bool]] = {role: {} for role in AccountRole}
    for one in work.session.scalars(select(InformationGrant)):
        if one.information in Information.__members__:  # a later version that used this store may have stored others
            chosen[one.role][Information[one.information]] = one.is_seen
    seen = {role: seen_by(role, chosen[role]) for role in AccountRole}
    default = {role: seen_by(role, {}) for role in AccountRole}
    return {
        kind: {
            role: AccessCell(kind in seen[role], (kind in seen[role]) is (kind in default[role]), why_fixed(role, kind))
            for role in AccountRole
        }
        for kind in Information
    }
