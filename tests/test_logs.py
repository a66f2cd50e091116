"""The log: bugs under a reference number, without names or other personal data."""

import logging
import logging.handlers
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy
from reportlab.platypus import Paragraph
from sqlalchemy.exc import IntegrityError

from panel_desk import logs, paths

SENTINEL = "Zyxwell-Quorn"  # a made-up name, which must not be in the log


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    file = tmp_path / "created when needed" / "panel-desk.log"
    root = logging.getLogger()
    before = root.handlers[:]
    logs.set_up(file)
    yield file
    for handler in [handler for handler in root.handlers if handler not in before]:
        root.removeHandler(handler)
        handler.close()


def raise_plain() -> None:
    raise ValueError(f"{SENTINEL} cannot sit")


def raise_with_a_note() -> None:
    error = RuntimeError("no")
    error.add_note(f"while saving {SENTINEL}")
    raise error


def raise_from_another() -> None:
    try:
        raise_plain()
    except ValueError as error:
        raise KeyError(SENTINEL) from error


def raise_a_group() -> None:
    raise ExceptionGroup(SENTINEL, [ValueError(SENTINEL), OSError(2, SENTINEL, f"/home/{SENTINEL}/desk.db")])


def raise_from_sqlalchemy() -> None:
    engine = sqlalchemy.create_engine("sqlite://")
    try:
        with engine.begin() as connection:
            connection.execute(sqlalchemy.text("CREATE TABLE members (family_name TEXT UNIQUE)"))
            for _ in range(2):
                name = {"name": SENTINEL}
                connection.execute(sqlalchemy.text("INSERT INTO members VALUES (:name)"), name)
    finally:
        engine.dispose()


def raise_from_reportlab() -> None:
    Paragraph(f"<para><b>{SENTINEL}</para>")


@pytest.mark.parametrize(
    ("fails", "kind", "frame"),
    [
        (raise_plain, "builtins.ValueError", "raise_plain"),
        (raise_with_a_note, "builtins.RuntimeError", "raise_with_a_note"),
        (raise_from_another, "builtins.KeyError", "raise_from_another"),
        (raise_a_group, "builtins.ExceptionGroup", "raise_a_group"),
        (raise_from_sqlalchemy, "sqlalchemy.exc.IntegrityError", "sqlalchemy.engine.default"),
        (raise_from_reportlab, "builtins.ValueError", "reportlab.platypus.paragraph"),
    ],
)
def test_the_log_has_an_exceptions_type_and_frames_but_no_name(
    log: Path, fails: Callable[[], None], kind: str, frame: str
) -> None:
    with pytest.raises(Exception) as caught:  # noqa: PT011 - each case's own kind is looked up in the log below
        fails()
    assert SENTINEL in "".join([str(caught.value), *getattr(caught.value, "__notes__", [])])

    number = logs.record_bug(caught.value)
    logging.getLogger("panel_desk.tests").error("It broke: %s", caught.value, exc_info=caught.value)

    written = log.read_text(encoding="utf-8")
    assert SENTINEL not in written
    assert f"ERROR panel_desk.logs: Bug {number}" in written
    assert kind in written
    assert frame in written


def test_the_cause_of_an_exception_is_logged_too(log: Path) -> None:
    with pytest.raises(KeyError) as caught:
        raise_from_another()
    logs.record_bug(caught.value)

    lines = [line.strip() for line in log.read_text(encoding="utf-8").splitlines()]
    assert lines.index("caused by") == lines.index("builtins.ValueError") - 1


def test_every_exception_of_a_group_is_logged(log: Path) -> None:
    with pytest.raises(ExceptionGroup) as caught:
        raise_a_group()
    logs.record_bug(caught.value)

    written = log.read_text(encoding="utf-8")
    assert "builtins.FileNotFoundError" in written
    assert written.count("contains") == 2


def test_exceptions_that_are_each_others_context_are_logged_once(log: Path) -> None:
    first, second = ValueError(SENTINEL), TypeError(SENTINEL)
    first.__context__, second.__context__ = second, first
    logs.record_bug(first)

    assert log.read_text(encoding="utf-8").count("builtins.ValueError") == 1


