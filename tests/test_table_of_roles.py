"""The table of roles in docs/security.md agrees with the code, and every function is in it."""

from tests.table_of_roles import printed, table
from tests.test_function_use import OPERATIONS, QUERIES, functions, users


def test_the_table_of_roles_is_up_to_date() -> None:
    assert printed() == table(), "Run `python -m tests.table_of_roles`, and read what it changes."


def test_every_query_that_is_asked_says_what_it_shows() -> None:
    inside = (OPERATIONS, QUERIES)
    unplaced = [
        f"{module}.{name}"
        for module, name, query in functions(QUERIES)
        if not hasattr(query, "information_shown") and any(not user.startswith(inside) for user in users(module, name))
    ]
    assert unplaced == [], "Mark these with `shows`."


def test_every_operation_is_in_the_table() -> None:
    named = printed()
    permitted = [(module, name) for module, name, one in functions(OPERATIONS) if hasattr(one, "permitted_roles")]
    assert len(permitted) > 50
    assert all(f"{module.removeprefix('panel_desk.operations.')}.{name} |" in named for module, name in permitted)
