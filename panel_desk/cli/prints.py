"""The commands that file and redact a paper, and that print agendas, packs and minutes."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from panel_desk.cli.terminal import Exit, desk_of, folder_of, say, tell
from panel_desk.errors import RuleBrokenError, SurroundingsError
from panel_desk.rules.dates import in_words
from panel_desk.rules.text import count
from panel_desk.rules.vocabulary import PackEdition

if TYPE_CHECKING:
    from panel_desk.desk import Desk
    from panel_desk.queries.papers.papers import PaperRow

_MEMBERS, _ATTENDEES = "members", "attendees"


def add_paper(asked: argparse.Namespace) -> Exit:
    """File a paper for a case, and print what the preflight found."""
    from panel_desk.documents.preflight.subprocess_reader import IncomingFile, check_files  # noqa: PLC0415 - heavy; loads when first needed
    from panel_desk.operations.papers.papers import file_paper, replace_paper  # noqa: PLC0415 - the same
    from panel_desk.queries.papers.papers import names_of_other_cases  # noqa: PLC0415 - the same

    file: Path = asked.file
    if not file.is_file():
        raise SurroundingsError(f"{file.name} cannot be read. Check the name, and close it in other programs.")
    if (asked.replaces is None) != (asked.why is None):
        raise RuleBrokenError("Write --replaces and --why together: which paper this one replaces, and why.")
    desk = desk_of(asked)
    older = None if asked.replaces is None else _paper(desk, asked.case, asked.replaces).id
    [found] = check_files(
        [IncomingFile(file.name, file, asked.password)], known=desk.ask(names_of_other_cases, asked.case)
    )
    if found.refused:
        raise RuleBrokenError(f"{file.name}: {found.refused}")
    what, signed = (found.data, found.pages, found.findings), found.is_signed
    said = f"{file.name}: {count(found.pages, 'page')}"
    if older is not None:
        said += f", version {desk.do(replace_paper, older, file.name, *what, asked.why, is_signed=signed)}"
    else:
        desk.do(file_paper, asked.case, file.name, asked.kind, *what, is_signed=signed)
    tell(said)
    for finding in found.findings:
        tell(finding)
    return Exit.DONE


def hide(asked: argparse.Namespace) -> Exit:
    """Mark a phrase that some editions must not show; print where it stands and which pages have to be looked at."""
    from panel_desk.documents.preflight.wording import pages_sentence  # noqa: PLC0415 - heavy; loads when first needed
    from panel_desk.flows.redact_paper import mark_phrase  # noqa: PLC0415 - the same

    desk = desk_of(asked)
    paper = _paper(desk, asked.case, asked.paper)
    found = mark_phrase(desk, paper.id, asked.phrase, asked.editions, asked.why)
    if asked.json:
        tell(json.dumps({"pages": found.pages, "to_look_at": found.to_look_at}))
        return Exit.DONE
    if found.pages:
        tell(f"{pages_sentence(found.pages, 'shows', 'show')} it.")
    else:
        tell("It was found on no page.")
    if found.to_look_at:
        is_one = len(found.to_look_at) == 1
        tell(
            f"{pages_sentence(found.to_look_at, 'has', 'have')} to be looked at: no program can read all that "
            f"{'it shows' if is_one else 'they show'}. Until somebody has looked at {'it' if is_one else 'them'} in "
            f"the window, {'it is' if is_one else 'they are'} withheld from these editions."
        )
    return Exit.DONE


def _paper(desk: "Desk", case: str, name: str) -> "PaperRow":
    """The paper of a case that is called so."""
    from panel_desk.flows.redact_paper import paper_called  # noqa: PLC0415 - heavy; loads when first needed
    from panel_desk.queries.papers.papers import papers  # noqa: PLC0415 - the same

    found = paper_called(desk, case, name)
    if found is None:
        filed = ", ".join(each.name for each in desk.ask(papers, case)) or "none"
        raise RuleBrokenError(f"No paper of {case} is called {name}. Filed are: {filed}.")
    return found


def agenda(asked: argparse.Namespace) -> Exit:
    """Print a meeting's agenda: the members' edition, or that for the people who attend one case."""
    from panel_desk.documents.meetings.agenda import agenda_pdf  # noqa: PLC0415 - heavy; loads when first needed
    from panel_desk.queries.meetings.agenda_document import agenda_content  # noqa: PLC0415 - the same

    match asked.edition:
        case [edition] if edition == _MEMBERS:
            only_case = None
        case [edition, ref] if edition == _ATTENDEES:
            only_case = ref
        case _:
            raise RuleBrokenError(f"Write --edition {_MEMBERS}, or --edition {_ATTENDEES} and a case's ref.")
    return _written(asked.out, agenda_pdf(desk_of(asked).ask(agenda_content, asked.meeting, only_case)))


def pack(asked: argparse.Namespace) -> Exit:
    """Print a meeting's pack in one of its editions, a file a volume, and say what it leaves out."""
    from panel_desk.documents.packs.files import volume_files  # noqa: PLC0415 - heavy; loads when first needed
    from panel_desk.flows.issue_packs import print_pack, read_print  # noqa: PLC0415 - the same

    if asked.password == "":
        raise RuleBrokenError("Give the pack a password of at least one letter, or leave --password out.")
    if asked.case is not None and asked.edition not in (None, PackEdition.APPLICANTS):
        raise RuleBrokenError("--case goes with the applicants' edition: it names the case whose applicants it is for.")
    if asked.edition is PackEdition.APPLICANTS and asked.case is None:
        raise RuleBrokenError("Write --case and the case whose applicants the pack is for.")
    read = read_print(desk_of(asked), asked.meeting, asked.reader, asked.edition, asked.case)
    made = print_pack(read, password=asked.password)
    for sentence in made.left_out:
        say(sentence)
    for file, data in volume_files(asked.out, made.volumes):
        _written(file, data)
    return Exit.DONE


