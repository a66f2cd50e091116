"""Runs Panel Desk from a checkout (`python dev.py run`) and tests it (`python dev.py test`).

Needs Python 3.11 or newer and nothing else: it makes `.venv` in the checkout from `requirements.lock`. On
Debian and Ubuntu it also installs the system libraries that Qt needs, or prints the command where it may not.
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
STAMP = VENV / "made-from.txt"  # the Python version, and the hashes of the files, from which `.venv` was made
OUT = ROOT / "out"

# Libraries to which PySide6's libQt6*.so and its xcb and wayland plugins are linked (ldd) and a minimal Debian lacks.
# Every other library comes with the wheels or with one of these.
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
# Xvfb for the tests in a real window, and two programs that read PDFs beside the libraries of the program.
TEST_PROGRAMS = ("poppler-utils", "qpdf", "xauth", "xvfb")

# The tests of `python dev.py test quick`.
QUICK = ("tests/rules", "tests/queries", "tests/exchange")


def main() -> int:
    """Run the command; 0 where it succeeded."""
    options = _arguments(sys.argv[1:])
    if sys.version_info < (3, 11):  # noqa: UP036 - an older Python can read this file, and its user gets a sentence
        return _stop("Panel Desk needs Python 3.11 or newer; this is " + sys.version.split()[0] + ".")
    command = {"run": run, "test": test, "bench": bench, "lock": lock, "migration": migration}[options.command]
    try:
        return command(options.rest)
    except subprocess.CalledProcessError as error:
        return _stop(f"{Path(error.cmd[0]).name} stopped with exit code {error.returncode}.")
    except KeyboardInterrupt:
        return 130


def run(arguments: list[str]) -> int:
    """Open the window; without a display, print documents of the sample agency instead.

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
    return _print_sample()


def test(arguments: list[str]) -> int:
    """Run every check and print a summary.

    Args:
        arguments: none for all checks, `full` for all with many more Hypothesis examples, `quick` for lint, types,
            layers and the tests of rules, queries and exchange; anything else is passed to pytest alone.
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
    """Run commands one after the other, even after one failed, and print a summary; 0 where all succeeded.

    Args:
        steps: the commands by name, in their order.
        beside: the name of one that starts at once and runs in parallel; its output is shown in its turn.
    """
    summary = []
    with tempfile.TemporaryFile() as output, ThreadPoolExecutor() as pool:
        parallel = pool.submit(_timed, steps[beside], output)
        for name, command in steps.items():
            _say(f"{name}: {' '.join([Path(command[0]).stem, *command[1:]])}")
            code, seconds = parallel.result() if name == beside else _timed(command)
            if name == beside:
                output.seek(0)
                print(output.read().decode(errors="replace"), end="", flush=True)
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
    """The options with which pytest runs tests in two to eight processes, by the cores; one that dies fails one test.

    Tests are handed out few at a time and in order, because tests/conftest.py puts the long ones first.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return ["-n", str(min(max(cores, 2), 8)), "--dist", "load", "--maxschedchunk", "8"]


def bench(arguments: list[str]) -> int:
    """Run the benchmarks.

    Args:
        arguments: what to pass on to `bench/run.py`; or `faults`, for `bench/faults.py`, with what to pass on to it.
    """
    if not system_packages((*QT_LIBRARIES, *TEST_PROGRAMS, *_missing_of_python())) or not _environment():
        return 1
    script, passed_on = ("faults.py", arguments[1:]) if arguments[:1] == ["faults"] else ("run.py", arguments)
    measure = [_program("python"), str(ROOT / "bench" / script), *passed_on]
    return subprocess.run(measure if has_display() else _on_screen(measure), cwd=ROOT, check=False).returncode


def lock(arguments: list[str]) -> int:
    """Resolve and pin every package in `requirements.lock`, for every system, with hashes and without addresses.

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
    """Write the skeleton of a migration: what differs between the models and the newest schema.

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
    """The ref of the next planned meeting, and of the last held one whose minutes are most advanced.

    Args:
        meetings: rows of `panel-desk meetings --json`, at least one of them planned and one held.
    """
    stages = ("none", "draft", "in review", "final", "signed")
    planned = [row for row in meetings if row["status"] == "planned"]
    held = [row for row in meetings if row["status"] == "held"]
    coming = min(planned, key=lambda row: row["date"])
    past = max(held, key=lambda row: (stages.index(row["minutes"]), row["date"]))
    return coming["ref"], past["ref"]


