"""The command line, for scripts, scheduled jobs and checks; it runs the same operations and queries as the window.

Data goes to standard output, everything else to standard error. Exit codes: 0 done, 1 the store or the PDF that was
checked has a fault, 2 mistyped command or refused input, 3 the store cannot be opened.
"""

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import date
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import NoReturn, TypeVar

from panel_desk import logs, paths
from panel_desk.cli import answers, documents, lists, stores
from panel_desk.cli.terminal import PASSPHRASE, Exit, folder_of, write_message
from panel_desk.errors import FaultsError, PanelDeskError, StoreError
from panel_desk.rules.vocabulary import PackEdition, PaperKind

__all__ = ["Exit", "run"]

_EDITIONS = {"members": PackEdition.MEMBER, "observers": PackEdition.OBSERVER, "applicant": PackEdition.APPLICANTS}
"""Other spellings of editions that are accepted."""

_Word = TypeVar("_Word", bound=StrEnum)


def run(words: Sequence[str], window: Callable[[Path | None], int]) -> int:
    """Run the command on the command line, and return its exit code.

    Args:
        words: the command line without the program's name.
        window: opens the window where there is no command. It is given the folder of `--store`, or the review file
            that is the only argument, or None for the store that was open last.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    logs.set_up()
    file = Path(words[0]) if len(words) == 1 and words[0].casefold().endswith(paths.REVIEW_SUFFIX) else None
    options = _parser().parse_args([] if file else words)
    options.open_desks = ExitStack()
    try:
        if options.command is None:
            return window(folder_of(options) if "store" in options else file)
        done: Exit = options.run(options)
        sys.stdout.flush()
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - no user sees a stack trace
        return _report_error(error)
    finally:
        options.open_desks.close()
    return done


def _report_error(error: BaseException) -> Exit:
    """Write what went wrong to standard error, and return the exit code."""
    match error:
        case PanelDeskError():
            if isinstance(error, FaultsError):
                for fault in error.faults:
                    write_message(str(fault))
            write_message(error.sentence)
            return Exit.NOT_OPENED if isinstance(error, StoreError) else Exit.REFUSED
        case BrokenPipeError():  # the reading program has closed its end, as `head` does
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return Exit.DONE
        case KeyboardInterrupt():
            write_message("Stopped.")
        case _:
            write_message(
                f"Something went wrong in Panel Desk itself. What was saved before is safe. Give the number "
                f"{logs.record_bug(error)} to whoever looks after Panel Desk: the log has the details under it."
            )
    return Exit.REFUSED


class _Parser(argparse.ArgumentParser):
    """Reports a mistyped command line in one sentence."""

    def error(self, message: str) -> NoReturn:
        """End the process with the sentence, and say how to get help."""
        self.exit(Exit.REFUSED, f"{message[:1].upper()}{message[1:]}. Type {self.prog} --help for help.\n")


def _parser() -> argparse.ArgumentParser:
    """The parser of every command; `--store` and `--user` are allowed before and after the command's name."""
    shared = _Parser(add_help=False)
    shared.add_argument("--store", type=Path, default=argparse.SUPPRESS, metavar="PATH", help="the store's folder")
    shared.add_argument("--user", default=argparse.SUPPRESS, metavar="NAME", help="the account to sign in as")
    parser = _Parser(
        "panel-desk",
        parents=[shared],
        allow_abbrev=False,
        description="Runs an adoption panel. Without a command it opens the window; with the name of a review file "
        "alone, it opens that file.",
        epilog=f"The passphrase is read from {PASSPHRASE}, or asked for.",
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)

    def add(name: str, command: Callable[[argparse.Namespace], Exit], what: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, parents=[shared], allow_abbrev=False, help=what, description=what)
        added.set_defaults(run=command)
        return added

    add("create", stores.create, "make an empty store with one administrator").add_argument(
        "--agency", required=True, metavar="NAME", help="the agency's name"
    )
    add("sample", stores.sample, "make a store that holds the sample agency")
    command = add("import", stores.import_workbook, "import a workbook, all of it or nothing")
    command.add_argument("file", type=Path, metavar="FILE.xlsx")
    command.add_argument("--dry-run", action="store_true", help="say what would be done, and write nothing")
    add("export", stores.export_workbook, "write every register to a workbook").add_argument(
        "file", type=Path, metavar="FILE.xlsx"
    )
    for name, rows in (("meetings", lists.meetings), ("cases", lists.cases), ("members", lists.members)):
        _json(add(name, lists.listing(rows), f"list the {name}"))
    command = _json(add("quorum", lists.listing(lists.quorum), "judge the quorum of a meeting, item by item"))
    command.add_argument("meeting", metavar="MEETING")
    command = _json(add("due", lists.listing(lists.due), "list every clock that runs on a day"))
    command.add_argument("--on", type=_day, metavar="DATE", help="the day, as YYYY-MM-DD; today if left out")
    _paper_to_file(add("add-paper", documents.add_paper, "file a paper for a case"))
    _phrase_to_hide(
        _json(add("hide", documents.hide, "mark a phrase in a filed paper that some editions must not show"))
    )
    command = _out(add("agenda", documents.agenda, "print a meeting's agenda"))
    command.add_argument(
        "--edition",
        nargs="+",
        default=["members"],
        metavar="EDITION",
        help="members, or attendees and the ref of their case",
    )
    command = _out(add("pack", documents.pack, "print a meeting's pack: agenda, contents and papers"))
    command.add_argument("--for", dest="reader", metavar="MEMBER", help="one member's own copy")
    command.add_argument(
        "--edition",
        type=_edition,
        metavar="EDITION",
        help=f"one of {', '.join(PackEdition)}",
    )
    command.add_argument("--case", metavar="CASE", help="the case whose applicants the pack is for")
    command.add_argument("--password", metavar="PASSWORD", help="the pack opens with this password only")
    command = _out(add("minutes", documents.minutes, "print a meeting's minutes"), ".pdf", ".docx")
    part = command.add_mutually_exclusive_group()
    part.add_argument("--case", metavar="CASE", help="only the extract of this case")
    part.add_argument(
        "--for-decision-maker",
        dest="authority",
        metavar="AUTHORITY",
        help="only what the decision maker of this authority decides",
    )
    command = _out(
        add("review-file", documents.review_file, "write minutes to a review file for a member at home"),
        paths.REVIEW_SUFFIX,
    )
    command.add_argument(
        "--for", dest="member", required=True, metavar="MEMBER", help="the member who checks or signs them"
    )
    _person_file(
        add("subject", documents.subject, "write all that is held on one person, for a subject access request")
    )
    command = add("take-answer", answers.take_answer, "take in an answer from home")
    command.add_argument("file", type=Path, metavar="FILE.paneldesk-answer")
    command.add_argument("--dry-run", action="store_true", help="say what would be taken in, and change nothing")
    command.add_argument(
        "--fingerprint",
        default="",
        metavar="SHA256",
        help="the fingerprint of a certificate from home, as its owner read it to you by telephone; spaces and "
        "capitals do not matter",
    )
    add("verify", documents.verify, "check the signatures of signed minutes").add_argument(
        "file", type=Path, metavar="FILE.pdf"
    )
    _check(add("check", stores.check, "check that the store is whole"))
    add("backup", stores.make_backup, "make a verified copy of the store").add_argument(
        "folder", type=Path, metavar="DIR"
    )
    add("rekey", stores.rekey, "encrypt the store under a new key, which old copies of its key file do not open")
    add("recovery-key", stores.recovery_key, "make a new recovery key in place of the one before").add_argument(
        "--new", action="store_true", required=True, help="make a new one; the present one is stored nowhere"
    )
    command = add("restore", stores.restore, "put a backup in the store's place, as its administrator")
    command.add_argument("backup", type=Path, metavar="BACKUP")
    command.add_argument("--preview", action="store_true", help="print what it would undo and keep, and change nothing")
    command.add_argument(
        "--recovery-key",
        action="store_true",
        help=f"the recovery key, not a passphrase, is read from {PASSPHRASE} or asked for",
    )
    return parser


