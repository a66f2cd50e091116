"""Every operation and every query is used by the program, and every operation declares its roles."""

import ast
import importlib
import inspect
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

import dev
from panel_desk.desk import Work

ROOT = Path(dev.__file__).parent
SOURCES = sorted((ROOT / "panel_desk").rglob("*.py"))
OPERATIONS, QUERIES = "panel_desk.operations", "panel_desk.queries"


def module_of(path: Path) -> str:
    """The dotted name of a source file."""
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Every node of a source file."""
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


@cache
def imported() -> Mapping[tuple[str, str], set[str]]:
    """The modules that import each name of another, by that module and the name."""
    found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for path in SOURCES:
        for node in nodes(path):
            if isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    found[node.module or "", alias.name].add(module_of(path))
    return found


def functions(layer: str) -> Iterator[tuple[str, str, object]]:
    """The public functions of a layer that take the unit of work, as (module, name, function)."""
    for path in SOURCES:
        name = module_of(path)
        if not name.startswith(layer):
            continue
        module = importlib.import_module(name)
        for each, function in inspect.getmembers(module, inspect.isfunction):
            first = next(iter(inspect.signature(function).parameters.values()), None)
            is_own = function.__module__ == name and not each.startswith("_")
            if is_own and first is not None and first.annotation is Work:
                yield name, each, function


def users(module: str, name: str) -> set[str]:
    """The modules of the program that import a function."""
    return imported().get((module, name), set())


def is_for_sqlalchemy(node: ast.FunctionDef | ast.ClassDef) -> bool:
    """Whether a function or class is registered with SQLAlchemy's `compiles`, so that SQLAlchemy alone uses it."""
    return any(ast.unparse(each).startswith("compiles(") for each in node.decorator_list)


@pytest.mark.parametrize("layer", [OPERATIONS, QUERIES])
def test_every_public_operation_and_query_is_used_outside_its_module(layer: str) -> None:
    found = list(functions(layer))
    unused = [f"{module}.{name}" for module, name, _ in found if not users(module, name)]

    assert len(found) > 50
    assert unused == [], "Offer these to the user, make them private, or delete them with their tests."


def test_every_operation_declares_its_roles_and_is_called_from_another_layer() -> None:
    found = {(module, name): function for module, name, function in functions(OPERATIONS)}
    called = {key for key in found if any(not user.startswith(OPERATIONS) for user in users(*key))}
    permitted = {key for key, function in found.items() if hasattr(function, "permitted_roles")}

    assert called - permitted == set(), "Mark these with `permits`."
    assert permitted - called == set(), "Remove `permits` from these, or call them from a page, a flow or a command."


def test_no_function_or_class_is_used_only_by_tests() -> None:
    named: set[str] = set()
    defined: dict[str, str] = {}
    for path in SOURCES:
        if "migrations" in path.parts:
            continue  # Alembic finds their functions
        for node in nodes(path):
            match node:
                case ast.Name(id=name) | ast.Attribute(attr=name):
                    named.add(name)
                case ast.Constant(value=value):
                    named.add(str(value))  # pages, loaded by name
        tree = nodes(path)[0]
        for node in tree.body if isinstance(tree, ast.Module) else ():
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not is_for_sqlalchemy(node):
                defined[node.name] = module_of(path)
    unused = [f"{module}.{name}" for name, module in defined.items() if name not in named]

    assert unused == []
