"""The one unit of work: every change goes through `Desk.do`, every question through `Desk.ask`.

`do` opens a transaction as the signed-in account, checks that the role may, runs the operation, writes the audit
entry and commits; this is the only place that commits. Which registers changed, and which a question read, is
worked out from the session and never declared. Listeners then hear once which registers changed.

Within one `ask` nothing changes, so the store is asked the same thing once: a question marked `asked_once` keeps its
answer until that `ask` ends, and every record that was read stays in the session. Within a `do` each question is asked
anew, because the operation may have changed the answer.
"""

import functools
import logging
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Concatenate, Generic, ParamSpec, Protocol, TypeVar

from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from panel_desk.errors import ChangedMeanwhileError, NotAllowedError, SurroundingsError
from panel_desk.rules.text import listed
from panel_desk.rules.vocabulary import AccountRole
from panel_desk.store.audit import watch_changes, write_entry
from panel_desk.store.engine import WRITES, database_errors_in_words
from panel_desk.store.read_tracking import keep_records, watch_reads
from panel_desk.store.store import Store, account_of, open_store, open_with_recovery_key
from panel_desk.store.vault import Vault

P = ParamSpec("P")
T = TypeVar("T")
_SLOW = 0.1  # seconds; a read or a write that keeps the window longer than this is logged
_log = logging.getLogger(__name__)


class TimeSource(Protocol):
    """What time it is; tests and the sample agency bring their own."""

    def now(self) -> datetime:
        """The moment, aware, in UTC."""
        ...

    def today(self) -> date:
        """The day on the wall, in the office."""
        ...


class WallClock:
    """The computer's own clock."""

    def now(self) -> datetime:
        """The moment, aware, in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """The day on the wall, in the office."""
        return datetime.now(UTC).astimezone().date()


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is at the desk.

    Args:
        account: the sign-in name, which the audit trail records.
        name: the name as it prints.
        role: what this person does for the panel.
        member_ref: the person's ref on the central list, if they are on it.
    """

    account: str
    name: str
    role: AccountRole
    member_ref: str | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """What an operation or a query is given: the session, the clock, the person and the open store.

    Args:
        answered: the answers of `asked_once` questions so far, by question and arguments; None within a `do`.
    """

    session: Session
    clock: TimeSource
    by: SignedIn
    store: Store
    answered: dict[Hashable, Any] | None = None

    @property
    def vault(self) -> Vault:
        """Where papers and signed prints are kept."""
        return self.store.vault


@dataclass(frozen=True, slots=True)
class QueryResult(Generic[T]):
    """What a question returned, and the registers (table names) that it read."""

    value: T
    registers: frozenset[str]


