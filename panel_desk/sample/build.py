"""Creates a store that holds the sample agency."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path

from panel_desk.desk import ComputerTime, Desk, TimeSource
from panel_desk.flows.set_up_agency import NewStore, make_store
from panel_desk.rules.vocabulary import AccountRole
from panel_desk.store.keys import Cost

_WORDS = """
amber barley beacon bramble candle cedar clover copper ferry garnet harbour hazel kettle lantern linden marble meadow
orchard paddle pebble quarry ribbon saffron thistle tulip velvet walnut willow
"""


@dataclass(frozen=True, slots=True)
class SampleAccount:
    """Somebody who can sign in to the sample.

    Args:
        name: the sign-in name.
        full_name: the name as it is printed.
        role: the role of the account.
        passphrase: opens the store.
    """

    name: str
    full_name: str
    role: AccountRole
    passphrase: str


def make_sample_agency(
    folder: Path,
    passphrase: str | None = None,
    time_source: TimeSource | None = None,
    progress: Callable[[int, int], None] | None = None,
    cost: Cost | None = None,
) -> tuple[SampleAccount, ...]:
    """Create a store with the sample agency in it, and return its accounts, the administrator's first.

    The store is made in a temporary folder beside `folder` and renamed at the end: what `progress` raises stops the
    work and leaves nothing behind.

    Args:
        folder: where to create the store; it may exist, but empty.
        passphrase: the passphrase of every account; None gives each a random memorable one.
        time_source: tells what day it is; the same day gives the same registers.
        progress: called in this thread with the number of steps done and the number of all.
        cost: argon2id's parameters; None for the usual ones.

    Raises:
        RuleBrokenError: the passphrase is too short.
        StoreError: a store is there already, or the folder cannot be written or is on a network drive.
    """
    from panel_desk.sample.people import ACCOUNT_HOLDERS, AGENCY  # noqa: PLC0415 - with Replay
    from panel_desk.sample.plan import plan_agency  # noqa: PLC0415 - with Replay
    from panel_desk.sample.replay import Replay  # noqa: PLC0415 - loads ReportLab; when first needed

    accounts = tuple(
        SampleAccount(each.name, each.full_name, each.role, passphrase or _memorable()) for each in ACCOUNT_HOLDERS
    )
    first = accounts[0]
    plan = plan_agency((time_source or ComputerTime()).today())
    opened_at = datetime.combine(plan.imported_on, time(8, 45), UTC)
    new = NewStore(AGENCY, first.name, first.full_name, first.passphrase, opened_at=opened_at)

    def fill(desk: Desk) -> None:
        replay = Replay(desk.store, plan, {each.name: each.passphrase for each in accounts})
        for done, _ in enumerate(replay.run(), start=1):
            if progress is not None:
                progress(done, len(replay))

    make_store(folder, new, fill=fill, cost=cost)
    return accounts


def _memorable() -> str:
    return "-".join(secrets.SystemRandom().sample(_WORDS.split(), 3)) + f"-{secrets.randbelow(90) + 10}"