def test_the_message_of_another_package_is_replaced_by_its_place_in_the_code(log: Path) -> None:
    other = logging.getLogger("pypdf.tests")
    other.warning("paper of %s", SENTINEL)
    other.warning(f"paper of {SENTINEL}")

    written = log.read_text(encoding="utf-8")
    assert SENTINEL not in written
    assert written.count("WARNING pypdf.tests: (message left out) test_logs.") == 2


def test_sqlalchemys_own_log_holds_no_names(log: Path) -> None:
    sql = logging.getLogger("sqlalchemy.engine")
    sql.setLevel(logging.INFO)
    try:
        with pytest.raises(IntegrityError):
            raise_from_sqlalchemy()
    finally:
        sql.setLevel(logging.NOTSET)

    written = log.read_text(encoding="utf-8")
    assert "INFO sqlalchemy.engine" in written
    assert SENTINEL not in written


@pytest.mark.parametrize(
    ("message", "arguments", "line"),
    [
        ("ready", (), "ready"),
        ("%s took %d ms", ("place_on_agenda", 120), "place_on_agenda took 120 ms"),
        ("%(name)s took %(ms).1f ms", ({"name": "sign_minutes", "ms": 1.25},), "sign_minutes took 1.2 ms"),
        ("read %s", (ValueError(SENTINEL),), "read ValueError"),
        ("read %s", ([SENTINEL],), "read list"),
        (ValueError(SENTINEL), (), "(message left out)"),
    ],
)
def test_the_programs_own_messages_are_logged(
    log: Path, message: object, arguments: tuple[object, ...], line: str
) -> None:
    logging.getLogger("panel_desk.tests").info(message, *arguments)

    written = log.read_text(encoding="utf-8")
    assert f"INFO panel_desk.tests: {line}" in written
    assert SENTINEL not in written


def test_a_message_that_does_not_fit_its_arguments_is_left_out() -> None:
    record = logging.makeLogRecord({"name": "panel_desk.tests", "msg": "read %d", "args": (SENTINEL,)})

    assert "panel_desk.tests: (message left out)" in logs.WithoutPersonalData().format(record)
    assert SENTINEL not in logs.WithoutPersonalData().format(record)


def test_setting_up_twice_writes_once(log: Path) -> None:
    logs.set_up(log)
    logging.getLogger("panel_desk.tests").info("once")

    assert log.read_text(encoding="utf-8").count("once") == 1


def test_the_log_is_written_to_the_users_own_file_by_default(
    log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "own" / "panel-desk.log"
    monkeypatch.setattr(paths, "log_file", lambda: own)
    logs.set_up()
    logging.getLogger("panel_desk.tests").info("here")

    assert "here" in own.read_text(encoding="utf-8")
    assert not log.exists()


def test_the_program_runs_without_a_log_that_cannot_be_created(log: Path, capfd: pytest.CaptureFixture[str]) -> None:
    log.parent.parent.joinpath("a file").write_text("in the way")
    logs.set_up(log.parent.parent / "a file" / "panel-desk.log")
    logging.getLogger("panel_desk.tests").error("nobody reads this")

    assert capfd.readouterr() == ("", "")


def test_the_program_runs_without_a_log_that_cannot_be_written(log: Path, capfd: pytest.CaptureFixture[str]) -> None:
    log.mkdir()
    logging.getLogger("panel_desk.tests").error("nobody reads this about %s", SENTINEL)

    assert capfd.readouterr() == ("", "")


def test_a_full_log_file_is_rotated(log: Path) -> None:
    log.write_text("x" * 1_000_001, encoding="utf-8")
    logging.getLogger("panel_desk.tests").info("on a new page")

    assert "on a new page" in log.read_text(encoding="utf-8")
    assert log.with_name("panel-desk.log.1").read_text(encoding="utf-8").startswith("x")


def test_references_are_unique_and_have_no_easily_confused_characters() -> None:
    numbers = {logs.reference() for _ in range(100)}

    assert len(numbers) == 100
    for number in numbers:
        assert len(number) == 9
        assert number[4] == "-"
        assert not set(number) & set("01IO")