def _paper_to_file(command: argparse.ArgumentParser) -> None:
    """Add the arguments of `add-paper`."""
    command.add_argument("case", metavar="CASE")
    command.add_argument("file", type=Path, metavar="FILE")
    command.add_argument("--kind", type=_kind, required=True, help=f"its kind: {', '.join(PaperKind)}")
    command.add_argument("--password", metavar="PASSWORD", help="its password, if it has one")
    command.add_argument(
        "--comments",
        choices=("file", "refuse"),
        help="file or refuse a paper with reviewers' comments; if left out, you are asked where there is a terminal",
    )
    command.add_argument("--words", action="store_true", help="file an e-mail's own words as a paper too")
    command.add_argument("--replaces", metavar="NAME", help="the filed paper that it replaces")
    command.add_argument("--why", metavar="WORDS", help="why that one is replaced")


def _phrase_to_hide(command: argparse.ArgumentParser) -> None:
    """Add the arguments of `hide`."""
    command.add_argument("case", metavar="CASE")
    command.add_argument("paper", metavar="PAPER", help="the filed paper's name")
    command.add_argument("phrase", metavar="PHRASE")
    command.add_argument(
        "--from",
        dest="editions",
        type=_edition,
        nargs="+",
        required=True,
        metavar="EDITION",
        help=f"the editions that must not show it: {', '.join(PackEdition)}",
    )
    command.add_argument(
        "--why", default="Marked on the command line.", metavar="WORDS", help="why they must not show it"
    )


