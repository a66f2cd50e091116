"""The program's log: what went wrong and where, and never about whom.

SQLAlchemy, ReportLab and others quote a user's text in their exceptions and their messages, so the log keeps
the level, the logger, an exception's type and its frames. It drops every exception's message, and the message
of every logger that is not the program's own. Frames name modules, not paths, since a path may hold the name
of the person at the desk.
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
_LARGEST = 1_000_000  # bytes a file
_OLDER_FILES = 3
_REFERENCE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that is mistaken for another on the telephone

_log = logging.getLogger(__name__)


def set_up(file: Path | None = None) -> None:
    """Send every record that matters to the log file; a log that cannot be written stops nothing.

    Args:
        file: where to write; the user's own log if None.
    """
    root = logging.getLogger()
    for handler in [handler for handler in root.handlers if isinstance(handler, _LogFile)]:
        root.removeHandler(handler)
        handler.close()
    file = file or paths.log_file()
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        log_file = _LogFile(file, maxBytes=_LARGEST, backupCount=_OLDER_FILES, encoding="utf-8", delay=True)
    except OSError:
        root.addHandler(logging.NullHandler())
        return
    log_file.setFormatter(WithoutPersonalData())
    root.addHandler(log_file)
    logging.getLogger(_OURS).setLevel(logging.INFO)


def reference() -> str:
    """A short number that ties an apology on the screen to its place in the log, such as `7F3K-92QD`."""
    letters = [secrets.choice(_REFERENCE_LETTERS) for _ in range(8)]
    return "".join(letters[:4]) + "-" + "".join(letters[4:])


def record_bug(error: BaseException) -> str:
    """Log what nobody foresaw and return the reference to give to the user.

    Args:
        error: the exception, with its traceback.
    """
    number = reference()
    _log.error("Bug %s", number, exc_info=error)
    return number


class WithoutPersonalData(logging.Formatter):
    """Writes a record without anything that a person may have typed."""

    def format(self, record: logging.LogRecord) -> str:
        """One line for the record and one for each frame of its exception.

        Args:
            record: as logged by the program or by a package it uses.
        """
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        lines = [f"{at} {record.levelname} {record.name}: {_message(record)}"]
        if record.exc_info and record.exc_info[1] is not None:
            lines += _exception(record.exc_info[1], set())
        return "\n".join(lines)


class _LogFile(RotatingFileHandler):
    """The log file; where it cannot be written, the program goes on without it."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        """Keep quiet: the way it is would print the record, whole, to standard error."""


def _message(record: logging.LogRecord) -> str:
    """The program's own words; of another's record only where in its code it was made."""
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
    """Numbers and words as they are; of an exception, a row or a record only its type."""
    return value if isinstance(value, int | float | str) else type(value).__qualname__


def _exception(error: BaseException, told: set[int]) -> Iterator[str]:
    """The exception's type, its frames, and those of what led to it, without one message."""
    told.add(id(error))
    yield f"  {type(error).__module__}.{type(error).__qualname__}"
    for frame, line in traceback.walk_tb(error.__traceback__):
        yield f"    {frame.f_globals.get('__name__', '?')}.{frame.f_code.co_qualname}, line {line}"
    grouped = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    for kind, other in [("holds", each) for each in grouped] + [("after", before)]:
        if other is not None and id(other) not in told:
            yield f"  {kind}"
            yield from _exception(other, told)
