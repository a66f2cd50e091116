"""Who may see what: the agency's choices by role, and the authorities and the person of each account."""

from datetime import date

from sqlalchemy import select

from panel_desk.desk import Work, permits
from panel_desk.errors import RuleBrokenError
from panel_desk.models import Account, AccountAuthority, Authority, InformationGrant, Member
from panel_desk.queries.records import find
from panel_desk.rules.access import DEFAULTS, Information, why_fixed
from panel_desk.rules.dates import in_words
from panel_desk.rules.vocabulary import AccountRole


@permits(AccountRole.ADMINISTRATOR)
def grant_information(work: Work, role: AccountRole, information: Information) -> None:
    """Let a role see a kind of information, of the meetings and cases that its accounts see.

    Raises:
        RuleBrokenError: the agency cannot decide this (`rules.access.NEVER`).
    """
    _choose(work, role, information, is_seen=True)


@permits(AccountRole.ADMINISTRATOR)
def take_back_information(work: Work, role: AccountRole, information: Information) -> None:
    """Stop a role from seeing a kind of information.

    Raises:
        RuleBrokenError: the agency cannot decide this (`rules.access.FIXED`).
    """
    _choose(work, role, information, is_seen=False)


@permits(AccountRole.ADMINISTRATOR)
def put_access_back(work: Work) -> None:
    """Drop all of the agency's choices, so that each role sees what it sees by default."""
    for chosen in work.session.scalars(select(InformationGrant)):
        work.session.delete(chosen)


def _choose(work: Work, role: AccountRole, information: Information, *, is_seen: bool) -> None:
    """Store a choice that differs from the default; delete the stored one where it does not."""
    if sentence := why_fixed(role, information):
        raise RuleBrokenError(sentence)
    chosen = work.session.get(InformationGrant, (role, information.name))
    if is_seen is (information in DEFAULTS[role]):
        if chosen is not None:
            work.session.delete(chosen)
    elif chosen is None:
        work.session.add(InformationGrant(role=role, information=information.name, is_seen=is_seen))


@permits(AccountRole.ADMINISTRATOR)
def give_authority(
    work: Work,
    account: str,
    authority: str,
    *,
    is_acting: bool = False,
    from_on: date | None = None,
    until_on: date | None = None,
) -> int:
    """Let a decision maker's account decide the cases of an authority; returns the id of this entry.

    Args:
        work: the unit of work.
        account: the account's sign-in name.
        authority: the authority's code.
        is_acting: whether the person decides in the decision maker's absence.
        from_on: the first day; None for no limit.
        until_on: the last day, which still counts; None for no limit.

    Raises:
        RuleBrokenError: the account is not a decision maker's, the last day is before the first, or the account has
            this authority already on one of the days.
    """
    holder = find(work.session, Account, account, "account")
    if holder.role is not AccountRole.DECISION_MAKER:
        raise RuleBrokenError("Only a decision maker decides for an authority. Open an account with that role first.")
    named = find(work.session, Authority, authority, "authority")
    if from_on is not None and until_on is not None and until_on < from_on:
        raise RuleBrokenError(
            f"The last day, {in_words(until_on)}, is before the first, {in_words(from_on)}.", "until_on"
        )
    for other in work.session.scalars(select(AccountAuthority).filter_by(account_name=account)):
        if other.authority_code == authority and _overlap(other, from_on, until_on):
            raise RuleBrokenError(
                f"{holder.full_name} has {named.name} already on some of these days. Take that away first.",
                "authority",
            )
    given = AccountAuthority(
        account_name=account, authority_code=authority, is_acting=is_acting, from_on=from_on, until_on=until_on
    )
    work.session.add(given)
    work.session.flush()
    return given.id


def _overlap(other: AccountAuthority, from_on: date | None, until_on: date | None) -> bool:
    """Whether an authority that was given has a day in common with a period, first and last day included."""
    ends_before = other.until_on is not None and from_on is not None and other.until_on < from_on
    starts_after = other.from_on is not None and until_on is not None and other.from_on > until_on
    return not (ends_before or starts_after)


@permits(AccountRole.ADMINISTRATOR)
def take_authority_away(work: Work, given: int) -> None:
    """Let an account no longer decide for an authority; what it decided stays.

    Args:
        work: the unit of work.
        given: the id that `give_authority` returned.

    Raises:
        RuleBrokenError: there is no such entry.
    """
    work.session.delete(find(work.session, AccountAuthority, given, "authority of an account"))


@permits(AccountRole.ADMINISTRATOR)
def link_account(work: Work, name: str, member: str | None) -> None:
    """Link an account to its person on the central list; it takes effect at their next sign-in.

    Args:
        work: the unit of work.
        name: the account's sign-in name.
        member: the person's ref; None if they are not on the list.

    Raises:
        RuleBrokenError: a chair needs a person, a decision maker has none (AAR 2005 reg 30B(3)), or the person has
            another account.
    """
    account = find(work.session, Account, name, "account")
    check_link(work, account.role, member, name)
    account.member_ref = member


def check_link(work: Work, role: AccountRole, member: str | None, name: str | None = None) -> None:
    """Check that an account of a role can be the account of a person on the central list.

    Args:
        work: the unit of work.
        role: the account's role.
        member: the person's ref, or None.
        name: the account's sign-in name; None for one that is being opened.

    Raises:
        RuleBrokenError: it cannot; its field is `member`.
    """
    if role is AccountRole.CHAIR and member is None:
        raise RuleBrokenError("Choose who the chair is on the central list, so that they can sign minutes.", "member")
    if role is AccountRole.DECISION_MAKER and member is not None:
        raise RuleBrokenError(
            "A member of the panel cannot take the agency's decision (AAR 2005, regulation 30B(3)).", "member"
        )
    if member is None:
        return
    find(work.session, Member, member, "member")
    holder = work.session.scalars(select(Account).filter_by(member_ref=member)).first()
    if holder is not None and holder.name != name:
        raise RuleBrokenError(
            "This person has an account already. Choose somebody else, or close that account first.", "member"
        )
