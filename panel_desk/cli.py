"""The command line: the same desk as the window, for scripts, scheduled jobs and checks.

Data goes to standard output, everything else to standard error. Exit codes: 0 done, 1 a check that was asked for does
not hold, 2 wrong words or refused input, 3 the store cannot be opened.
"""

import argparse
import getpass
import io
import json
import os
import sys
import warnings
from collections.abc import Callable, Iterable, Sequence
from datetime import date, time
from enum import IntEnum
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from panel_desk import logs, paths
from panel_desk.errors import FaultsError, PanelDeskError, RuleBrokenError, StoreError
from panel_desk.rules.dates import in_words

if TYPE_CHECKING:
    from panel_desk.desk import Desk

_PASSPHRASE = "PANEL_DESK_PASSPHRASE"  # noqa: S105 - the variable's name
_FIRST_ACCOUNT = "administrator"


class Exit(IntEnum):
    """What the process tells the script that called it."""

    DONE = 0
    DOES_NOT_HOLD = 1
    REFUSED = 2
    NOT_OPENED = 3


def run(words: Sequence[str], window: Callable[[Path], int]) -> int:
    """Do what the command line asks for; the exit code.

    Args:
        words: the command line without the program's name.
        window: opens the window on a store, where no command is given.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    logs.set_up()
    asked = _parser().parse_args(words)
    try:
        if asked.command is None:
            return window(_folder(asked))
        done: Exit = asked.does(asked)
        sys.stdout.flush()
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - none of them ends in a stack trace
        return _end(error)
    return done


def _end(error: BaseException) -> Exit:
    """Say what went wrong, in words that a user can act on; the exit code."""
    match error:
        case PanelDeskError():
            if isinstance(error, FaultsError):
                for fault in error.faults:
                    _say(str(fault))
            _say(error.sentence)
            return Exit.NOT_OPENED if isinstance(error, StoreError) else Exit.REFUSED
        case BrokenPipeError():  # whoever reads the output has read enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return Exit.DONE
        case KeyboardInterrupt():
            _say("Stopped.")
        case _:
            _say(
                f"Something went wrong in Panel Desk itself. What was saved before is whole. Tell whoever looks after "
                f"Panel Desk the number {logs.record_bug(error)}, under which the log has it."
            )
    return Exit.REFUSED


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with a command line in one sentence."""

    def error(self, message: str) -> NoReturn:
        """End with the sentence and where to read more."""
        self.exit(Exit.REFUSED, f"{message[:1].upper()}{message[1:]}. Type {self.prog} --help for what can be asked.\n")


def _parser() -> argparse.ArgumentParser:
    """Every command; `--store` and `--user` may stand before the command's word or after it."""
    shared = _Parser(add_help=False)
    shared.add_argument("--store", type=Path, default=argparse.SUPPRESS, metavar="PATH", help="the store's folder")
    shared.add_argument("--user", default=argparse.SUPPRESS, metavar="NAME", help="the account to sign in as")
    parser = _Parser(
        "panel-desk",
        parents=[shared],
        allow_abbrev=False,
        description="Runs an adoption panel. Without a command the window opens.",
        epilog=f"The passphrase is read from {_PASSPHRASE}, or asked for.",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)

    def add(name: str, does: Callable[[argparse.Namespace], Exit], what: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, parents=[shared], allow_abbrev=False, help=what, description=what)
        command.set_defaults(does=does)
        return command

    add("create", _create, "make an empty store with one administrator").add_argument(
        "--agency", required=True, metavar="NAME", help="the agency's name"
    )
    command = add("import", _import, "bring in a workbook, all or nothing")
    command.add_argument("file", type=Path, metavar="FILE.xlsx")
    command.add_argument("--dry-run", action="store_true", help="say what would be done, and write nothing")
    add("export", _export, "write every register to a workbook").add_argument("file", type=Path, metavar="FILE.xlsx")
    for name, rows in (("meetings", _meetings), ("cases", _cases), ("members", _members)):
        _json(add(name, _listing(rows), f"list the {name}"))
    command = _json(add("quorum", _listing(_quorum), "judge the quorum of a meeting, item by item"))
    command.add_argument("meeting", metavar="MEETING")
    command = _json(add("due", _listing(_due), "list every clock that runs on a day"))
    command.add_argument("--on", type=_day, metavar="DATE", help="the day, as YYYY-MM-DD; today if left out")
    add("check", _check, "check that the store is whole")
    add("backup", _backup, "make a verified copy of the store").add_argument("folder", type=Path, metavar="DIR")
    add("restore", _restore, "put a backup in the store's place").add_argument("backup", type=Path, metavar="BACKUP")
    return parser


