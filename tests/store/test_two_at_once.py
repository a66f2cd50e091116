"""Two processes at one store, released by a barrier at the same moment: nothing is lost, and nobody waits for ever."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from panel_desk.desk import Desk, sign_in
from panel_desk.errors import ChangedMeanwhileError, PanelDeskError
from panel_desk.operations.cases.bookings import book_case
from panel_desk.operations.decisions.decisions import record_recommendation
from panel_desk.operations.members.members import MemberFields, change_member
from panel_desk.operations.minutes.minutes import write_section
from panel_desk.queries.cases.cases import case
from panel_desk.queries.decisions.outcomes import outcomes
from panel_desk.queries.integrity import store_faults
from panel_desk.queries.members.members import member
from panel_desk.rules.vocabulary import HowGiven, Outcome
from tests.builders import ADMINISTRATOR, PASSPHRASE, FixedTime, a_case, a_desk, a_meeting
from tests.panels import APPROVAL, CHAIR, section, with_the_chair

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

GIVES_UP = 120  # seconds after which a process that hangs fails the test
SPAWN = get_context("spawn")


class Gate(Protocol):
    """Lets both processes go on once both have come to it."""

    def wait(self, timeout: float | None = None) -> int: ...


@dataclass(frozen=True)
class Answer:
    """What became of an operation: the error's sentence, and both texts where it is a conflict."""

    error: str = ""
    is_conflict: bool = False
    theirs: str = ""
    yours: str = ""


def serve(jobs: Connection, gate: Gate, folder: Path) -> None:
    """Run operations in a process of its own, each at the moment at which the other process runs its own."""
    desk = sign_in(folder, ADMINISTRATOR, PASSPHRASE, FixedTime())
    jobs.send(Answer())
    while (job := jobs.recv()) is not None:
        operation, args, fields = job
        gate.wait(GIVES_UP)
        try:
            desk.do(operation, *args, **fields)
            jobs.send(Answer())
        except ChangedMeanwhileError as error:
            jobs.send(Answer(error.sentence, is_conflict=True, theirs=error.theirs, yours=error.yours))
        except PanelDeskError as error:
            jobs.send(Answer(error.sentence))
    desk.close()


class Pair:
    """Two processes, each with a desk of its own at the same store."""

    def __init__(self, folder: Path) -> None:
        self.gate = SPAWN.Barrier(2)
        self.people: list[tuple[BaseProcess, Connection]] = []
        for _ in range(2):
            here, there = SPAWN.Pipe()
            process = SPAWN.Process(target=serve, args=(there, self.gate, folder / "store"))
            process.start()
            self.people.append((process, here))
        for _, here in self.people:
            self.answer(here)

    @staticmethod
    def answer(here: Connection) -> Answer:
        assert here.poll(GIVES_UP)
        answer: Answer = here.recv()
        return answer

    def at_once(self, operation: Callable[..., object], *fields: dict[str, Any]) -> list[Answer]:
        """Run an operation in both processes, each with its own fields."""
        for (_, here), own in zip(self.people, fields, strict=True):
            here.send((operation, (), own))
        return [self.answer(here) for _, here in self.people]

    def end(self) -> list[int | None]:
        """Let both processes end; their exit codes."""
        for process, here in self.people:
            here.send(None)
            process.join(GIVES_UP)
            process.kill()  # without effect on a process that has ended
        return [process.exitcode for process, _ in self.people]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Pair]]:
    folder = tmp_path_factory.mktemp("two")
    desk = a_desk(folder)
    with_the_chair(desk)
    a_meeting(desk, capacity=1)
    for ref in ("CASE-011", "CASE-012"):
        a_case(desk, ref)
    pair = Pair(folder)
    yield desk, pair
    assert pair.end() == [0, 0]
    assert desk.ask(store_faults) == ()
    desk.close()


def the_conflict(answers: list[Answer]) -> Answer:
    """The answer of whoever came second; the first one was saved."""
    [second] = [each for each in answers if each.error]
    return second


def test_two_edits_of_one_field_show_both_texts(office: tuple[Desk, Pair]) -> None:
    desk, pair = office
    version = desk.ask(member, CHAIR).version
    phones = ("01632 960111", "01632 960222")
    answers = pair.at_once(change_member, *({"member": CHAIR, "version": version, "phone": each} for each in phones))
    second = the_conflict(answers)
    saved = desk.ask(member, CHAIR)
    assert second.is_conflict
    assert {second.theirs, second.yours} == {f"Phone: {each}" for each in phones}
    assert second.theirs == f"Phone: {saved.phone}"
    assert saved.version == version + 1


def test_two_edits_of_different_fields_lose_neither(office: tuple[Desk, Pair]) -> None:
    desk, pair = office
    before = desk.ask(member, CHAIR)
    fields: tuple[MemberFields, MemberFields] = ({"phone": "01632 960333"}, {"email": "sian.new@example.org"})
    answers = pair.at_once(change_member, *({"member": CHAIR, "version": before.version, **each} for each in fields))
    second = the_conflict(answers)
    assert second.is_conflict
    again = desk.ask(member, CHAIR).version
    refused = fields[answers.index(second)]
    desk.do(change_member, CHAIR, again, **refused)  # as the page does with what is still typed there
    saved = desk.ask(member, CHAIR)
    assert (saved.phone, saved.email) == ("01632 960333", "sian.new@example.org")


def test_two_texts_of_one_section_of_the_minutes_are_both_shown(office: tuple[Desk, Pair]) -> None:
    desk, pair = office
    found = section(desk)
    texts = ("The panel asked about school.", "The panel asked about contact with a sister.")
    jobs = ({"section": found.id, "text": each, "version": found.version} for each in texts)
    second = the_conflict(pair.at_once(write_section, *jobs))
    assert second.is_conflict
    assert {second.theirs, second.yours} == set(texts)
    assert section(desk).text == second.theirs


def test_two_recommendations_on_one_case_are_both_shown(office: tuple[Desk, Pair]) -> None:
    desk, pair = office
    reasons = ("They know what the child needs.", "They have prepared for a year.")
    fields = {"case": APPROVAL, "outcome": Outcome.RECOMMENDED, "how": HowGiven.IN_PERSON}
    second = the_conflict(
        pair.at_once(record_recommendation, *(fields | {"reasons": each, "version": 1} for each in reasons))
    )
    assert second.is_conflict
    [saved] = desk.ask(outcomes, APPROVAL)
    [mine] = [each for each in reasons if each in second.yours]
    [theirs] = [each for each in reasons if each in second.theirs]
    assert mine != theirs
    assert saved.reasons == theirs


def test_the_last_place_of_a_meeting_is_booked_once(office: tuple[Desk, Pair]) -> None:
    desk, pair = office
    cases = ("CASE-011", "CASE-012")
    answers = pair.at_once(book_case, *({"case": each, "meeting": "P2027-03-10"} for each in cases))
    second = the_conflict(answers)
    assert not second.is_conflict
    assert second.error.startswith("This meeting is full, with 1 item.")
    booked = [each for each in cases if desk.ask(case, each).row.meeting]
    assert booked == [cases[1 - answers.index(second)]]
