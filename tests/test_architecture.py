"""docs/architecture.md shows the layers that import-linter checks, and the docs name files that exist."""

import re
import tomllib
from pathlib import Path

import dev

ROOT = Path(dev.__file__).parent
LINT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
TEXT = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")


def in_lint() -> list[set[str]]:
    """The layers that import-linter checks, from the top: of each the names of its packages and modules."""
    (contract,) = [each for each in LINT["contracts"] if each["type"] == "layers"]
    return [
        {name.strip().removeprefix("panel_desk.") for name in re.split(r"[|:]", each)} for each in contract["layers"]
    ]


def test_the_diagram_has_the_layers_of_import_linter_in_order() -> None:
    drawing = TEXT.split("flowchart TD")[1].split("```")[0]
    boxes = dict(re.findall(r'^ +(\w+)\["<b>([^<]+)</b>', drawing, re.MULTILINE))
    (order,) = re.findall(r"^ +(\w+(?: --> \w+)+)$", drawing, re.MULTILINE)

    assert [set(boxes[box].split(", ")) for box in order.split(" --> ")] == in_lint()


def test_every_package_of_the_program_is_in_a_layer() -> None:
    parts = {
        path.stem
        for path in (ROOT / "panel_desk").iterdir()
        if (path.suffix == ".py" and path.stem != "__init__") or (path / "__init__.py").is_file()
    }

    assert set.union(*in_lint()) == parts


def test_every_file_named_in_the_architecture_exists() -> None:
    named = re.findall(r"`((?:panel_desk|tests|docs)/[\w/.]+)`", TEXT)
    linked = re.findall(r"\]\(([\w/.-]+)\)", TEXT)

    assert named
    assert linked
    for name in named:
        assert (ROOT / name).exists(), name
    for name in linked:
        assert (ROOT / "docs" / name).exists(), name


def test_every_file_named_in_a_decision_exists() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    named = [(page.name, name) for page in pages for name in re.findall(r"`([\w/]+\.py)`", page.read_text("utf-8"))]

    assert named
    for page, name in named:
        assert (ROOT / name).exists() or (ROOT / "panel_desk" / name).exists(), f"{page}: {name}"
