"""The commands that make a store, bring registers in and out, and keep copies."""

import argparse
import os

from panel_desk.cli.terminal import PASSPHRASE, Exit, desk_of, folder_of, passphrase, say, table, tell, user_of
from panel_desk.errors import FaultsError, RuleBrokenError

_FIRST_ACCOUNT = "administrator"


def create(asked: argparse.Namespace) -> Exit:
    """Make an empty store with one administrator, and print the recovery key once."""
    from panel_desk.store.store import create_store  # noqa: PLC0415 - heavy; a wrong word is told without it

    name = user_of(asked) or _FIRST_ACCOUNT
    chosen = passphrase("Choose a passphrase of at least twelve characters: ")
    if PASSPHRASE not in os.environ and passphrase("The same once more: ") != chosen:
        raise RuleBrokenError("The two passphrases differ. Nothing was made; try again.")
    recovery_key = create_store(folder_of(asked), asked.agency, name, name.title(), chosen)
    say(f"Made a store for {asked.agency} in {folder_of(asked)}, with the account {name}.")
    say("The recovery key opens the store if every passphrase is lost. Print it now; it is not shown again.")
    tell(recovery_key)
    return Exit.DONE


def sample(asked: argparse.Namespace) -> Exit:
    """Make a store that holds a made-up agency, and print its accounts."""
    from panel_desk.sample import make_sample_agency  # noqa: PLC0415 - heavy; loads when first needed

    accounts = make_sample_agency(folder_of(asked), os.environ.get(PASSPHRASE))
    say(f"Made the sample agency in {folder_of(asked)}. Nobody in it exists.")
    table(("account", "role", "passphrase"), [(each.name, each.role, each.passphrase) for each in accounts])
    return Exit.DONE


def import_workbook(asked: argparse.Namespace) -> Exit:
    """Bring in a workbook, or say what would be done."""
    from panel_desk.exchange.workbook.xlsx import read_workbook  # noqa: PLC0415 - heavy; loads when first needed
    from panel_desk.operations.workbook.registers import import_registers  # noqa: PLC0415 - the same
    from panel_desk.queries.workbook.comparison import import_preview  # noqa: PLC0415 - the same

    desk = desk_of(asked)
    registers = read_workbook(asked.file)
    for each in registers.ignored:
        say(f"Ignored: {each}.")
    if asked.dry_run:
        done = desk.ask(import_preview, registers)
        if done.faults:
            raise FaultsError(done.faults)
    else:
        done = desk.do(import_registers, registers)
    for warning in done.warnings:
        say(f"Warning: {warning}")
    table(
        ("register", "added", "changed", "unchanged"),
        [(each.sheet, str(each.added), str(each.changed), str(each.unchanged)) for each in done.counts],
    )
    return Exit.DONE


def export_workbook(asked: argparse.Namespace) -> Exit:
    """Write every register to a workbook."""
    from panel_desk.exchange.workbook.xlsx import write_workbook  # noqa: PLC0415 - heavy; loads when first needed
    from panel_desk.queries.workbook.comparison import all_registers  # noqa: PLC0415 - the same

    write_workbook(asked.file, desk_of(asked).ask(all_registers))
    say(f"Wrote {asked.file}.")
    return Exit.DONE


def check(asked: argparse.Namespace) -> Exit:
    """Check that the store is whole."""
    from panel_desk.queries.integrity import store_faults  # noqa: PLC0415 - heavy; loads when first needed

    faults = desk_of(asked).ask(store_faults)
    for fault in faults:
        tell(fault)
    if faults:
        say("The store is not whole. Put it back from the last backup with panel-desk restore.")
        return Exit.DOES_NOT_HOLD
    tell("The store is whole: the database, the audit trail and every paper.")
    return Exit.DONE


def make_backup(asked: argparse.Namespace) -> Exit:
    """Make a verified copy, and print where."""
    from panel_desk.operations.backups import back_up  # noqa: PLC0415 - heavy; loads when first needed

    tell(str(desk_of(asked).do(back_up, asked.folder.absolute())))
    return Exit.DONE


def restore(asked: argparse.Namespace) -> Exit:
    """Put a backup in the store's place."""
    from panel_desk.desk import WallClock  # noqa: PLC0415 - heavy; a wrong word is told without it
    from panel_desk.store.store import restore_store  # noqa: PLC0415 - the same

    folder = folder_of(asked)
    user = user_of(asked)
    aside = restore_store(asked.backup.absolute(), folder, user, passphrase(), WallClock().now())
    if aside is not None:
        say(f"The store that was there is kept in {aside}.")
    tell(str(folder))
    return Exit.DONE
