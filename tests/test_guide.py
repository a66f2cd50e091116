"""The texts that the guide prints in bold are texts of the window."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import dev

ROOT = Path(dev.__file__).parent
PAGES = sorted((ROOT / "docs" / "guide").glob("*.md"))
_MIN_LETTERS = 4  # of its own in a text with placeholders; with fewer, it would match almost anything


def texts() -> Iterator[ast.Constant | ast.JoinedStr]:
    """Every text that the window may show: its own, and the terms of vocabularies, steps and roles."""
    for layer in ("ui", "queries", "rules"):
        for file in (ROOT / "panel_desk" / layer).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str)):
                    yield node


def pattern(text: ast.expr) -> str:
    """A regular expression for a text, in which a placeholder matches any text."""
    if isinstance(text, ast.JoinedStr):
        return "".join(pattern(part) if isinstance(part, ast.Constant) else ".+" for part in text.values)
    assert isinstance(text, ast.Constant)
    return re.escape(str(text.value))


def letters(text: ast.JoinedStr) -> int:
    """The number of letters of a text with placeholders, not counting those."""
    own = "".join(str(part.value) for part in text.values if isinstance(part, ast.Constant))
    return sum(letter.isalpha() for letter in own)


@pytest.fixture(scope="module")
def shown() -> re.Pattern[str]:
    """Matches any text that the window may show."""
    found = {pattern(text) for text in texts() if isinstance(text, ast.Constant) or letters(text) >= _MIN_LETTERS}
    return re.compile("|".join(sorted(found)))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_bold_text_in_the_guide_is_a_text_of_the_window(page: Path, shown: re.Pattern[str]) -> None:
    bold = re.findall(r"\*\*([^*]+)\*\*", page.read_text(encoding="utf-8"))

    assert bold
    for words in bold:
        in_the_middle = words[:1].lower() + words[1:]  # the window gives words of vocabularies a capital
        assert shown.fullmatch(words) or shown.fullmatch(in_the_middle), words
