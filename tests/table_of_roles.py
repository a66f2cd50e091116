"""Makes the table of roles in docs/security.md from the code: who may run each operation and ask each query.

`python -m tests.table_of_roles` writes it into the file; `tests/test_table_of_roles.py` says when it is out of date.
"""

import inspect
from collections.abc import Iterator
from pathlib import Path

import dev
from panel_desk.rules.access import Information, seen_by
from panel_desk.rules.vocabulary import AccountRole
from panel_desk.store.visibility import NAMED_BY
from tests.test_function_use import OPERATIONS, QUERIES, functions

FILE = Path(dev.__file__).parent / "docs" / "security.md"
BEGIN, END = "<!-- table of roles: begin -->", "<!-- table of roles: end -->"

NOT_OF_A_CASE = frozenset(
    {
        Information.AGENCY,
        Information.FIGURES,
        Information.MEMBERS,
        Information.MEMBER_CHECKS,
        Information.APPRAISALS,
        Information.DIVERSITY,
        Information.ACCOUNTS,
    }
)
"""Kinds of information that belong to no meeting or case, so that an account's meetings and cases do not matter."""

CHECKED_WITHIN = frozenset({"copy"})
"""Parameters that name a record of a meeting or case, which the operation itself refuses to those who do not see it."""

EVERYTHING, OF_EACH, OWN, NONE = "all", "own, another's", "own", "no"
"""What a cell says: meetings and cases do not matter; one's own and another's; one's own only; it is refused."""


def _cell(role: AccountRole, *, may: bool, of_a_case: bool) -> str:
    if not may:
        return NONE
    if not of_a_case:
        return EVERYTHING
    return OWN if role in (AccountRole.CHAIR, AccountRole.DECISION_MAKER) else OF_EACH


def _operations() -> Iterator[str]:
    for module, name, operation in functions(OPERATIONS):
        permitted: frozenset[AccountRole] | None = getattr(operation, "permitted_roles", None)
        if permitted is not None:
            of_a_case = not (NAMED_BY.keys() | CHECKED_WITHIN).isdisjoint(inspect.signature(operation).parameters)  # type: ignore[arg-type] # functions() gives objects
            yield _line(module, name, [_cell(role, may=role in permitted, of_a_case=of_a_case) for role in AccountRole])


def _queries() -> Iterator[str]:
    for module, name, query in functions(QUERIES):
        shown: frozenset[Information] | None = getattr(query, "information_shown", None)
        if shown is not None:
            of_a_case = not shown <= NOT_OF_A_CASE
            yield _line(
                module,
                name,
                [_cell(role, may=shown <= seen_by(role, {}), of_a_case=of_a_case) for role in AccountRole],
            )


def _line(module: str, name: str, cells: list[str]) -> str:
    where = module.removeprefix("panel_desk.").partition(".")[2]
    return f"| {where}.{name} | {' | '.join(cells)} |"


def table() -> str:
    """The table of operations and the table of queries, in Markdown."""
    roles = " | ".join(AccountRole)
    head = f"| {roles} |\n|---{'|---' * len(AccountRole)}|"
    return "\n".join(
        [
            f"### Operations\n\n| Operation {head}",
            *_operations(),
            f"\n### Queries\n\n| Query {head}",
            *_queries(),
        ]
    )


def printed() -> str:
    """The table that the file has."""
    return FILE.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0].strip()


if __name__ == "__main__":
    before, _, rest = FILE.read_text(encoding="utf-8").partition(BEGIN)
    FILE.write_text(f"{before}{BEGIN}\n\n{table()}\n\n{END}{rest.partition(END)[2]}", encoding="utf-8")
