"""`dev.py`: its steps and summary, system packages, the lock file, and what a run without a display prints."""

import importlib.util
import itertools
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import dev

ROOT = Path(dev.__file__).parent
LOCKED = re.compile(r"^([a-z0-9-]+)==\S+", re.MULTILINE)


def meeting(ref: str, date: str, status: str = "held", minutes: str = "none") -> dict[str, str]:
    return {"ref": ref, "date": date, "status": status, "minutes": minutes}


def test_the_sample_run_chooses_the_next_planned_meeting_and_the_latest_signed_minutes() -> None:
    meetings = [
        meeting("M001", "2026-09-02", minutes="signed"),
        meeting("M002", "2026-10-07", minutes="signed"),
        meeting("M003", "2026-11-04", minutes="draft"),
        meeting("M004", "2026-11-18", "cancelled"),
        meeting("M005", "2027-01-06", "planned"),
        meeting("M006", "2026-12-02", "planned"),
    ]

    for order in itertools.permutations(meetings):
        assert dev.choose_meetings(list(order)) == ("M006", "M002")


@pytest.mark.parametrize(
    ("surroundings", "there"),
    [
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({}, False),
        ({"DISPLAY": "", "WAYLAND_DISPLAY": ""}, False),
        ({"DISPLAY": ":0", "PANEL_DESK_HEADLESS": "1"}, False),
    ],
)
def test_linux_has_a_display_if_the_environment_variables_say_so(
    monkeypatch: pytest.MonkeyPatch, surroundings: dict[str, str], *, there: bool
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "PANEL_DESK_HEADLESS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in surroundings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", "linux")

    assert dev.has_display() is there


def test_windows_always_has_a_display(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "PANEL_DESK_HEADLESS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "win32")

    assert dev.has_display()


def test_no_packages_are_required_on_a_system_other_than_debian(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)

    assert dev.system_packages(("no-such-package",))


def test_missing_debian_packages_are_named_in_a_command_to_type(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(dev, "missing_packages", lambda _wanted: ["libegl1", "libgl1"])
    monkeypatch.setattr(dev, "root_prefix", lambda: None)

    assert not dev.system_packages(dev.QT_LIBRARIES)
    line = "Type: sudo apt-get update && sudo apt-get install --yes --no-install-recommends libegl1 libgl1"
    assert line in capsys.readouterr().err


def test_a_package_renamed_for_64_bit_time_counts_as_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    output = "installed libglib2.0-0t64\ninstalled libgl1\nconfig-files libegl1\n"

    def dpkg_query(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(command, 1, output)

    monkeypatch.setattr(subprocess, "run", dpkg_query)

    assert dev.missing_packages(("libegl1", "libgl1", "libglib2.0-0", "xvfb")) == ["libegl1", "xvfb"]


def test_the_lock_file_pins_everything_with_hashes_and_holds_no_address() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")

    assert "://" not in lock
    assert "--index" not in lock
    assert "--find-links" not in lock
    pinned = re.split(r"^(?=\S)", lock, flags=re.MULTILINE)[1:]
    assert pinned
    for package in pinned:
        assert LOCKED.match(package), package
        assert "--hash=sha256:" in package, package


def test_the_lock_file_holds_every_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    names = {re.split(r"[^A-Za-z0-9.-]", entry)[0].lower() for entry in wanted}
    locked = set(LOCKED.findall((ROOT / "requirements.lock").read_text(encoding="utf-8")))

    assert names - locked == set()


def test_every_dependency_has_a_row_in_the_decision_on_dependencies() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    decision = (ROOT / "docs" / "decisions" / "0001-dependencies.md").read_text(encoding="utf-8")
    rows = "\n".join(line for line in decision.splitlines() if line.startswith("|")).lower()

    for entry in project["project"]["dependencies"]:
        assert f"| {re.split(r'[^A-Za-z0-9.-]', entry)[0].lower()}" in rows, entry


def test_dev_imports_only_the_standard_library() -> None:
    source = (ROOT / "dev.py").read_text(encoding="utf-8")
    imported = re.findall(r"^(?:import|from) (\w+)", source, re.MULTILINE)

    assert imported
    assert set(imported) <= sys.stdlib_module_names


def test_the_command_is_installed_in_the_environment() -> None:
    assert importlib.util.find_spec("panel_desk") is not None
    assert Path(sys.executable).with_name("panel-desk.exe" if sys.platform == "win32" else "panel-desk").is_file()


def test_every_step_is_run_and_summarised(capfd: pytest.CaptureFixture[str]) -> None:
    def step(program: str) -> list[str]:
        return [sys.executable, "-c", program]

    types = step("print('no type is wrong')")
    steps = {"lint": step("raise SystemExit(3)"), "tests": step("print('5 passed in 1.00s')"), "types": types}

    assert dev.run_steps(steps, beside="types") == 1
    output = capfd.readouterr().out
    assert output.index("-- tests") < output.index("5 passed in 1.00s") < output.index("-- types")
    assert output.index("-- types") < output.index("no type is wrong") < output.index("-- summary")
    for line, verdict in zip(
        output.split("-- summary\n")[1].splitlines(),
        (r"lint +FAILS \(exit code 3\)", "tests +holds", "types +holds"),
        strict=True,
    ):
        assert re.fullmatch(rf"{verdict}, \d+ s", line)
    assert dev.run_steps({"tests": steps["tests"], "types": types}, beside="types") == 0


def test_a_process_that_dies_or_hangs_fails_only_its_own_test(tmp_path: Path) -> None:
    (tmp_path / "test_some.py").write_text(
        "import os, threading, pytest\n"
        "def test_dies(): os._exit(9)\n"
        "def test_hangs(): threading.Event().wait()\n"
        "@pytest.mark.parametrize('number', range(20))\n"
        "def test_holds(number): pass\n",
        encoding="utf-8",
    )
    pytest_here = [sys.executable, "-m", "pytest", "-c", str(ROOT / "pyproject.toml"), "-p", "no:cacheprovider"]
    hangs = ["-o", "faulthandler_timeout=3", "--rootdir", str(tmp_path), str(tmp_path)]
    done = subprocess.run(  # noqa: S603 - this very Python runs pytest
        [*pytest_here, *dev.side_by_side(), *hangs], capture_output=True, encoding="utf-8", check=False
    )

    assert "2 failed, 20 passed in" in done.stdout
    assert "crashed while running 'test_some.py::test_dies'" in done.stdout
    assert "crashed while running 'test_some.py::test_hangs'" in done.stdout


def test_the_time_limit_of_a_test_is_generous() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    options = project["tool"]["pytest"]["ini_options"]

    assert options["faulthandler_timeout"] >= 900
    assert options["faulthandler_exit_on_timeout"]


def test_the_folders_of_the_quick_run_have_tests() -> None:
    assert all(list((ROOT / folder).rglob("test_*.py")) for folder in dev.QUICK)


@pytest.mark.parametrize(("words", "code"), [([], 2), (["fly"], 2), (["--help"], 0)])
def test_dev_shows_its_usage_without_a_known_command(words: list[str], code: int) -> None:
    done = subprocess.run(  # noqa: S603 - this very Python runs our own script
        [sys.executable, str(ROOT / "dev.py"), *words], capture_output=True, encoding="utf-8", check=False
    )

    assert "run | test | bench | lock" in done.stdout + done.stderr
    assert done.returncode == code
