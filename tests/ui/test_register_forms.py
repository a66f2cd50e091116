"""The forms of households, children and members match their registers' fields in name and type."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import get_args, get_type_hints

import pytest

from panel_desk.operations.cases.cases import ChildFields, HouseholdFields
from panel_desk.operations.members.members import MemberFields
from panel_desk.queries.agency import AuthorityRow
from panel_desk.ui.fields import ChoiceField, DateField, Field, FormPart, TextField, YesNoField
from panel_desk.ui.pages.cases.presentation import HOUSEHOLD, child_form
from panel_desk.ui.pages.members.presentation import BACKGROUNDS, MEMBERSHIP, PERSON, RECORD, ROLE

AUTHORITIES = [AuthorityRow("FEN", "Fenland County Council", None, 1)]
TYPES: dict[type[Field[object]], type] = {TextField: str, DateField: date, YesNoField: bool}


def fields_of(form: Sequence[FormPart]) -> Iterator[Field[object]]:
    for part in form:
        if isinstance(part, tuple):
            yield from part
        elif not isinstance(part, str):
            yield part


def values_of(field: Field[object]) -> set[type]:
    """The types of the values that a field can have."""
    types = {type(value) for value, _ in field.options} if isinstance(field, ChoiceField) else {TYPES[type(field)]}
    return types if field.always_has_value else types | {type(None)}


@pytest.mark.parametrize(
    ("form", "register"),
    [
        (HOUSEHOLD, HouseholdFields),
        (child_form(AUTHORITIES), ChildFields),
        (RECORD, MemberFields),
        ([*PERSON, *ROLE, *MEMBERSHIP], MemberFields),
    ],
)
def test_a_registers_form_asks_for_its_fields(form: Sequence[FormPart], register: type) -> None:
    takes = get_type_hints(register)
    wrong = {}
    for field in fields_of(form):
        if field != BACKGROUNDS:  # read by itself: the operations take it beside the register's fields
            taken = takes.get(field.key)
            if not values_of(field) <= ({taken} if isinstance(taken, type) else set(get_args(taken))):
                wrong[field.key] = taken
    assert wrong == {}
