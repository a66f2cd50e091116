"""`docs/security.md` lists the locked versions of packages, and the program imports nothing that uses the network."""

import ast
import re
from pathlib import Path

import dev

ROOT = Path(dev.__file__).parent
DOC = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
NETWORK = {"aiohttp", "ftplib", "http", "requests", "smtplib", "socket", "urllib", "xmlrpc"}


def test_the_versions_of_packages_that_read_files_are_the_locked_ones() -> None:
    rows = re.findall(r"^\| ([\w-]+)(?: \([^)]*\))? \| (\d[\w.]*) \|", DOC, re.MULTILINE)
    locked = dict(re.findall(r"^([\w-]+)==([\w.]+)", (ROOT / "requirements.lock").read_text(), re.MULTILINE))
    assert len(rows) > 5
    assert {name: locked[name] for name, _ in rows} == dict(rows)


def test_the_program_imports_nothing_that_uses_the_network() -> None:
    imported = {
        name.split(".")[0]
        for path in (ROOT / "panel_desk").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert "pathlib" in imported
    assert imported & NETWORK == set()
