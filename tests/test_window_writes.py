"""The window runs operations only through the bridge, and none while a page refreshes."""

import ast
from pathlib import Path

import panel_desk.ui

UI = Path(panel_desk.ui.__file__).parent
WRITES = {"do", "do_or_raise", "run", "run_or_raise", "beside", "send"}
"""The names of methods that run an operation."""


def _called(node: ast.AST) -> list[ast.Attribute]:
    return [each.func for each in ast.walk(node) if isinstance(each, ast.Call) and isinstance(each.func, ast.Attribute)]


def test_only_the_bridge_uses_the_desk() -> None:
    uses = [
        f"{file.relative_to(UI)}:{each.lineno}"
        for file in UI.rglob("*.py")
        if file.name != "desk_bridge.py"
        for each in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(each, ast.Attribute) and each.attr == "desk"
        if ast.unparse(each) != "home.desk"  # of an open review file, for which the window makes its bridge
    ]
    assert uses == []


def test_no_page_writes_while_it_refreshes() -> None:
    writing = [
        f"{file.relative_to(UI)}:{each.name}"
        for file in UI.rglob("*.py")
        for each in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(each, ast.FunctionDef) and (each.name == "refresh" or each.name.startswith("show_"))
        if any(call.attr in WRITES for call in _called(each))
    ]
    assert writing == []