def permits(*roles: AccountRole) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Say which roles may do an operation. An operation without this is a bug that `Desk.do` refuses."""

    def mark(operation: Callable[P, T]) -> Callable[P, T]:
        operation.permitted_roles = frozenset(roles)  # type: ignore[attr-defined]
        return operation

    return mark


def asked_once(query: Callable[Concatenate[Work, P], T]) -> Callable[Concatenate[Work, P], T]:
    """Answer a question once within an `ask`, for every other question that is built on it.

    Its arguments must be hashable. Its answer is shared: it must be one that nobody changes.
    """

    @functools.wraps(query)
    def answer(work: Work, /, *args: P.args, **kwargs: P.kwargs) -> T:
        if work.answered is None:
            return query(work, *args, **kwargs)
        key = (query, args, tuple(sorted(kwargs.items())))
        if key not in work.answered:
            work.answered[key] = query(work, *args, **kwargs)
        answered: T = work.answered[key]
        return answered

    return answer


class Desk:
    """A signed-in person at an open store."""

    has_account = True
    """Whoever is here signed in with an account, and signs with its passphrase."""

    def __init__(self, store: Store, signed_in: SignedIn, clock: TimeSource | None = None) -> None:
        self.store = store
        self.signed_in = signed_in
        self.clock: TimeSource = clock or WallClock()
        self._listeners: list[Callable[[frozenset[str]], None]] = []

    def do(self, operation: Callable[Concatenate[Work, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run an operation as one unit of work and commit it; what it returns.

        Raises:
            NotAllowedError: the signed-in role does not do this.
            RuleBrokenError: what was asked for breaks a rule; nothing was saved.
            ChangedMeanwhileError: somebody else saved the same record first; nothing was saved.
            SurroundingsError: the disk or another program is in the way; nothing was saved.
        """
        if why_not := self.why_not(operation):
            raise NotAllowedError(why_not)
        started = time.monotonic()
        engine = self.store.engine.execution_options(**{WRITES: True})
        with (
            self._reaching_the_store(),
            self.store.keys_restored_on_failure(),
            Session(engine) as session,
            session.begin(),
            watch_changes(session) as trail,
        ):
            try:
                result = operation(self._work(session), *args, **kwargs)
                session.flush()
            except StaleDataError:
                raise ChangedMeanwhileError(
                    "Somebody else saved this record while you were working on it. Look at what they saved, "
                    "then make your change again."
                ) from None
            if trail.changes:
                write_entry(
                    session,
                    trail,
                    at=self.clock.now(),
                    account=self.signed_in.account,
                    action=operation.__name__,
                )
        self._log_if_slow(operation.__name__, started)
        if trail.changes:
            for listener in tuple(self._listeners):
                listener(trail.registers)
        return result

    def why_not(self, operation: Callable[..., object]) -> str:
        """The sentence that says why the signed-in role does not do an operation; empty where it does."""
        permitted: frozenset[AccountRole] = operation.permitted_roles  # type: ignore[attr-defined] # set by permits()
        return "" if self.signed_in.role in permitted else _not_allowed(self.signed_in.role, permitted)

    def ask(self, query: Callable[Concatenate[Work, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """What the query answers."""
        return self.answer(query, *args, **kwargs).value

    def answer(self, query: Callable[Concatenate[Work, P], T], /, *args: P.args, **kwargs: P.kwargs) -> QueryResult[T]:
        """What the query answers, with the registers that it read, so that a page knows when to ask again."""
        started = time.monotonic()
        with (
            self._reaching_the_store(),
            Session(self.store.engine) as session,
            watch_reads(session) as registers,
            keep_records(session),
        ):
            value = query(self._work(session, answered={}), *args, **kwargs)
        self._log_if_slow(query.__name__, started)
        return QueryResult(value, frozenset(registers))

    def listen(self, listener: Callable[[frozenset[str]], None]) -> None:
        """Have `listener` called with the changed registers after every commit."""
        self._listeners.append(listener)

    def close(self) -> None:
        """Leave the desk and let go of the store."""
        self._listeners.clear()
        self.store.close()

    @contextmanager
    def _reaching_the_store(self) -> Iterator[None]:
        """Say in a sentence what is in the way; what is asked next connects anew, for a connection may have failed."""
        try:
            with database_errors_in_words():
                yield
        except SurroundingsError:
            self.store.drop_connections()
            raise

    def _work(self, session: Session, answered: dict[Hashable, Any] | None = None) -> Work:
        return Work(session, self.clock, self.signed_in, self.store, answered)

    def _log_if_slow(self, what: str, started: float) -> None:
        took = time.monotonic() - started
        if took > _SLOW:
            _log.warning("%s took %d ms", what, took * 1000)


def sign_in(folder: Path, name: str | None, passphrase: str, clock: TimeSource | None = None) -> Desk:
    """Open the store in `folder` as an account (its first administrator where `name` is None).

    Raises:
        StoreError: the store cannot be opened; the sentence says why and what to do.
    """
    return _desk(*open_store(folder, name, passphrase), clock)


def sign_in_with_recovery_key(folder: Path, recovery_key: str, clock: TimeSource | None = None) -> Desk:
    """Open the store in `folder` as its first administrator, with the key that was printed when it was made.

    Raises:
        StoreError: the store cannot be opened; the sentence says why and what to do.
    """
    return _desk(*open_with_recovery_key(folder, recovery_key), clock)


def _desk(store: Store, name: str, clock: TimeSource | None) -> Desk:
    try:
        with database_errors_in_words(), Session(store.engine) as session:
            account = account_of(session, name)
    except BaseException:
        store.close()
        raise
    return Desk(store, SignedIn(account.name, account.full_name, account.role, account.member_ref), clock)


def _not_allowed(role: AccountRole, permitted: frozenset[AccountRole]) -> str:
    may = listed(sorted(permitted), "or")
    return f"You are signed in as {role}. This is done by an account with the role {may}."
