"""Who may sign in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from panel_desk.desk import Work, shows
from panel_desk.models import Account
from panel_desk.rules.access import Information
from panel_desk.rules.vocabulary import AccountRole


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A person who signs in."""

    name: str
    full_name: str
    role: AccountRole
    member: str | None
    created_at: datetime
    passphrase_set_at: datetime | None


@shows(Information.ACCOUNTS)
def accounts(work: Work) -> tuple[AccountRow, ...]:
    """Every account, by name."""
    found = work.session.scalars(select(Account).order_by(Account.name))
    return tuple(
        AccountRow(a.name, a.full_name, a.role, a.member_ref, a.created_at, a.passphrase_set_at) for a in found
    )