def _json(command: argparse.ArgumentParser) -> argparse.ArgumentParser:
    command.add_argument("--json", action="store_true", help="print JSON")
    return command


def _day(words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{words}” is no date; write it as YYYY-MM-DD") from None


def _folder(asked: argparse.Namespace) -> Path:
    folder: Path = getattr(asked, "store", None) or paths.default_store()
    return folder.absolute()


def _passphrase(question: str = "Passphrase: ") -> str:
    """The passphrase, from the environment or asked for without echo.

    Raises:
        RuleBrokenError: there is nobody to ask.
    """
    given = os.environ.get(_PASSPHRASE)
    if given:
        return given
    with warnings.catch_warnings():
        warnings.simplefilter("error", getpass.GetPassWarning)
        try:
            return getpass.getpass(question)
        except (EOFError, getpass.GetPassWarning):
            raise RuleBrokenError(
                f"The passphrase is needed. Put it in {_PASSPHRASE}, or run this in a terminal."
            ) from None


def _desk(asked: argparse.Namespace) -> "Desk":
    from panel_desk.desk import sign_in  # noqa: PLC0415 - heavy; a wrong word is told without it

    folder = _folder(asked)
    try:
        return sign_in(folder, getattr(asked, "user", None), _passphrase())
    except StoreError as error:
        raise StoreError(f"{folder}: {error.sentence}") from None


def _create(asked: argparse.Namespace) -> Exit:
    from panel_desk.store.store import create_store  # noqa: PLC0415 - heavy; a wrong word is told without it

    name = getattr(asked, "user", None) or _FIRST_ACCOUNT
    passphrase = _passphrase("Choose a passphrase of at least twelve characters: ")
    if _PASSPHRASE not in os.environ and _passphrase("The same once more: ") != passphrase:
        raise RuleBrokenError("The two passphrases differ. Nothing was made; try again.")
    recovery_key = create_store(_folder(asked), asked.agency, name, name.title(), passphrase)
    _say(f"Made a store for {asked.agency} in {_folder(asked)}, with the account {name}.")
    _say("The recovery key opens the store if every passphrase is lost. Print it now; it is not shown again.")
    _tell(recovery_key)
    return Exit.DONE


def _import(asked: argparse.Namespace) -> Exit:
    from panel_desk.exchange.workbook import read_workbook  # noqa: PLC0415 - heavy; loads when first needed
    from panel_desk.operations.registers import import_registers  # noqa: PLC0415 - the same
    from panel_desk.queries.registers import import_preview  # noqa: PLC0415 - the same

    desk = _desk(asked)
    registers = read_workbook(asked.file)
    for each in registers.ignored:
        _say(f"Ignored: {each}.")
    if asked.dry_run:
        done = desk.ask(import_preview, registers)
        if done.faults:
            raise FaultsError(done.faults)
    else:
        done = desk.do(import_registers, registers)
    for warning in done.warnings:
        _say(f"Warning: {warning}")
    _table(
        ("register", "added", "changed", "unchanged"),
        [(each.sheet, str(each.added), str(each.changed), str(each.unchanged)) for each in done.counts],
    )
    return Exit.DONE


def _export(asked: argparse.Namespace) -> Exit:
    from panel_desk.exchange.workbook import write_workbook  # noqa: PLC0415 - heavy; loads when first needed
    from panel_desk.queries.registers import all_registers  # noqa: PLC0415 - the same

    write_workbook(asked.file, _desk(asked).ask(all_registers))
    _say(f"Wrote {asked.file}.")
    return Exit.DONE


def _listing(
    rows: Callable[["Desk", argparse.Namespace], list[dict[str, Any]]],
) -> Callable[[argparse.Namespace], Exit]:
    """A command that lists rows, as JSON or as a table."""

    def does(asked: argparse.Namespace) -> Exit:
        found = rows(_desk(asked), asked)
        if asked.json:
            _tell(json.dumps(found, ensure_ascii=False, indent=1, default=_in_json))
        elif found:
            _table(tuple(found[0]), [tuple(_in_a_table(value) for value in row.values()) for row in found])
        return Exit.DONE

    return does


def _meetings(desk: "Desk", _: argparse.Namespace) -> list[dict[str, Any]]:
    from panel_desk.queries.meetings import meetings  # noqa: PLC0415 - heavy; loads when first needed

    names = "ref panel date=meets_on starts_at kind place status cancelled_because chair minutes cases"
    return _picked(desk.ask(meetings), names)


def _cases(desk: "Desk", _: argparse.Namespace) -> list[dict[str, Any]]:
    from panel_desk.queries.cases import cases  # noqa: PLC0415 - heavy; loads when first needed

    names = "ref kind status household children meeting item starts_at minutes social_worker"
    return _picked(desk.ask(cases), names)


def _members(desk: "Desk", _: argparse.Namespace) -> list[dict[str, Any]]:
    from panel_desk.queries.members import members  # noqa: PLC0415 - heavy; loads when first needed

    names = (
        "ref name category role status background independent=is_independent joined_list_on dbs_issued_on "
        "last_appraisal_on not_ready"
    )
    return _picked(desk.ask(members), names)


def _quorum(desk: "Desk", asked: argparse.Namespace) -> list[dict[str, Any]]:
    from panel_desk.queries.quorum import quorum  # noqa: PLC0415 - heavy; loads when first needed

    names = "item case quorate missing=verdict.missing present=verdict.counted presiding=verdict.presiding"
    return _picked(desk.ask(quorum, asked.meeting), names)


def _due(desk: "Desk", asked: argparse.Namespace) -> list[dict[str, Any]]:
    from panel_desk.queries.due import due  # noqa: PLC0415 - heavy; loads when first needed

    names = "kind=clock.kind case child member meeting due_on=clock.due_on working_days_left overdue rule=clock.rule"
    return _picked(desk.ask(due, asked.on), names)


def _picked(rows: Iterable[object], names: str) -> list[dict[str, Any]]:
    """Some fields of each row, by the names in which they are printed: `date=meets_on` prints `meets_on` as `date`."""
    fields = [
        (printed, attrgetter(name or printed)) for printed, _, name in (word.partition("=") for word in names.split())
    ]
    return [{printed: field(row) for printed, field in fields} for row in rows]


def _check(asked: argparse.Namespace) -> Exit:
    from panel_desk.queries.integrity import store_faults  # noqa: PLC0415 - heavy; loads when first needed

    faults = _desk(asked).ask(store_faults)
    for fault in faults:
        _tell(fault)
    if faults:
        _say("The store is not whole. Put it back from the last backup with panel-desk restore.")
        return Exit.DOES_NOT_HOLD
    _tell("The store is whole: the database, the audit trail and every paper.")
    return Exit.DONE


def _backup(asked: argparse.Namespace) -> Exit:
    from panel_desk.operations.backups import back_up  # noqa: PLC0415 - heavy; loads when first needed

    _tell(str(_desk(asked).do(back_up, asked.folder.absolute())))
    return Exit.DONE


def _restore(asked: argparse.Namespace) -> Exit:
    from panel_desk.desk import WallClock  # noqa: PLC0415 - heavy; a wrong word is told without it
    from panel_desk.store.store import restore_store  # noqa: PLC0415 - the same

    folder = _folder(asked)
    user = getattr(asked, "user", None)
    aside = restore_store(asked.backup.absolute(), folder, user, _passphrase(), WallClock().now())
    if aside is not None:
        _say(f"The store that was there is kept in {aside}.")
    _tell(str(folder))
    return Exit.DONE


def _in_json(value: object) -> str:
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)


def _in_a_table(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return in_words(value)
    if isinstance(value, tuple):
        return ", ".join(map(_in_a_table, value))
    return "" if value is None else _in_json(value)


def _table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print rows under their headings, each column as wide as its longest."""
    lines = [[heading.replace("_", " ").capitalize() for heading in headings], *rows]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for line in lines:
        _tell("  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip())


def _say(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")


def _tell(text: str) -> None:
    sys.stdout.write(f"{text}\n")