def _print_sample() -> int:
    """Make the sample agency in a temporary store, and write its next agenda and pack and last minutes to `out/`."""
    _say("There is no display, so the sample agency's panel is printed instead.")
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="panel-desk-") as folder:
        store = ["--store", str(Path(folder) / "store")]
        environment = {**os.environ, "PANEL_DESK_PASSPHRASE": secrets.token_urlsafe(16)}

        def panel_desk(*words: str) -> str:
            command = [_program("panel-desk"), *words, *store]
            done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, encoding="utf-8", check=True)
            return done.stdout

        panel_desk("sample")
        coming, past = choose_meetings(json.loads(panel_desk("meetings", "--json")))
        for document, meeting in (("agenda", coming), ("pack", coming), ("minutes", past)):
            file = OUT / f"{document}-{meeting}.pdf"
            panel_desk(document, meeting, "--out", str(file))
            print(f"{document.capitalize()} of {meeting}: {file.relative_to(ROOT).as_posix()}")
    return 0


def _environment() -> bool:
    """Make `.venv` by the lock file and the project unless it is up to date; False where that is not possible."""
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
        # Copies, not links: a tool that follows a link to the system's Python would not find the packages.
        subprocess.run([sys.executable, "-m", "venv", "--clear", "--copies", str(VENV)], check=True)
    pip = [_program("python"), "-m", "pip", "--disable-pip-version-check", "--no-input", "-qq", "install"]
    _say("Installing what requirements.lock names; the first time takes a minute or more")
    # The lock file names every package; with dependencies on, pip finds newer releases and refuses their hashes.
    subprocess.run([*pip, "--no-deps", "--require-hashes", "--requirement", str(LOCK)], check=True)
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "--editable", str(ROOT)], check=True)
    STAMP.write_text(made_from)
    return True


def system_packages(wanted: tuple[str, ...]) -> bool:
    """Install the Debian packages that are missing; where that is not allowed, print the command and return False.

    Args:
        wanted: names of Debian packages; without apt-get nothing is done.
    """
    if shutil.which("apt-get") is None or shutil.which("dpkg-query") is None:
        return True
    missing = missing_packages(wanted)
    if not missing:
        return True
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *missing]
    to_type = f"Type: sudo apt-get update && sudo {' '.join(install)}"
    prefix = root_prefix()
    if prefix is None:
        _stop(f"Some of the system's packages are missing. {to_type}")
        return False
    _say(f"Installing from the system's packages: {' '.join(missing)}")
    for command in (["apt-get", "update"], install):
        done = subprocess.run(
            [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", *command],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    importlib.invalidate_caches()  # python3-venv may be among them
    if done.returncode != 0:
        print(done.stdout)
        _stop(f"They could not be installed. {to_type}")
    return done.returncode == 0


def missing_packages(wanted: tuple[str, ...]) -> list[str]:
    """The Debian packages of these that are not installed.

    Args:
        wanted: names as in Debian 12; later releases added `t64` to some.
    """
    names = [form for name in wanted for form in (name, f"{name}t64")]
    query = subprocess.run(
        ["dpkg-query", "--show", "--showformat=${db:Status-Status} ${Package}\n", *names],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,  # a line for every name that was never installed
        encoding="utf-8",
        check=False,
    )
    installed = {line.partition(" ")[2] for line in query.stdout.splitlines() if line.startswith("installed ")}
    return [name for name in wanted if not {name, f"{name}t64"} & installed]


def root_prefix() -> list[str] | None:
    """The words that run a command as root: none as root, `sudo -n` where that works; None where neither does."""
    if sys.platform == "win32" or os.geteuid() == 0:
        return []
    return ["sudo", "-n"] if shutil.which("sudo") and _answers("sudo", "-n", "true") else None


def _missing_of_python() -> tuple[str, ...]:
    """The Debian package that holds `venv`, where Python lacks it."""
    is_missing = importlib.util.find_spec("ensurepip") is None
    return (f"python3.{sys.version_info.minor}-venv",) if is_missing else ()


def _on_screen(command: list[str]) -> list[str]:
    """The command, run by xvfb-run where that is installed."""
    xvfb = shutil.which("xvfb-run")
    return [xvfb, "-a", "-s", "-screen 0 1600x1000x24", *command] if xvfb else command


def _answers(*command: str) -> bool:
    """Whether a command runs and succeeds; for `.venv`'s Python, whether it has pip."""
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
    """Print why the command stops to standard error; the exit code 1."""
    print(sentence, file=sys.stderr, flush=True)
    return 1


def _arguments(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True, metavar="run | test | bench | lock | migration")
    for name, does in (
        ("run", "open the window; without a display, print the sample agency's panel to out/"),
        ("test", "lint, types, layers, tests, coverage; `quick` for a part, `full` for more; else pytest alone"),
        ("bench", "run the benchmarks"),
        ("lock", "pin the packages in requirements.lock again (needs uv)"),
        ("migration", "write the skeleton of a migration from what changed in the models"),
    ):
        commands.add_parser(name, help=does, add_help=False)
    options, rest = parser.parse_known_args(words)
    options.rest = rest
    return options


if __name__ == "__main__":
    sys.exit(main())
