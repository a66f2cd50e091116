"""Making an agency's store from what the set-up form asks for."""

from pathlib import Path

from panel_desk.desk import TimeSource, sign_in
from panel_desk.errors import RuleBrokenError
from panel_desk.operations.agency import add_authority, change_agency
from panel_desk.queries.agency import agency as agency_facts
from panel_desk.rules.vocabulary import PanelType
from panel_desk.store.store import create_store

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


def make_store(
    folder: Path,
    *,
    agency: str,
    panel_type: PanelType,
    authorities: list[tuple[str, str]],
    full_name: str,
    name: str,
    passphrase: str,
    clock: TimeSource | None = None,
) -> str:
    """Make the store, with the agency and its authorities in it; the recovery key.

    Raises:
        RuleBrokenError: a field cannot be as it was typed.
        StoreError: the store cannot be made there.
    """
    recovery_key = create_store(folder, agency, name, full_name, passphrase, at=clock.now() if clock else None)
    desk = sign_in(folder, name, passphrase, clock)
    try:
        for code, authority in authorities:
            desk.do(add_authority, code, authority)
        first = authorities[0][0] if authorities else None
        desk.do(change_agency, desk.ask(agency_facts).version, agency, panel_type, first, first)
    finally:
        desk.close()
    return recovery_key
