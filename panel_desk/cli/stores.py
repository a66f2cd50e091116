"""The commands on a whole store: create, sample, import, export, check, backup, restore."""

import argparse
import os
import sys

from panel_desk.cli.terminal import (
    PASSPHRASE,
    Exit,
    confirmed,
    desk_of,
    folder_of,
    passphrase,
    user_of,
    write_message,
    write_output,
    write_table,
)
from panel_desk.errors import FaultsError, RuleBrokenError

_FIRST_ACCOUNT = "administrator"


def create(options: argparse.Namespace) -> Exit:
    """Make an empty store with one administrator, and print the recovery key once."""
    from panel_desk.flows.set_up_agency import NewStore, make_store  # noqa: PLC0415 - heavy; a mistyped option needs none of it

    name = user_of(options) or _FIRST_ACCOUNT
    chosen = passphrase("Choose a passphrase of at least twelve characters: ")
    if PASSPHRASE not in os.environ and passphrase("Type the passphrase again: ") != chosen:
        raise RuleBrokenError("The two passphrases differ. Nothing was made; try again.")
    recovery_key = make_store(folder_of(options), NewStore(options.agency, name, name.title(), chosen))
    write_message(f"Made a store for {options.agency} in {folder_of(options)}, with the account {name}.")
    write_message("The recovery key opens the store if every passphrase is lost. Print it now; it is not shown again.")
    write_output(recovery_key)
    return Exit.DONE


def sample(options: argparse.Namespace) -> Exit:
    """Make a store that holds the sample agency, and print its accounts."""
    from panel_desk.sample import make_sample_agency  # noqa: PLC0415 - heavy; loads when first needed

    accounts = make_sample_agency(folder_of(options), os.environ.get(PASSPHRASE))
    write_message(f"Made the sample agency in {folder_of(options)}. Everybody in it is invented.")
    write_table(("account", "role", "passphrase"), [(each.name, each.role, each.passphrase) for each in accounts])
    return Exit.DONE


def import_workbook(options: argparse.Namespace) -> Exit:
    """Import a workbook, or print what an import would do."""
    from panel_desk.exchange.workbook.xlsx import read_workbook  # noqa: PLC0415 - heavy; loads when first needed
    from panel_desk.operations.workbook.registers import import_registers  # noqa: PLC0415 - the same
    from panel_desk.queries.workbook.comparison import import_preview  # noqa: PLC0415 - the same

    desk = desk_of(options)
    registers = read_workbook(options.file, today=desk.time_source.today())
    for each in registers.ignored:
        write_message(f"Ignored: {each}.")
    if options.dry_run:
        done = desk.ask(import_preview, registers)
        if done.faults:
            raise FaultsError(done.faults)
    else:
        done = desk.do(import_registers, registers)
    for warning in done.warnings:
        write_message(f"Warning: {warning}")
    write_table(
        ("register", "added", "changed", "unchanged"),
        [(each.sheet, str(each.added), str(each.changed), str(each.unchanged)) for each in done.counts],
    )
    return Exit.DONE


def export_workbook(options: argparse.Namespace) -> Exit:
    """Write every register to a workbook."""
    from panel_desk.exchange.workbook.xlsx import write_workbook  # noqa: PLC0415 - heavy; loads when first needed
    from panel_desk.queries.workbook.comparison import all_registers  # noqa: PLC0415 - the same

    write_workbook(options.file, desk_of(options).ask(all_registers))
    write_message(f"Wrote {options.file}.")
    return Exit.DONE


def check(options: argparse.Namespace) -> Exit:
    """Check the database, the accounts' keys, the audit trail, the search index and every paper; print each fault."""
    from panel_desk.flows.index_papers import rebuild_whole_index  # noqa: PLC0415 - heavy; loads when first needed
    from panel_desk.queries.integrity import store_faults  # noqa: PLC0415 - the same

    desk = desk_of(options)
    if options.rebuild_index:
        rebuild_whole_index(desk)
        write_message("Made the search index anew.")
    faults = desk.ask(store_faults, options.anchor)
    for fault in faults:
        write_output(fault)
    if faults:
        write_message(
            "The store is damaged. Where a line above does not say what to do, restore the last backup with panel-desk "
            "restore."
        )
        return Exit.DOES_NOT_HOLD
    write_output("The store is whole: the database, the accounts' keys, the audit trail and every paper.")
    return Exit.DONE


def make_backup(options: argparse.Namespace) -> Exit:
    """Make a verified backup, and print its path; name the accounts that cannot sign in to it."""
    from panel_desk.operations.backups import back_up  # noqa: PLC0415 - heavy; loads when first needed
    from panel_desk.queries.integrity import accounts_without_key  # noqa: PLC0415 - the same

    desk = desk_of(options)
    write_output(str(desk.do(back_up, options.folder.absolute())))
    for sentence in desk.ask(accounts_without_key):
        write_message(sentence)
    return Exit.DONE


def recovery_key(options: argparse.Namespace) -> Exit:
    """Make a new recovery key, and print it once; the one before opens the store no more."""
    from panel_desk.operations.accounts import make_recovery_key  # noqa: PLC0415 - heavy; loads when first needed

    desk = desk_of(options)
    if not confirmed("Make a new recovery key? The one before no longer opens the store."):
        write_message("Nothing was changed.")
        return Exit.REFUSED
    made = desk.do(make_recovery_key)
    write_message(
        "This recovery key opens the store from now on; the one before opens only backups made until now. Print it "
        "now; it is not shown again."
    )
    write_output(made)
    return Exit.DONE


def rekey(options: argparse.Namespace) -> Exit:
    """Change the store's key, or go on with a change that was interrupted; name the backups under a former key."""
    from panel_desk.flows.change_key import change_key, what_old_backups_open  # noqa: PLC0415 - heavy; loads when first needed
    from panel_desk.progress import ignore_progress  # noqa: PLC0415 - the same

    desk = desk_of(options)
    if not confirmed("Change the store's key? Nobody else may use the store meanwhile."):
        write_message("Nothing was changed.")
        return Exit.REFUSED
    change_key(desk, ignore_progress)
    write_message(
        "The store's key is changed: the database and every paper are encrypted anew. Everybody signs in as before."
    )
    for line in what_old_backups_open(desk):
        write_output(line)
    return Exit.DONE


def restore(options: argparse.Namespace) -> Exit:
    """Replace the store by a backup, or print what that would do; the replaced store is kept in a folder beside it."""
    from panel_desk.desk import ComputerTime  # noqa: PLC0415 - heavy; a mistyped option needs none of it
    from panel_desk.queries.restore_words import preview_in_words  # noqa: PLC0415 - the same
    from panel_desk.store.restore import Restorer, preview_restore, restore_store  # noqa: PLC0415 - the same

    folder, backup = folder_of(options), options.backup.absolute()
    secret = passphrase("Recovery key: " if options.recovery_key else "Passphrase: ")
    restorer = Restorer(user_of(options), secret, options.recovery_key)
    if options.preview:
        for line in preview_in_words(preview_restore(backup, folder, restorer)):
            write_output(line)
        return Exit.DONE
    if sys.stdin.isatty():
        for line in preview_in_words(preview_restore(backup, folder, restorer)):
            write_message(line)
        if not confirmed("Restore this backup?"):
            write_message("Nothing was restored.")
            return Exit.REFUSED
    previous = restore_store(backup, folder, restorer, ComputerTime().now())
    if previous is not None:
        write_message(f"The store that was there before is kept in {previous}.")
    write_output(str(folder))
    return Exit.DONE
