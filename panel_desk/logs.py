"""The program's log, which holds no personal data.

SQLAlchemy, ReportLab and others quote users' text in their exceptions and log messages. The log therefore records the
level, the logger, and an exception's type and frames, but no exception's message, and no message of a logger that is
not the program's own. Frames are given as modules instead of paths, because a path may contain the user's name.
"""

import logging
import secrets
import traceback
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path

from panel_desk import paths

_OURS = __name__.partition(".")[0]
_MAX_BYTES = 1_000_000  # of one file
_OLDER_FILES = 3
_REFERENCE_CHARACTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without 0, 1, I and O, which are easily confused

_log = logging.getLogger(__name__)


def set_up(file: Path | None = None) -> None:
    """Write log records to a file. If the file cannot be created, the program runs without a log.

    Args:
        file: the log file; the user's own if None.
    """
    root = logging.getLogger()
    for handler in [handler for handler in root.handlers if isinstance(handler, _LogFile)]:
        root.removeHandler(handler)
        handler.close()
    file = file or paths.log_file()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        log_file = _LogFile(file, maxBytes=_MAX_BYTES, backupCount=_OLDER_FILES, encoding="utf-8", delay=True)
    except OSError:
        root.addHandler(logging.NullHandler())
        return
    log_file.setFormatter(WithoutPersonalData())
    root.addHandler(log_file)
    logging.getLogger(_OURS).setLevel(logging.INFO)


def reference() -> str:
    """A random reference number, such as `7F3K-92QD`, under which an error shown to the user is found in the log."""
    characters = [secrets.choice(_REFERENCE_CHARACTERS) for _ in range(8)]
    return "".join(characters[:4]) + "-" + "".join(characters[4:])


def record_bug(error: BaseException) -> str:
    """Log an unexpected exception; the reference number to show to the user.

    Args:
        error: the exception, with its traceback.
    """
    number = reference()
    _log.error("Bug %s", number, exc_info=error)
    return number


class WithoutPersonalData(logging.Formatter):
    """Formats log records without anything that a user may have typed."""

    def format(self, record: logging.LogRecord) -> str:
        """One line for the record and one for each frame of its exception.

        Args:
            record: a record of the program or of a package that it uses.
        """
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        lines = [f"{at} {record.levelname} {record.name}: {_message(record)}"]
        if record.exc_info and record.exc_info[1] is not None:
            lines += _exception(record.exc_info[1], set())
        return "\n".join(lines)


class _LogFile(RotatingFileHandler):
    """The log file. A record that cannot be written to it is dropped."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        """Do nothing, because the default prints the whole record, with users' text, to standard error."""


def _message(record: logging.LogRecord) -> str:
    """The message of the program's own record; for another package's record, the place in the code that logged it."""
    where = f"{record.module}.{record.funcName}, line {record.lineno}"
    if record.name.partition(".")[0] != _OURS or not isinstance(record.msg, str):
        return f"(message left out) {where}"
    if not record.args:
        return record.msg
    try:
        if isinstance(record.args, Mapping):
            return record.msg % {key: _value(value) for key, value in record.args.items()}
        return record.msg % tuple(_value(value) for value in record.args)
    except (TypeError, ValueError, KeyError):
        return f"(message left out) {where}"


def _value(value: object) -> object:
    """A number or text as it is; any other object, such as an exception or a record, as the name of its type."""
    return value if isinstance(value, int | float | str) else type(value).__qualname__


def _exception(error: BaseException, seen: set[int]) -> Iterator[str]:
    """The type and frames of an exception, of its cause or context, and of a group's members, without messages."""
    seen.add(id(error))
    yield f"  {type(error).__module__}.{type(error).__qualname__}"
    for frame, line in traceback.walk_tb(error.__traceback__):
        yield f"    {frame.f_globals.get('__name__', '?')}.{frame.f_code.co_qualname}, line {line}"
    members = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    for relation, other in [("contains", member) for member in members] + [("caused by", cause)]:
        if other is not None and id(other) not in seen:
            yield f"  {relation}"
            yield from _exception(other, seen)