def minutes(asked: argparse.Namespace) -> Exit:
    """Print a meeting's minutes, one case's extract or a decision maker's bundle.

    The whole of signed minutes comes as it was signed, to the byte.
    """
    from panel_desk.flows.print_minutes import print_minutes  # noqa: PLC0415 - heavy; loads when first needed
    from panel_desk.queries.decisions.bundles import bundle_content  # noqa: PLC0415 - the same
    from panel_desk.queries.minutes.minutes import minutes as minutes_of  # noqa: PLC0415 - the same
    from panel_desk.queries.minutes.minutes import minutes_content  # noqa: PLC0415 - the same

    desk = desk_of(asked)
    if desk.ask(minutes_of, asked.meeting) is None:
        raise RuleBrokenError("There are no minutes of this meeting yet. Draft them in the window first.")
    content = (
        desk.ask(bundle_content, asked.meeting, asked.authority)
        if asked.authority
        else desk.ask(minutes_content, asked.meeting, asked.case)
    )
    in_word = asked.out.suffix.casefold() == ".docx"
    return _written(asked.out, print_minutes(desk, content, in_word=in_word))


def review_file(asked: argparse.Namespace) -> Exit:
    """Write minutes into a review file for somebody at home, and print the password that opens it."""
    from panel_desk.exchange.minutes.review_file import encrypt_review_file, new_password_key  # noqa: PLC0415 - heavy; loads when first needed
    from panel_desk.operations.minutes.review_files import forget_review_file, make_review_file  # noqa: PLC0415 - the same
    from panel_desk.rules.telephone_passwords import spoken_password  # noqa: PLC0415 - the same

    desk, password = desk_of(asked), spoken_password()
    file = desk.do(make_review_file, asked.meeting, asked.member)
    try:
        done = _written(asked.out, encrypt_review_file(file, new_password_key(password)))
    except SurroundingsError:
        desk.do(forget_review_file, file.token)
        raise
    tell(password)
    say(f"Tell this password to {file.name} by telephone, never by e-mail. It is kept nowhere.")
    return done


def verify(asked: argparse.Namespace) -> Exit:
    """Say whether signed minutes are whole, who signed them and when; the store is asked whose certificate it is."""
    from panel_desk.documents.minutes.pades import read_signatures  # noqa: PLC0415 - heavy; loads when first needed
    from panel_desk.queries.members.certificates import certificate_owner  # noqa: PLC0415 - the same
    from panel_desk.store.store import exists  # noqa: PLC0415 - the same

    file: Path = asked.file
    try:
        data = file.read_bytes()
    except OSError:
        raise RuleBrokenError(f"{file.name} cannot be read. Check the name.") from None
    if b"%PDF-" not in data[:1024]:
        raise RuleBrokenError(f"{file.name} is not a PDF.")
    found = read_signatures(data)
    desk = desk_of(asked) if found.signatures and exists(folder_of(asked)) else None
    for seal in found.signatures:
        at = f" on {in_words(seal.signed_at.astimezone().date())}" if seal.signed_at else ""
        tell(f"Signed by {seal.name}{at}{f': {seal.fault}' if seal.fault else ''}.")
        tell(f"Certificate {seal.certificate_sha256}.")
        if desk is not None:
            owner = desk.ask(certificate_owner, seal.certificate_sha256)
            tell(f"It is that of {owner} on this central list." if owner else "It is nobody's on this central list.")
    if found.fault:
        tell(found.fault)
    if not found.signatures:
        say("Only the whole of signed minutes bears a signature: a draft, an extract or a bundle does not.")
        return Exit.DOES_NOT_HOLD
    if not found.are_valid:
        say(f"{file.name} is not whole. Print the minutes again from the store.")
        return Exit.DOES_NOT_HOLD
    tell("It is whole: nothing was changed since it was signed.")
    return Exit.DONE


def _written(path: Path, data: bytes) -> Exit:
    from panel_desk.store.atomic_write import write_whole  # noqa: PLC0415 - with the rest of the store

    try:
        write_whole(path, data)
    except OSError:
        raise SurroundingsError(
            f"{path} could not be written: the folder is not there or cannot be written, the disk is full, or the file "
            "is open in another program."
        ) from None
    say(f"Wrote {path}.")
    return Exit.DONE
