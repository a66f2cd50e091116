"""Leaves out of a row the fields of a kind of information that the account does not see."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import TYPE_CHECKING, TypeVar

from panel_desk.desk import Work, shows
from panel_desk.models import Base, Child, Household, Member
from panel_desk.rules.access import Information

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


R = TypeVar("R", bound="DataclassInstance")

FIELDS: Mapping[type[Base], Mapping[str, Information]] = {
    Child: {"ethnicity": Information.DIVERSITY},
    Household: {"ethnicity": Information.DIVERSITY},
    Member: {
        "gender": Information.DIVERSITY,
        "ethnicity": Information.DIVERSITY,
        **dict.fromkeys(
            (
                "dbs_certificate_no",
                "dbs_issued_on",
                "references_verified_on",
                "confidentiality_agreed_on",
                "observed_panel_on",
                "induction_completed_on",
                "last_appraisal_on",
                "left_because",
                "notes",
            ),
            Information.MEMBER_CHECKS,
        ),
        **dict.fromkeys(("email", "phone"), Information.MEMBERS),
    },
}
"""The fields of registers that are of another kind of information than their register, by the mapped class."""

DERIVED: Mapping[type[Base], Mapping[str, Information]] = {
    Member: {"dbs": Information.MEMBER_CHECKS, "appraisal": Information.MEMBER_CHECKS},
}
"""Fields of rows that are worked out from such fields, by the mapped class."""


@shows(Information.AGENCY)
def unseen_fields(work: Work, register: str) -> frozenset[str]:
    """The fields of a register, and those worked out from them, that the account does not see.

    Args:
        work: the unit of work.
        register: the name of the register's table.
    """
    return frozenset().union(*(_unseen_fields(work, each) for each in FIELDS if each.__tablename__ == register))


def _unseen_fields(work: Work, register: type[Base]) -> frozenset[str]:
    return frozenset(name for name, kind in _kinds(register) if not work.sees(kind))


def only_seen(work: Work, register: type[Base], row: R) -> R:
    """A row about a record, with None for the fields that the account does not see."""
    unseen = _unseen_fields(work, register) & {each.name for each in fields(row)}
    return replace(row, **dict.fromkeys(unseen)) if unseen else row


def _kinds(register: type[Base]) -> Iterator[tuple[str, Information]]:
    yield from FIELDS.get(register, {}).items()
    yield from DERIVED.get(register, {}).items()
