"""The commands for papers and documents: add-paper, hide, agenda, pack, minutes, review-file, subject, verify."""

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING

from panel_desk.cli.terminal import Exit, confirmed, desk_of, folder_of, write_message, write_output
from panel_desk.errors import RuleBrokenError, SurroundingsError
from panel_desk.rules.access import Information
from panel_desk.rules.disclosures import Disclosure, Seen
from panel_desk.rules.text import count, listed
from panel_desk.rules.vocabulary import PackEdition

if TYPE_CHECKING:
    from collections.abc import Sequence

    from panel_desk.desk import Desk
    from panel_desk.flows.file_papers import CheckedFile
    from panel_desk.queries.papers.papers import PaperRow

_MEMBERS, _ATTENDEES = "members", "attendees"


def add_paper(options: argparse.Namespace) -> Exit:
    """File a paper for a case, or the papers that an e-mail carries, and print what the preflight found."""
    from panel_desk.flows.file_papers import PaperToFile, check_papers, file_checked, read_case  # noqa: PLC0415 - heavy; loads when first needed

    file: Path = options.file
    if not file.is_file():
        raise SurroundingsError(f"{file.name} cannot be read. Check the name, and close it in other programs.")
    if (options.replaces is None) != (options.why is None):
        raise RuleBrokenError("Write --replaces and --why together: which paper this one replaces, and why.")
    desk = desk_of(options)
    older = None if options.replaces is None else _paper(desk, options.case, options.replaces).id
    checked = check_papers(read_case(desk, options.case), [file], password=options.password)
    offered = [] if options.words else [each for each in checked if each.is_offered]
    checked = [each for each in checked if each not in offered]
    if older is not None and len(checked) > 1:
        raise RuleBrokenError(
            f"{file.name} carries {len(checked)} files. Save the one that replaces {options.replaces}."
        )
    refused = [f"{each.name}: {each.refused}" for each in checked if each.refused]
    if len(refused) == len(checked):
        raise RuleBrokenError(" ".join([*refused, *(["Add --words to file its words."] if offered else [])]))
    if commented := [each for each in checked if each.commenters and not each.refused]:
        _ask_about_comments(commented, options.comments)
    for each in (each for each in checked if not each.refused):
        filed = file_checked(desk, options.case, PaperToFile(each, options.kind, older, options.why or ""))
        version = "" if older is None else f", version {filed.version}"
        write_output(f"{each.name}: {count(each.pages, 'page')}{version}")
        for finding in each.findings:
            write_output(finding)
    for sentence in refused:
        write_message(f"Not filed: {sentence}")
    return Exit.REFUSED if refused else Exit.DONE


def _ask_about_comments(commented: "Sequence[CheckedFile]", wish: str | None) -> None:
    """Ask whether papers with reviewers' comments are filed, unless an option says so or there is no terminal.

    Raises:
        RuleBrokenError: they are not to be filed.
    """
    for each in commented:
        who = listed([*dict.fromkeys(author for author in each.commenters if author)])
        about = f"{each.name} has {count(len(each.commenters), 'comment')}{f' by {who}' if who else ''}"
        is_kept = wish == "file" if wish else confirmed(f"{about}. Members see them. File it all the same?")
        if not is_kept:
            raise RuleBrokenError(f"{about}. Nothing was filed: return it to its author.")


def hide(options: argparse.Namespace) -> Exit:
    """Mark a phrase that some editions must not show; print the pages that show it and those to look at."""
    from panel_desk.documents.preflight.wording import pages_sentence  # noqa: PLC0415 - heavy; loads when first needed
    from panel_desk.flows.redact_paper import mark_phrase  # noqa: PLC0415 - the same

    desk = desk_of(options)
    paper = _paper(desk, options.case, options.paper)
    found = mark_phrase(desk, paper.id, options.phrase, options.editions, options.why)
    if options.json:
        write_output(json.dumps({"pages": found.pages, "to_look_at": found.to_look_at}))
        return Exit.DONE
    if found.pages:
        write_output(f"{pages_sentence(found.pages, 'shows', 'show')} it.")
    else:
        write_output("It was found on no page.")
    if found.to_look_at:
        is_one = len(found.to_look_at) == 1
        write_output(
            f"{pages_sentence(found.to_look_at, 'has', 'have')} to be looked at: no program can read all that "
            f"{'it shows' if is_one else 'they show'}. Until somebody has looked at {'it' if is_one else 'them'} in "
            f"the window, {'it is' if is_one else 'they are'} withheld from these editions."
        )
    return Exit.DONE


def _paper(desk: "Desk", case: str, name: str) -> "PaperRow":
    """The paper of a case that has this name."""
    from panel_desk.flows.redact_paper import paper_called  # noqa: PLC0415 - heavy; loads when first needed
    from panel_desk.queries.papers.papers import papers  # noqa: PLC0415 - the same

    found = paper_called(desk, case, name)
    if found is None:
        filed = ", ".join(each.name for each in desk.ask(papers, case)) or "none"
        raise RuleBrokenError(f"No paper of {case} is called {name}. Filed are: {filed}.")
    return found


def agenda(options: argparse.Namespace) -> Exit:
    """Print a meeting's agenda: the members' edition, or that for the people who attend one case."""
    from panel_desk.documents.meetings.agenda import agenda_pdf  # noqa: PLC0415 - heavy; loads when first needed
    from panel_desk.queries.meetings.agenda_document import agenda_content  # noqa: PLC0415 - the same

    match options.edition:
        case [edition] if edition == _MEMBERS:
            only_case = None
        case [edition, ref] if edition == _ATTENDEES:
            only_case = ref
        case _:
            raise RuleBrokenError(f"Write --edition {_MEMBERS}, or --edition {_ATTENDEES} and a case's ref.")
    desk = desk_of(options)
    return _write_document(
        desk, options.meeting, options.out, agenda_pdf(desk.ask(agenda_content, options.meeting, only_case))
    )


