"""Rows of made-up people for the tests of tables."""

from dataclasses import dataclass, replace
from datetime import date

from panel_desk.ui import formats
from panel_desk.ui.row_model import Align, Column, RowModel
from panel_desk.ui.states import Chip, State


@dataclass(frozen=True, slots=True)
class Person:
    """A row."""

    ref: str
    name: str
    category: str
    status: str
    joined_on: date | None
    sittings: int
    email: str = ""


PEOPLE = (
    Person("M001", "Siân Llewellyn", "independent", "active", date(2019, 4, 1), 11, "sian@example.org"),
    Person("M002", "Morag Heaney", "social worker", "active", date(2021, 9, 14), 8, "morag@example.org"),
    Person("M003", "Tendai Moyana", "social worker", "on hold", date(2020, 1, 6), 0, "tendai@example.org"),
    Person("M004", "Eleri Baird", "independent", "active", None, 4, "=eleri@example.org"),
    Person("M005", "Bartholomew Featherstonehaugh-Cholmondeley", "medical adviser", "ended", date(2018, 2, 28), 2),
)
_STATES = {"active": State.GOOD, "on hold": State.WAITING, "ended": State.QUIET}


def status_chip(person: Person) -> Chip:
    return Chip(_STATES[person.status], person.status)


def columns() -> list[Column[Person]]:
    return [
        Column("name", "Name", lambda person: person.name, width=220),
        Column("category", "Category", lambda person: person.category, width=130, is_facet=True),
        Column("status", "Status", lambda person: person.status, width=120, chip=status_chip, is_facet=True),
        Column(
            "joined", "Joined list", lambda person: formats.full(person.joined_on), lambda person: person.joined_on, 140
        ),
        Column(
            "sittings",
            "Sittings",
            lambda person: str(person.sittings),
            lambda person: person.sittings,
            80,
            align=Align.RIGHT,
        ),
        Column("email", "Email", lambda person: person.email, is_extra=True),
    ]


def model(people: tuple[Person, ...] = PEOPLE) -> RowModel[Person]:
    made = RowModel(columns())
    made.replace(people)
    return made


def many(number: int) -> tuple[Person, ...]:
    return tuple(replace(PEOPLE[at % 5], ref=f"M{at:05}", name=f"{PEOPLE[at % 5].name} {at}") for at in range(number))
