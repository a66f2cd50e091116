"""Runs Panel Desk from a checkout (`python dev.py run`) and tests it (`python dev.py test`).

Needs Python 3.11 or newer and nothing else: it makes `.venv` beside itself from `requirements.lock`, and on
Debian and Ubuntu it installs the system libraries that Qt needs, or prints the line to type where it may not.
"""

import argparse
import hashlib
import importlib.util
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PROGRAMS = VENV / ("Scripts" if os.name == "nt" else "bin")
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "made-from.txt"
OUT = ROOT / "out"

# What PySide6's libQt6*.so and its xcb and wayland plugins ask of the system, as ldd lists it, and a minimal
# Debian does not have. Every other library comes with the wheels or with one of these.
QT_LIBRARIES = (
    "libdbus-1-3",
    "libegl1",
    "libfontconfig1",
    "libfreetype6",
    "libgl1",
    "libglib2.0-0",
    "libwayland-client0",
    "libwayland-cursor0",
    "libx11-6",
    "libx11-xcb1",
    "libxcb-cursor0",
    "libxcb-icccm4",
    "libxcb-image0",
    "libxcb-keysyms1",
    "libxcb-randr0",
    "libxcb-render-util0",
    "libxcb-render0",
    "libxcb-shape0",
    "libxcb-shm0",
    "libxcb-sync1",
    "libxcb-util1",
    "libxcb-xfixes0",
    "libxcb-xkb1",
    "libxcb1",
    "libxkbcommon-x11-0",
    "libxkbcommon0",
)
# A screen for the test that wants a real window, and two PDF readers that share no code with the program.
TEST_PROGRAMS = ("poppler-utils", "qpdf", "xauth", "xvfb")

QUICK = ("tests/rules", "tests/queries", "tests/exchange")


def main() -> int:
    """Do what was asked for; 0 where all of it went well."""
    asked = _arguments(sys.argv[1:])
    if sys.version_info < (3, 11):  # noqa: UP036 - an older Python reads this file, and is owed a sentence
        return _stop("Panel Desk needs Python 3.11 or newer; this is " + sys.version.split()[0] + ".")
    todo = {"run": run, "test": test, "bench": bench, "lock": lock, "migration": migration}[asked.command]
    try:
        return todo(asked.rest)
    except subprocess.CalledProcessError as error:
        return _stop(f"{Path(error.cmd[0]).name} stopped with exit code {error.returncode}.")
    except KeyboardInterrupt:
        return 130


def run(arguments: list[str]) -> int:
    """Open the window; without a display, hold the sample agency's panel on paper instead.

    Args:
        arguments: what to pass on to `panel-desk`.
    """
    window = bool(arguments) or has_display()
    if not system_packages((*QT_LIBRARIES, *_missing_of_python())) and window:
        return 1
    if not _environment():
        return 1
    if window:
        return subprocess.run([_program("panel-desk"), *arguments], check=False).returncode
    return _on_paper()


def test(arguments: list[str]) -> int:
    """Run every check and sum up.

    Args:
        arguments: nothing for all of it, `full` for all of it with many more drawn examples, `quick` for lint, types,
            layers and the tests of rules, queries and exchange; anything else goes to pytest alone.
    """
    if not system_packages((*QT_LIBRARIES, *TEST_PROGRAMS, *_missing_of_python())) or not _environment():
        return 1
    pytest = [_program("python"), "-m", "pytest"]
    if arguments not in ([], ["full"], ["quick"]):
        return subprocess.run([*pytest, *arguments], cwd=ROOT, check=False).returncode
    pytest += side_by_side()
    checks = {
        "lint": [_program("ruff"), "check", "."],
        "format": [_program("ruff"), "format", "--check", "."],
        "layers": [_program("lint-imports"), "--no-logo"],
    }
    types = {"types": [_program("mypy")]}
    if arguments == ["quick"]:
        return run_steps(checks | {"tests": [*pytest, *QUICK]} | types, beside="types")
    many = ["--hypothesis-profile=full"] if arguments else []
    tests = {
        "tests": [*pytest, "--cov", "--cov-report=", *many],
        "coverage": [_program("coverage"), "report", "--fail-under=100"],
    }
    return run_steps(checks | tests | types, beside="types")


def run_steps(steps: dict[str, list[str]], beside: str) -> int:
    """Run commands one after the other, each even where an earlier one failed, and sum up; 0 where all of them hold.

    Args:
        steps: the commands by name, in their order.
        beside: the name of one that starts at once and runs beside the others; what it prints is shown in its turn.
    """
    summary = []
    with tempfile.TemporaryFile() as said, ThreadPoolExecutor() as pool:
        going = pool.submit(_timed, steps[beside], said)
        for name, command in steps.items():
            _say(f"{name}: {' '.join([Path(command[0]).stem, *command[1:]])}")
            code, seconds = going.result() if name == beside else _timed(command)
            if name == beside:
                said.seek(0)
                print(said.read().decode(errors="replace"), end="", flush=True)
            verdict = "holds" if code == 0 else f"FAILS (exit code {code})"
            summary.append((code, f"{name:10}{verdict}, {seconds:.0f} s"))
    _say("summary")
    for _, line in summary:
        print(line)
    return 1 if any(code for code, _ in summary) else 0


