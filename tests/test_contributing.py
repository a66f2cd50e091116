"""The commands in CONTRIBUTING.md and README.md work, and the files that they name exist."""

import re
import shlex
import sys
from pathlib import Path

import pytest

import dev
from panel_desk import paths
from panel_desk.cli import Exit, run
from panel_desk.exchange.workbook.xlsx import write_workbook
from panel_desk.queries.workbook.comparison import all_registers
from tests.builders import PASSPHRASE, a_case, a_desk, a_meeting, a_member
from tests.program_copy import ProgramCopy

ROOT = Path(dev.__file__).parent
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAX_WORDS = 25  # in a line of the changelog
RECIPES = ("field", "register", "clock", "operation", "report", "letter", "page")
DEV_COMMAND = "^python (?:panel-desk/)?dev.py (.+?)(?:  +#.*)?$"
PATH = re.compile(r"(?:[\w.-]+/)+[\w.-]*|\w+\.(?:md|py|toml|lock)")


def fenced(text: str) -> list[str]:
    """The lines of a page's fenced blocks."""
    return [
        line for block in re.findall(r"^```\n(.*?)^```$", text, re.DOTALL | re.MULTILINE) for line in block.splitlines()
    ]


def spans(text: str) -> list[str]:
    """The inline code of a page."""
    return re.findall(r"`([^`]+)`", text)


def for_dev(text: str) -> list[list[str]]:
    """The arguments of each `dev.py` command on a page, in fenced blocks and inline."""
    found = [re.match(DEV_COMMAND, line) for line in [*fenced(text), *spans(text)]]
    return [shlex.split(match[1]) for match in found if match]


def recipe(name: str) -> str:
    """The text of one recipe: a section on how to add something, such as a field or a register."""
    found = re.search(rf"^### An? {name}\n(.*?)(?=^### |\Z)", CONTRIBUTING, re.DOTALL | re.MULTILINE)
    assert found is not None, name
    return found[1]


def steps(name: str) -> list[str]:
    """A recipe's numbered steps."""
    return re.findall(r"^\d+\. (.+)$", recipe(name), re.MULTILINE)


def remarks(name: str) -> list[str]:
    """A recipe's paragraphs between and below its steps that name a file."""
    return [
        line
        for line in recipe(name).splitlines()
        if not re.match(r"\d+\. |python ", line) and any(PATH.fullmatch(each) for each in spans(line))
    ]


@pytest.mark.parametrize("name", RECIPES)
def test_a_recipe_lists_files_and_ends_with_a_command(name: str) -> None:
    numbers = [int(each) for each in re.findall(r"^(\d+)\. ", recipe(name), re.MULTILINE)]

    assert numbers == [*range(1, len(numbers) + 1)]
    assert len(numbers) > 3
    for step in steps(name):
        assert (ROOT / spans(step)[0]).exists(), step
        assert step.startswith(f"`{spans(step)[0]}`: ")
    assert [words for words in for_dev(recipe(name)) if words[0] == "test"]


@pytest.mark.parametrize("name", RECIPES)
def test_code_quoted_in_a_recipe_is_in_the_files_that_it_names(name: str) -> None:
    for step in [*steps(name), *remarks(name)]:
        named = [each for each in spans(step) if PATH.fullmatch(each) and not each.startswith("dev.py")]
        contents = "\n".join(
            file.read_text(encoding="utf-8")
            for path in named
            for file in ([ROOT / path] if (ROOT / path).is_file() else (ROOT / path).glob("*.py"))
        )
        for quoted in spans(step):
            if quoted not in named and not quoted.startswith("python dev.py"):
                assert quoted in contents, f"{named[0]} does not hold {quoted}"


def test_every_named_file_exists() -> None:
    for text in (CONTRIBUTING, README):
        linked = re.findall(r"\]\(([^)#:]+)\)", text)
        named = [each for each in spans(text) if "/" in each and PATH.fullmatch(each)]
        assert linked
        for name in [*linked, *named]:
            assert (ROOT / name).exists() or name.startswith((".venv", "out/")), name


def test_every_command_is_valid_and_every_test_path_exists() -> None:
    commands = [*for_dev(CONTRIBUTING), *for_dev(README)]

    assert {words[0] for words in commands} == {"run", "test", "bench", "lock", "migration"}
    for words in commands:
        asked = dev._arguments(words)  # noqa: SLF001 - what `python dev.py` reads
        assert (asked.command, asked.rest) == (words[0], words[1:])
        if words[0] == "test":
            for path in (word.removeprefix("--cov=") for word in words[1:] if "/" in word):
                assert (ROOT / path).exists(), path
        if words[0] == "run" and len(words) > 1:
            with pytest.raises(SystemExit) as ended:
                run([words[1], "--help"], lambda _: 42)
            assert ended.value.code == 0, words


def test_the_command_for_a_few_tests_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "system_packages", lambda _wanted: True)
    monkeypatch.setattr(dev, "_environment", lambda: True)
    monkeypatch.setattr(dev, "PROGRAMS", Path(sys.executable).parent)
    [words] = [words for words in for_dev(CONTRIBUTING) if words[0] == "test" and "-x" in words]

    monkeypatch.setattr(sys, "argv", ["dev.py", *words])
    assert dev.main() == 0
    monkeypatch.setattr(sys, "argv", ["dev.py", *words, "-k", "nothing_is_called_so"])
    assert dev.main() == pytest.ExitCode.NO_TESTS_COLLECTED


def test_the_recipe_for_a_field_writes_its_migration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    [words] = {tuple(words) for words in for_dev(CONTRIBUTING) if words[:2] == ["migration", "member_shoe_size"]}
    program = ProgramCopy(tmp_path / "copy", monkeypatch)
    program.add_to_member("shoe_size: Mapped[str | None]")

    assert program.dev(*words) == 0
    assert "equals the models" in capfd.readouterr().out
    assert program.migrations()[-1].name.endswith("_member_shoe_size.py")


def test_the_readmes_commands_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    commands = [shlex.split(line)[1:] for line in fenced(README) if line.startswith("panel-desk ")]
    meeting = "P2027-03-10"
    agency = a_desk(tmp_path / "other")
    a_member(agency)
    a_meeting(agency, meeting, chair_ref="M001")
    a_case(agency, meeting_ref=meeting, item_no=1)
    write_workbook(tmp_path / "registers.xlsx", agency.ask(all_registers))
    agency.close()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(paths, "default_store", lambda: tmp_path / "store")
    monkeypatch.setattr(paths, "log_file", lambda: tmp_path / "panel-desk.log")
    monkeypatch.setenv("PANEL_DESK_PASSPHRASE", PASSPHRASE)

    assert [words[0] for words in commands] == ["create", "import", "quorum", "pack"]
    for words in commands:
        assert run(words, lambda _: 42) == Exit.DONE, capsys.readouterr().err
    assert "CASE-001" in capsys.readouterr().out
    assert (tmp_path / "pack.pdf").read_bytes().startswith(b"%PDF-")


def test_the_changelog_has_one_line_per_change_under_each_heading() -> None:
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    unreleased = text.split("## Unreleased\n")[1].split("\n## ")[0]
    lines = [line for line in unreleased.splitlines() if line]

    assert [line for line in lines if line.startswith("#")] == ["### Added", "### Changed", "### Fixed"]
    for line in lines:
        assert line.startswith(("- ", "### ")), line
        assert len(line.removeprefix("- ").split()) <= MAX_WORDS, line