def pack(options: argparse.Namespace) -> Exit:
    """Print a meeting's pack in one of its editions, one file for each volume, and say what it leaves out."""
    from panel_desk.documents.packs.files import volume_files  # noqa: PLC0415 - heavy; loads when first needed
    from panel_desk.flows.issue_packs import print_pack, read_print  # noqa: PLC0415 - the same

    if options.password == "":
        raise RuleBrokenError("Give the pack a password of at least one letter, or leave --password out.")
    if options.case is not None and options.edition not in (None, PackEdition.APPLICANTS):
        raise RuleBrokenError("--case goes with the applicants' edition: it names the case whose applicants it is for.")
    if options.edition is PackEdition.APPLICANTS and options.case is None:
        raise RuleBrokenError("Write --case and the case whose applicants the pack is for.")
    desk = desk_of(options)
    read = read_print(desk, options.meeting, options.reader, options.edition, options.case)
    made = print_pack(read, password=options.password)
    for sentence in made.left_out:
        write_message(sentence)
    for file, data in volume_files(options.out, made.volumes):
        _write_document(desk, options.meeting, file, data)
    return Exit.DONE


def minutes(options: argparse.Namespace) -> Exit:
    """Print a meeting's minutes, one case's extract or a decision maker's bundle.

    Signed minutes are written as the very bytes that were signed.
    """
    from panel_desk.flows.print_minutes import print_minutes  # noqa: PLC0415 - heavy; loads when first needed
    from panel_desk.queries.decisions.bundles import bundle_content  # noqa: PLC0415 - the same
    from panel_desk.queries.minutes.minutes import minutes as minutes_of  # noqa: PLC0415 - the same
    from panel_desk.queries.minutes.minutes import minutes_content  # noqa: PLC0415 - the same

    desk = desk_of(options)
    if desk.ask(minutes_of, options.meeting) is None:
        if Information.DRAFTS not in desk.viewpoint().sees:
            raise RuleBrokenError(
                "The minutes of this meeting are not signed yet. You see them once whoever presided has signed them."
            )
        raise RuleBrokenError("There are no minutes of this meeting yet. Draft them in the window first.")
    content = (
        desk.ask(bundle_content, options.meeting, options.authority)
        if options.authority
        else desk.ask(minutes_content, options.meeting, options.case)
    )
    in_word = options.out.suffix.casefold() == ".docx"
    return _write_document(desk, options.meeting, options.out, print_minutes(desk, content, in_word=in_word))


def review_file(options: argparse.Namespace) -> Exit:
    """Write minutes to a review file for a member at home, and print its password."""
    from panel_desk.flows.send_minutes_home import send_minutes_home  # noqa: PLC0415 - heavy; loads when first needed

    sent = send_minutes_home(desk_of(options), options.meeting, options.member, options.out)
    write_message(f"Wrote {options.out}.")
    write_output(sent.password)
    write_message(f"Tell this password to {sent.contents.name} by telephone, never by e-mail. It is not kept anywhere.")
    return Exit.DONE


def subject(options: argparse.Namespace) -> Exit:
    """Write everything held on one person to a PDF, with other people marked, and say what has to be looked at."""
    from panel_desk.flows.make_person_file import make_person_file, read_person  # noqa: PLC0415 - heavy; loads when first needed
    from panel_desk.store.atomic_write import write_or_explain  # noqa: PLC0415 - the same

    made = make_person_file(read_person(desk_of(options), options.person))
    write_or_explain(options.out, made.data, "Put that right or choose another place, then try again.")
    write_message(f"Wrote {options.out}.")
    write_message(f"{count(made.marks, 'place')} may be about other people. Look at every page before it leaves you.")
    for sentence in made.to_look_at:
        write_message(sentence)
    return Exit.DONE


def verify(options: argparse.Namespace) -> Exit:
    """Print whether a PDF is signed minutes as the store keeps them, and who signed it when."""
    from panel_desk.flows.verify_print import check_print  # noqa: PLC0415 - heavy; loads when first needed
    from panel_desk.store.store import exists  # noqa: PLC0415 - the same

    file: Path = options.file
    try:
        data = file.read_bytes()
    except OSError:
        raise RuleBrokenError(f"{file.name} cannot be read. Check the name.") from None
    if b"%PDF-" not in data[:1024]:
        raise RuleBrokenError(f"{file.name} is not a PDF.")
    checked = check_print(desk_of(options) if exists(folder_of(options)) else None, data)
    for line in checked.signatures:
        write_output(line)
    write_output(checked.verdict)
    return Exit.DONE if checked.is_valid else Exit.DOES_NOT_HOLD


def _write_document(desk: "Desk", meeting: str, path: Path, data: bytes) -> Exit:
    """Write a document to a file, and say where."""
    from panel_desk.store.atomic_write import write_or_explain  # noqa: PLC0415 - heavy; loads when first needed

    write_or_explain(path, data, "Put that right or choose another place, then try again.")
    desk.note_seen(Disclosure(Seen.SAVED_DOCUMENT, "meeting", meeting, what=path.name))
    write_message(f"Wrote {path}.")
    return Exit.DONE
