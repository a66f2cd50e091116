"""Every operation that the window runs is offered only to roles that may run it.

A module of the window that runs an operation also calls `why_not` or `may` with that operation, or with another one
that no further role may run, and shows no button where the operation is refused. A dialog need not: then each module
that opens the dialog asks.
"""

import ast
import importlib
import inspect
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import panel_desk
from panel_desk.rules.vocabulary import AccountRole

ROOT = Path(panel_desk.__file__).parent
UI = ROOT / "ui"
MODULES = sorted(UI.rglob("*.py"))
WITHOUT_ACCOUNT = (UI / "application.py",)
"""The modules that run operations before anybody has signed in, to make a store or to open a review file."""
ASKING = frozenset({"why_not", "may"})
"""The functions that ask whether the account may run an operation."""
Operations = dict[str, frozenset[AccountRole]]
"""The roles that may run each operation or flow, by its name in a module."""


@cache
def _tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def _name_of(file: Path) -> str:
    return ".".join(file.relative_to(ROOT.parent).with_suffix("").parts)


@cache
def _imports(file: Path) -> tuple[tuple[str, str, str], ...]:
    """What a module imports: the module that it comes from, its name there, and its name in the importing module."""
    return tuple(
        (node.module or "", each.name, each.asname or each.name)
        for node in ast.walk(_tree(file))
        if isinstance(node, ast.ImportFrom)
        for each in node.names
    )


def _imported(file: Path, package: str) -> list[tuple[str, str, str]]:
    """What a module imports from a package, in the form of `_imports`."""
    return [each for each in _imports(file) if each[0].startswith(package)]


@cache
def _permitted(file: Path) -> Operations:
    """The operations and flows that a module imports, of those that not every role may run."""
    found: Operations = {}
    for module, name, here in _imported(file, "panel_desk.operations"):
        operation = getattr(importlib.import_module(module), name)
        found[here] = getattr(operation, "permitted_roles", frozenset(AccountRole))
    for module, name, here in _imported(file, "panel_desk.flows"):
        flow = getattr(importlib.import_module(module), name)
        if inspect.isfunction(flow):
            found[here] = _roles_of_flow(Path(inspect.getfile(flow)), flow.__name__)
    return {name: roles for name, roles in found.items() if roles != frozenset(AccountRole)}


@cache
def _roles_of_flow(file: Path, name: str) -> frozenset[AccountRole]:
    """The roles that may run every operation that a flow runs."""
    permitted = _permitted(file)
    body = next(each for each in _tree(file).body if isinstance(each, ast.FunctionDef) and each.name == name)
    run = [permitted[each.id] for each in ast.walk(body) if isinstance(each, ast.Name) and each.id in permitted]
    return frozenset(AccountRole).intersection(*run)


@cache
def _asked(file: Path) -> frozenset[str]:
    """The operations of which a module asks whether the account may run them, by name or in a loop over several."""
    tree = _tree(file)
    asking = ASKING | {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Attribute) and node.value.attr in ASKING
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _called(node) in asking]
    found = {name for call in calls for argument in call.args for name in _names(argument)}
    constants = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
        if isinstance(target, ast.Name)
    }
    for variable, values in _variables(tree):
        if found & _names(variable):  # the variable stands for each of several operations
            among = _names(values)
            found |= among | {name for each in among & constants.keys() for name in _names(constants[each])}
    return frozenset(found & _permitted(file).keys())


def _variables(tree: ast.Module) -> Iterator[tuple[ast.expr, ast.expr]]:
    """The variables of a module, each with the expression that it gets its values from."""
    for node in ast.walk(tree):
        if isinstance(node, ast.For | ast.comprehension):
            yield node.target, node.iter
        elif isinstance(node, ast.Assign):
            yield from ((target, node.value) for target in node.targets)


def _names(node: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}


def _called(node: ast.Call) -> str:
    return (
        node.func.attr
        if isinstance(node.func, ast.Attribute)
        else node.func.id
        if isinstance(node.func, ast.Name)
        else ""
    )


@cache
def _is_asked_in(file: Path, roles: frozenset[AccountRole]) -> bool:
    """Whether a module itself asks about an operation that only some or all of these roles may run."""
    permitted = _permitted(file)
    return any(permitted[each] <= roles for each in _asked(file))


@cache
def _openers(file: Path) -> list[Path]:
    """The modules of the window that import something of a module."""
    name = _name_of(file)
    return [other for other in MODULES if any(module == name for module, *_ in _imported(other, "panel_desk.ui"))]


@cache
def _is_asked(file: Path, roles: frozenset[AccountRole]) -> bool:
    """Whether a module asks about such an operation; if it asks about none, whether each module that opens it does."""
    if _asked(file):
        return _is_asked_in(file, roles)
    openers = _openers(file)
    return bool(openers) and all(_is_asked(each, roles) for each in openers)


@cache
def _for_keys_only(file: Path) -> set[str]:
    """The operations that a module names only to say which of a page's keys are explained to whom."""
    tree = _tree(file)
    keys = [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and "key_operations" in _names_of_targets(node)
    ]
    counted = Counter(each.id for each in ast.walk(tree) if isinstance(each, ast.Name)) if keys else Counter()
    in_keys = Counter(each.id for key in keys for each in ast.walk(key) if isinstance(each, ast.Name))
    return {name for name, count in in_keys.items() if counted[name] == count}


def _names_of_targets(node: ast.Assign) -> set[str]:
    return {name for target in node.targets for name in _names(target)}


def _not_asked(file: Path) -> Iterator[str]:
    """The operations that a module offers to roles that may not run them, each with the module's name."""
    for name, roles in _permitted(file).items():
        if name not in _for_keys_only(file) and not _is_asked_in(file, roles) and not _is_asked(file, roles):
            yield f"{_name_of(file)}: {name}"


def test_what_a_role_may_not_run_is_not_offered_to_it() -> None:
    checked = [name for file in MODULES for name in _permitted(file)]
    assert len(checked) > 100
    assert [each for file in MODULES if file not in WITHOUT_ACCOUNT for each in _not_asked(file)] == []


def test_an_operation_that_nobody_asks_about_is_found(tmp_path: Path) -> None:
    page = tmp_path / "page.py"
    imports = (
        "from panel_desk.operations.backups import back_up\nfrom panel_desk.operations.access import link_account\n"
    )
    page.write_text(f"{imports}def press(page): page.do(link_account, 'gwen')\n", encoding="utf-8")
    assert not _is_asked_in(page, _permitted(page)["link_account"])
    for asked, is_enough in (("back_up", False), ("link_account", True)):
        other = tmp_path / f"{asked}.py"
        other.write_text(f"{imports}def show(page): return page.why_not({asked})\n", encoding="utf-8")
        assert _is_asked_in(other, _permitted(other)["link_account"]) is is_enough