def _check(command: argparse.ArgumentParser) -> None:
    """Add the arguments of `check`."""
    command.add_argument(
        "--rebuild-index",
        action="store_true",
        help="first make the search index anew, from the registers and every paper's text",
    )
    command.add_argument(
        "--anchor",
        type=Path,
        metavar="FILE",
        help="also look for the entries of the history that a file from elsewhere names, such as a backup.json",
    )


def _person_file(command: argparse.ArgumentParser) -> None:
    """Add the arguments of `subject`."""
    command.add_argument(
        "person", metavar="PERSON_REF", help="the ref of a member, a household or a child, or an account's name"
    )
    ends = partial(_path_ending_in, (".pdf",))
    command.add_argument("--out", type=ends, required=True, metavar="FILE.pdf", help="where to write it")


def _json(command: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Add `--json` to a command, and return the command."""
    command.add_argument("--json", action="store_true", help="print JSON")
    return command


def _out(command: argparse.ArgumentParser, *endings: str) -> argparse.ArgumentParser:
    """Add the meeting, and the file to write, which must have one of the endings; `.pdf` if none is given."""
    shown = "|".join(endings or (".pdf",))
    ends = partial(_path_ending_in, endings or (".pdf",))
    command.add_argument("meeting", metavar="MEETING")
    command.add_argument("--out", type=ends, required=True, metavar=f"FILE{shown}", help="where to write it")
    return command


def _path_ending_in(endings: tuple[str, ...], words: str) -> Path:
    path = Path(words)
    if path.suffix.casefold() in endings:
        return path
    raise argparse.ArgumentTypeError(f"“{path.name}” does not end in {' or '.join(endings)}")


def _day(words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{words}” is not a date; write it as YYYY-MM-DD") from None


def _kind(words: str) -> PaperKind:
    return _one_of(PaperKind, words, "a kind of paper")


def _edition(words: str) -> PackEdition:
    return _one_of(PackEdition, _EDITIONS.get(words.casefold(), words), "an edition of a pack")


def _one_of(vocabulary: type[_Word], words: str, what: str) -> _Word:
    """The word of a vocabulary that was typed, in capitals or not; `what` names the kind of word in the refusal."""
    for word in vocabulary:
        if word.casefold() == words.casefold():
            return word
    raise argparse.ArgumentTypeError(f"“{words}” is not {what}; write one of {', '.join(vocabulary)}")
