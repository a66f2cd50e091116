"""Makes an agency's store: created in a folder beside the final one, filled in one operation, then moved there."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from panel_desk.desk import Desk, SignedIn, TimeSource
from panel_desk.errors import RuleBrokenError
from panel_desk.operations.agency import set_up_agency
from panel_desk.rules.vocabulary import AccountRole, PanelType
from panel_desk.store.keys import Cost
from panel_desk.store.store import Store, create_store

_WORDS_IN_A_LINE = 2


def read_authorities(typed: str) -> list[tuple[str, str]]:
    """Codes and names, one a line: `FEN Fenland County Council`.

    Raises:
        RuleBrokenError: a line has a code and no name, or a code stands twice.
    """
    authorities: dict[str, str] = {}
    for line in typed.splitlines():
        parts = line.split(maxsplit=1)
        if not parts:
            continue
        if len(parts) < _WORDS_IN_A_LINE:
            raise RuleBrokenError(
                f"“{parts[0]}” needs a name after its code: FEN Fenland County Council.", "authorities"
            )
        code, name = parts
        if code in authorities:
            raise RuleBrokenError(f"The code {code} stands twice.", "authorities")
        authorities[code] = name.strip()
    return list(authorities.items())


@dataclass(frozen=True, slots=True)
class NewStore:
    """A store to be made.

    Args:
        agency: the agency's name.
        name: the first administrator's sign-in name.
        full_name: their name as it is printed.
        passphrase: their passphrase.
        panel_type: the panel's legal setting.
        authorities: the code and the name of each authority that the agency serves; the first hosts the panel.
        opened_at: when the administrator's account is opened; now if None.
    """

    agency: str
    name: str
    full_name: str
    passphrase: str
    panel_type: PanelType = PanelType.ORDINARY
    authorities: Sequence[tuple[str, str]] = ()
    opened_at: datetime | None = None


def make_store(
    folder: Path,
    new: NewStore,
    time_source: TimeSource | None = None,
    fill: Callable[[Desk], object] | None = None,
    cost: Cost | None = None,
) -> str:
    """Make a store with its first administrator and the agency's details, whole or not at all.

    Args:
        folder: where it is to be.
        new: what is in it.
        time_source: what time it is; the computer's if None.
        fill: enters more at the administrator's desk; what it raises leaves no store behind.
        cost: the cost of deriving a key from the passphrase, which slows guessing; the recommended one if None.

    Returns:
        The recovery key to print, which is not stored anywhere.

    Raises:
        RuleBrokenError: a field cannot be as it was typed.
        StoreError: the folder has a store, holds other files, cannot be written, is synchronised or is on a network
            drive.
    """

    def set_up(store: Store) -> None:
        by = SignedIn(new.name.strip(), new.full_name.strip(), AccountRole.ADMINISTRATOR)
        desk = Desk(store, by, time_source)
        desk.do(set_up_agency, new.panel_type, new.authorities)
        if fill is not None:
            fill(desk)

    opened_at = new.opened_at or (time_source.now() if time_source else None)
    return create_store(folder, new.agency, new.name, new.full_name, new.passphrase, cost, opened_at, set_up)
