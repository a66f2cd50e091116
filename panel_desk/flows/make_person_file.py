"""Makes the file of everything held on one person: asks for the rows, then makes the PDF with the papers' pages."""

from collections.abc import Callable
from dataclasses import dataclass

from panel_desk.desk import Desk
from panel_desk.documents.person_file import PersonFile, person_file
from panel_desk.progress import ProgressCallback, ignore_progress
from panel_desk.queries.document_rows import HeldOnPerson
from panel_desk.queries.person_file import held_on_person


@dataclass(frozen=True, slots=True)
class PersonFileToMake:
    """What goes into the file, and how its papers are read in any thread."""

    held: HeldOnPerson
    read: Callable[[str], bytes]


def read_person(desk: Desk, ref: str) -> PersonFileToMake:
    """Ask for everything that is held on a person, which the audit trail records.

    Raises:
        NotAllowedError: the account may not make a file on this person.
        RuleBrokenError: there is nobody with this ref, or a case of theirs is hidden from the account.
    """
    return PersonFileToMake(desk.ask(held_on_person, ref), desk.store.vault.get)


def make_person_file(person: PersonFileToMake, progress: ProgressCallback = ignore_progress) -> PersonFile:
    """Make the file; pure work, which touches neither the desk nor a widget."""
    return person_file(person.held, person.read, progress)