def _timed(command: list[str], output: IO[bytes] | None = None) -> tuple[int, float]:
    """Run a command to its end; its exit code and the seconds that it took."""
    began = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, stdout=output, stderr=output and subprocess.STDOUT, check=False)
    return done.returncode, time.monotonic() - began


def side_by_side() -> list[str]:
    """What has pytest run tests in as many processes as there are cores; one that dies or hangs loses its test alone.

    Tests are handed out few at a time and in their order, because tests/conftest.py puts the long ones early.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return ["-n", str(min(max(cores, 2), 8)), "--dist", "load", "--maxschedchunk", "8"]


def bench(arguments: list[str]) -> int:
    """Measure what the program costs beside what it could cost.

    Args:
        arguments: what to pass on to `bench/run.py`.
    """
    if not system_packages((*QT_LIBRARIES, *TEST_PROGRAMS, *_missing_of_python())) or not _environment():
        return 1
    measure = [_program("python"), str(ROOT / "bench" / "run.py"), *arguments]
    return subprocess.run(measure if has_display() else _on_screen(measure), cwd=ROOT, check=False).returncode


def lock(arguments: list[str]) -> int:
    """Pin every package anew in `requirements.lock`, for every system, with hashes and without addresses.

    Args:
        arguments: what to pass on to uv, such as `--upgrade`.
    """
    uv = shutil.which("uv")
    if uv is None:
        return _stop("The lock file is made by uv, which is not here. Type: python -m pip install uv")
    wanted = ["pyproject.toml", "--group", "dev", "--universal", "--python-version", "3.11"]
    quiet = ["--generate-hashes", "--no-header", "--no-annotate", "--quiet", "--output-file", LOCK.name]
    subprocess.run([uv, "pip", "compile", *wanted, *quiet, *arguments], cwd=ROOT, check=True)
    return 0


def migration(arguments: list[str]) -> int:
    """Write the skeleton of a migration from what the models have and the newest schema lacks.

    Args:
        arguments: the migration's name.
    """
    if not _environment():
        return 1
    return subprocess.run(
        [_program("python"), str(ROOT / "dev_migration.py"), *arguments], cwd=ROOT, check=False
    ).returncode


def has_display() -> bool:
    """Whether a window can be opened here."""
    if os.environ.get("PANEL_DESK_HEADLESS") == "1":
        return False
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def choose_meetings(meetings: list[dict[str, str]]) -> tuple[str, str]:
    """The next planned meeting's ref, and the ref of the last held one whose minutes are furthest on.

    Args:
        meetings: rows of `panel-desk meetings --json`, at least one of them planned and one held.
    """
    stages = ("none", "draft", "in review", "final", "signed")
    planned = [row for row in meetings if row["status"] == "planned"]
    held = [row for row in meetings if row["status"] == "held"]
    coming = min(planned, key=lambda row: row["date"])
    past = max(held, key=lambda row: (stages.index(row["minutes"]), row["date"]))
    return coming["ref"], past["ref"]


def _on_paper() -> int:
    """Make the sample agency in a passing store, and write its next panel and last minutes to `out/`."""
    _say("There is no display, so the sample agency's panel is printed instead.")
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="panel-desk-") as folder:
        place = ["--store", str(Path(folder) / "store")]
        surroundings = {**os.environ, "PANEL_DESK_PASSPHRASE": secrets.token_urlsafe(16)}

        def panel_desk(*words: str) -> str:
            command = [_program("panel-desk"), *words, *place]
            done = subprocess.run(command, env=surroundings, stdout=subprocess.PIPE, encoding="utf-8", check=True)
            return done.stdout

        panel_desk("sample")
        coming, past = choose_meetings(json.loads(panel_desk("meetings", "--json")))
        for document, meeting in (("agenda", coming), ("pack", coming), ("minutes", past)):
            file = OUT / f"{document}-{meeting}.pdf"
            panel_desk(document, meeting, "--out", str(file))
            print(f"{document.capitalize()} of {meeting}: {file.relative_to(ROOT).as_posix()}")
    return 0


def _environment() -> bool:
    """Make `.venv` as the lock file and the project say, unless it is so; False where it cannot be."""
    made_from = "\n".join(
        [sys.version.split()[0]]
        + [hashlib.sha256(file.read_bytes()).hexdigest() for file in (LOCK, ROOT / "pyproject.toml")]
    )
    if STAMP.is_file() and STAMP.read_text() == made_from and Path(_program("panel-desk")).is_file():
        return True
    if importlib.util.find_spec("ensurepip") is None:
        _stop("This Python has no ensurepip, without which it cannot make an environment.")
        return False
    if not _answers(_program("python")):
        _say("Making .venv")
        # Copies and no links: a tool that follows a link to the system's Python would miss the packages here.
        subprocess.run([sys.executable, "-m", "venv", "--clear", "--copies", str(VENV)], check=True)
    pip = [_program("python"), "-m", "pip", "--disable-pip-version-check", "--no-input", "-qq", "install"]
    _say("Installing what requirements.lock names; the first time takes a minute or more")
    # The lock file is whole; asked to look for more, pip meets releases newer than it and refuses their hashes.
    subprocess.run([*pip, "--no-deps", "--require-hashes", "--requirement", str(LOCK)], check=True)
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)], check=True)
    STAMP.write_text(made_from)
    return True


def system_packages(wanted: tuple[str, ...]) -> bool:
    """Install those packages that Debian or Ubuntu lacks; False, and the line to type, where it may not.

    Args:
        wanted: names of Debian packages; on another system there is nothing to do.
    """
    if shutil.which("apt-get") is None or shutil.which("dpkg-query") is None:
        return True
    missing = missing_packages(wanted)
    if not missing:
        return True
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *missing]
    to_type = f"Type: sudo apt-get update && sudo {' '.join(install)}"
    leave = leave_to_install()
    if leave is None:
        _stop(f"Some of the system's packages are missing. {to_type}")
        return False
    _say(f"Installing from the system's packages: {' '.join(missing)}")
    for command in (["apt-get", "update"], install):
        done = subprocess.run(
            [*leave, "env", "DEBIAN_FRONTEND=noninteractive", *command],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    importlib.invalidate_caches()  # a part of Python may be among them
    if done.returncode != 0:
        print(done.stdout)
        _stop(f"They could not be installed. {to_type}")
    return done.returncode == 0


def missing_packages(wanted: tuple[str, ...]) -> list[str]:
    """Which of these Debian packages are not installed.

    Args:
        wanted: names as in Debian 12; a later release may have added `t64` to one.
    """
    names = [form for name in wanted for form in (name, f"{name}t64")]
    asked = subprocess.run(
        ["dpkg-query", "--show", "--showformat=${db:Status-Status} ${Package}\n", *names],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a line for every name that was never installed
        encoding="utf-8",
        check=False,
    )
    there = {line.partition(" ")[2] for line in asked.stdout.splitlines() if line.startswith("installed ")}
    return [name for name in wanted if not {name, f"{name}t64"} & there]


def leave_to_install() -> list[str] | None:
    """What to put before a command so that it may install packages; None where nothing would do."""
    if sys.platform == "win32" or os.geteuid() == 0:
        return []
    return ["sudo", "-n"] if shutil.which("sudo") and _answers("sudo", "-n", "true") else None


def _missing_of_python() -> tuple[str, ...]:
    """The package in which Debian and Ubuntu keep what makes an environment, where it is not there."""
    lacking = importlib.util.find_spec("ensurepip") is None
    return (f"python3.{sys.version_info.minor}-venv",) if lacking else ()


def _on_screen(command: list[str]) -> list[str]:
    """The command with a screen of its own, where Xvfb is there to give one."""
    xvfb = shutil.which("xvfb-run")
    return [xvfb, "-a", "-s", "-screen 0 1600x1000x24", *command] if xvfb else command


def _answers(*command: str) -> bool:
    """Whether a program is there and runs."""
    if command[0] == _program("python"):
        command = (*command, "-c", "import pip")
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _program(name: str) -> str:
    """The path of a program in `.venv`."""
    return str(PROGRAMS / (f"{name}.exe" if os.name == "nt" else name))


def _say(sentence: str) -> None:
    print(f"-- {sentence}", flush=True)


def _stop(sentence: str) -> int:
    print(sentence, file=sys.stderr, flush=True)
    return 1


def _arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True, metavar="run | test | bench | lock | migration")
    for name, does in (
        ("run", "open the window; without a display, print the sample agency's panel to out/"),
        ("test", "lint, types, layers, tests, coverage; `quick` for a part, `full` for more; else pytest alone"),
        ("bench", "measure what the program costs beside what it could cost"),
        ("lock", "make requirements.lock again (needs uv)"),
        ("migration", "write the skeleton of a migration from what changed in the models"),
    ):
        commands.add_parser(name, help=does, add_help=False)
    asked, rest = parser.parse_known_args(words)
    asked.rest = rest
    return asked


if __name__ == "__main__":
    sys.exit(main())
