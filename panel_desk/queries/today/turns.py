"""Whose turn a row of the Today list is: the one rule of what is *mine* for each role.

Each row is somebody's work. The work of a role that nobody has an account for falls to the next role named for it, so
that an agency without an adviser or a decision maker in the program still sees everything that is to be done.
"""

from collections.abc import Collection
from enum import Enum

from sqlalchemy import select

from panel_desk.desk import Work, asked_once, shows, without_limits
from panel_desk.models import Account
from panel_desk.rules.access import Information
from panel_desk.rules.text import capital
from panel_desk.rules.vocabulary import OFFICE, AccountRole


class Turn(Enum):
    """Whose work it is: the roles in the order in which it falls to them; those of one group share it."""

    OFFICE_WORK = ((AccountRole.ADMINISTRATOR,), (AccountRole.ADVISER,))
    """Bookings, papers, packs, minutes to write, receipts and notices."""
    ADVISERS_WORK = ((AccountRole.ADVISER,), (AccountRole.ADMINISTRATOR,))
    """The quality of reports, and the members: appointment, induction, appraisal (AAR 2005 reg 8)."""
    PANEL_DAY = ((AccountRole.ADMINISTRATOR, AccountRole.ADVISER, AccountRole.CHAIR),)
    """The panel's own day, which all who run it attend."""
    CHAIRS_WORK = ((AccountRole.CHAIR,),)
    """Checking and signing the minutes of a panel that one presided over."""
    DECISION_MAKERS_WORK = ((AccountRole.DECISION_MAKER,), (AccountRole.ADMINISTRATOR,), (AccountRole.ADVISER,))
    """Decisions; the office records those of a decision maker without an account."""
    OTHERS = ()
    """What applicants, adopters and reviewers do; a reviewer's own check is theirs."""


@shows(Information.AGENCY)
def is_turn_of(work: Work, turn: Turn, *, chair: str | None = None, is_own: bool = False) -> bool:
    """Whether a row is the signed-in person's. A decision maker sees only cases of their own authorities.

    Args:
        work: the unit of work.
        turn: whose work it is.
        chair: the ref of the one who presides, where chairs take the step; None for any chair.
        is_own: whether the person was asked by name.
    """
    me = work.by
    if is_own or me.role not in _takers(turn, _roles(work)):
        return is_own
    if me.role is AccountRole.CHAIR:
        return chair in (None, me.member_ref)
    return True


@shows(Information.AGENCY)
def role_in_words(work: Work, turn: Turn) -> str:
    """The role whose turn it is, where nobody is named: `Agency adviser`; empty where it is nobody's in the program."""
    takers = _takers(turn, _roles(work))
    return capital(takers[0]) if takers else ""


def is_office_turn(turn: Turn) -> bool:
    """Whether the panel office takes the step itself and waits for nobody."""
    return bool(turn.value) and turn.value[0][0] in OFFICE


def _takers(turn: Turn, roles: Collection[AccountRole]) -> tuple[AccountRole, ...]:
    """The first group of roles that somebody has an account for; the first of all where nobody has."""
    groups: tuple[tuple[AccountRole, ...], ...] = turn.value
    return next((group for group in groups if set(roles) & set(group)), groups[0] if groups else ())


@asked_once
@without_limits
def _roles(work: Work) -> frozenset[AccountRole]:
    """The roles that somebody has an account for."""
    return frozenset(work.session.scalars(select(Account.role).distinct()))
