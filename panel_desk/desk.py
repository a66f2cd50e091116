"""The unit of work: every operation is run by `Desk.do`, every query by `Desk.ask`.

The audit trail also records who read what: a query that shows a record whose reading must be recorded says so with
`Work.disclose`, a flow with `Desk.note_seen`, and the desk adds an entry, in a transaction of its own.

`do` checks that the account's role permits the operation, runs it in a transaction, writes the audit entry and commits;
nothing else commits. It then tells the listeners which registers changed. The registers that an operation changed or a
query read are observed in the session, so no operation or query has to declare them.

Nothing changes within one `ask`, so a query marked `asked_once` is run once for the same arguments, and every record
that was loaded stays in the session until the `ask` ends. Within a `do`, such a query is run each time, because the
operation may have changed its result.
"""

import functools
import inspect
import logging
import math
import time
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Concatenate, Generic, ParamSpec, Protocol, TypeVar

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from panel_desk.errors import (
    ChangedMeanwhileError,
    NotAllowedError,
    OwnPassphraseNeededError,
    PanelDeskError,
    RuleBrokenError,
    SignInRefusedError,
    StoreError,
    SurroundingsError,
)
from panel_desk.models import AccountKey
from panel_desk.rules.access import NEVER, Information, RoleRefusal, Viewpoint
from panel_desk.rules.disclosures import Disclosure, Seen, Way
from panel_desk.rules.text import count, listed
from panel_desk.rules.vocabulary import AccountRole, KeyOrigin
from panel_desk.store.audit import Trail, seen_change, watch_changes, write_entry
from panel_desk.store.engine import WRITES, database_errors_in_words
from panel_desk.store.read_tracking import keep_records, watch_reads
from panel_desk.store.refused_sign_ins import RefusedSignIn, keep_refused, take_refused
from panel_desk.store.restore import put_back_after_crash
from panel_desk.store.search.updates import watch_texts
from panel_desk.store.sign_in_check import KeyState, refuse_changed_access, refuse_other_recovery_key
from panel_desk.store.sign_in_waits import TRIES_UNTIL_WAIT, count_refused, forget_refused, wait_left
from panel_desk.store.signers import RECOVERY, Signer
from panel_desk.store.store import (
    KEY_CHANGED,
    Opened,
    Store,
    account_of,
    account_typed,
    open_store,
    open_with_recovery_key,
)
from panel_desk.store.vault import Vault
from panel_desk.store.visibility import NAMED_BY, are_limits_lifted, is_seen, limit_to, viewpoint_of
from panel_desk.store.visibility import without_limits as limits_lifted

P = ParamSpec("P")
T = TypeVar("T")
_A_MINUTE = 60  # seconds
_SLOW = 0.1  # seconds; an operation or a query that takes longer, and so blocks the window, is logged
_ONE_TIME_CODE = (
    "This is a one-time code, which opens nothing by itself. Choose a passphrase of your own; you sign in with it from "
    "now on."
)
_log = logging.getLogger(__name__)


class TimeSource(Protocol):
    """A source of the current time; tests and the sample agency have their own."""

    def now(self) -> datetime:
        """The current date and time, aware, in UTC."""
        ...

    def today(self) -> date:
        """The current date in the computer's time zone."""
        ...


class ComputerTime:
    """The time of the computer."""

    def now(self) -> datetime:
        """The current date and time, aware, in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """The current date in the computer's time zone."""
        return datetime.now(UTC).astimezone().date()


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The person who is signed in.

    Args:
        account: the sign-in name, which the audit trail records.
        name: the person's name as it is printed.
        role: the account's role.
        member_ref: the person's ref on the central list, if they are on it.
    """

    account: str
    name: str
    role: AccountRole
    member_ref: str | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """The context of one operation or query, which is its first argument.

    Args:
        session: the database session.
        time_source: the source of the current time.
        by: the person who is signed in.
        store: the open store.
        view: what the account may see.
        cache: the results of `asked_once` queries so far, by query and arguments; None within a `do`.
        disclosed: what it disclosed so far; the keys of a dict, in order.
        new_signers: the person's new signing key, with which the desk signs after this unit of work, if it made one.
    """

    session: Session
    time_source: TimeSource
    by: SignedIn
    store: Store
    view: Viewpoint
    cache: dict[Hashable, Any] | None = None
    disclosed: dict[Disclosure, None] = field(default_factory=dict)
    new_signers: list[Signer] = field(default_factory=list)

    def disclose(self, seen: Seen, register: str, ref: str = "", *, of: Sequence[str] = (), what: str = "") -> None:
        """Say that a record is shown or taken out, which the audit trail then records; see `Disclosure`."""
        self.disclosed[Disclosure(seen, register, ref, tuple(of), what)] = None

    def sees(self, information: Information) -> bool:
        """Whether the account may see a kind of information."""
        return information in self.view.sees

    @property
    def vault(self) -> Vault:
        """The vault of papers and signed PDFs."""
        return self.store.vault


@dataclass(frozen=True, slots=True)
class QueryResult(Generic[T]):
    """A query's result, the registers (table names) that it read, and what it disclosed."""

    value: T
    registers: frozenset[str]
    disclosed: tuple[Disclosure, ...] = ()


def permits(*roles: AccountRole) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Declare the roles that are permitted to run an operation. `Desk.do` fails for an operation without this."""

    def mark(operation: Callable[P, T]) -> Callable[P, T]:
        operation.permitted_roles = frozenset(roles)  # type: ignore[attr-defined]
        return operation

    return mark


def shows(*information: Information) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Declare the kinds of information that a query shows; `Desk.ask` fails for a query without this.

    An account may ask a query of which it sees all of these kinds. `store.visibility` decides of which meetings and
    cases it then sees rows.
    """

    def mark(query: Callable[P, T]) -> Callable[P, T]:
        query.information_shown = frozenset(information)  # type: ignore[attr-defined]
        return query

    return mark


def without_limits(query: Callable[Concatenate[Work, P], T]) -> Callable[Concatenate[Work, P], T]:
    """Let a query read everything, because its result is a verdict or a figure that must not depend on who asks.

    Its result may hold nothing else that the account may not see.
    """

    @functools.wraps(query)
    def unlimited(work: Work, /, *args: P.args, **kwargs: P.kwargs) -> T:
        with limits_lifted(work.session):
            return query(work, *args, **kwargs)

    return unlimited


def asked_once(query: Callable[Concatenate[Work, P], T]) -> Callable[Concatenate[Work, P], T]:
    """Run a query only once for the same arguments within one `ask`, however many other queries call it.

    Its arguments must be hashable. Its result is shared, so no caller may change it.
    """

    @functools.wraps(query)
    def cached(work: Work, /, *args: P.args, **kwargs: P.kwargs) -> T:
        if work.cache is None:
            return query(work, *args, **kwargs)
        key = (query, args, tuple(sorted(kwargs.items())), are_limits_lifted(work.session))
        if key not in work.cache:
            work.cache[key] = query(work, *args, **kwargs)
        result: T = work.cache[key]
        return result

    return cached


class Desk:
    """An open store with a signed-in person; runs operations and queries."""

    has_account = True
    """Whether the person signed in with an account, and so signs minutes with its passphrase."""

    def __init__(
        self, store: Store, signed_in: SignedIn, time_source: TimeSource | None = None, way: Way = Way.WINDOW
    ) -> None:
        self.store = store
        self.signer = store.signer
        self.signed_in = signed_in
        self.way = way
        self.time_source: TimeSource = time_source or ComputerTime()
        self._listeners: list[Callable[[frozenset[str]], None]] = []

    def do(self, operation: Callable[Concatenate[Work, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run an operation as one unit of work and commit it; the operation's result.

        Raises:
            NotAllowedError: the role of the signed-in account is not permitted to do this, or the store is read-only.
            RuleBrokenError: the input breaks a rule; nothing was saved.
            ChangedMeanwhileError: somebody else saved the same record first; nothing was saved.
            SurroundingsError: the disk or another program prevents the work; nothing was saved.
        """
        if why_not := self.why_not(operation):
            raise NotAllowedError(why_not)
        started = time.monotonic()
        with self._store_errors_in_words(), Session(self.store.engine) as reading:
            view = self._view(reading)  # before the operation, which locks the store with its first statement
        engine = self.store.engine.execution_options(**{WRITES: True})
        with (
            self._store_errors_in_words(),
            self.store.keys_restored_on_failure(),
            Session(engine) as session,
            session.begin(),
            watch_changes(session) as trail,
            watch_texts(session, self.store.index) as texts,
        ):
            try:
                work = self._work(session, view)
                _refuse_unseen(work, operation, args, kwargs)
                result = operation(work, *args, **kwargs)
                session.flush()
                texts.write()
            except StaleDataError:
                raise ChangedMeanwhileError(
                    "Somebody else saved this record while you were working on it. Look at what they saved, "
                    "then make your change again."
                ) from None
            newest = None
            trail.changes += [seen_change(each, self.way) for each in work.disclosed]
            if trail.changes:
                newest = write_entry(
                    session,
                    trail,
                    at=self.time_source.now(),
                    account=self.signed_in.account,
                    action=operation.__name__ if trail.registers else next(iter(work.disclosed)).seen.action,
                    signer=self.signer or next(iter(work.new_signers), None),  # the first key signs its own entry
                )
        if work.new_signers:
            self.signer = self.store.signer = work.new_signers[-1]
        if newest is not None:
            self.store.record_last_change(newest)
        self._log_if_slow(operation.__name__, started)
        if trail.registers:
            for listener in tuple(self._listeners):
                listener(trail.registers)
        return result

    def why_not(self, operation: Callable[..., object]) -> str:
        """Why an operation cannot be run, as a sentence: the store is read-only, or the role is not permitted to."""
        if self.store.why_read_only:
            return self.store.why_read_only
        permitted: frozenset[AccountRole] = operation.permitted_roles  # type: ignore[attr-defined] # set by permits()
        return "" if self.signed_in.role in permitted else _not_allowed(self.signed_in.role, permitted)

    def viewpoint(self) -> Viewpoint:
        """What the account may see today."""
        with self._store_errors_in_words(), Session(self.store.engine) as session:
            return self._view(session)

    def why_not_ask(self, query: Callable[..., object], view: Viewpoint) -> str:
        """Why an account may not ask a query from its viewpoint, as a sentence; empty if it may."""
        shown: frozenset[Information] = query.information_shown  # type: ignore[attr-defined] # set by shows()
        unseen = sorted(shown - view.sees)
        if not unseen:
            return ""
        role = self.signed_in.role
        refusal = f"You are signed in as {role}, who does not see {listed(unseen, 'or')}."
        if NEVER[role].isdisjoint(unseen):
            refusal += " An administrator can change this in Settings."
        return RoleRefusal(refusal)

    def ask(self, query: Callable[Concatenate[Work, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a query; its result. What it disclosed is added to the audit trail.

        Raises:
            NotAllowedError: the account may not ask it, or was closed or got a new passphrase meanwhile.
        """
        result = self.ask_with_registers(query, *args, **kwargs)
        self.note_seen(*result.disclosed)
        return result.value

    def ask_with_registers(
        self, query: Callable[Concatenate[Work, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> QueryResult[T]:
        """Run a query; its result with the registers that it read, a change of which makes the result outdated.

        What it disclosed is not added to the audit trail, because a page asks again whenever a register changes; the
        page passes it to `note_seen` when somebody opens it.
        """
        started = time.monotonic()
        with (
            self._store_errors_in_words(),
            Session(self.store.engine) as session,
        ):
            work = self._work(session, self._view(session), cache={})
            if why_not := self.why_not_ask(query, work.view):
                raise NotAllowedError(why_not)
            with watch_reads(session) as registers, keep_records(session), limit_to(session, work.view):
                value = query(work, *args, **kwargs)
        self._log_if_slow(query.__name__, started)
        return QueryResult(value, frozenset(registers), tuple(work.disclosed))

    def note_seen(self, *disclosed: Disclosure) -> None:
        """Add to the audit trail what was shown or taken out: one entry for each kind, in one transaction.

        A store that cannot be written at present is read all the same; the log then says that the entry is missing.

        Raises:
            NotAllowedError: the account was closed or got a new passphrase meanwhile.
        """
        kinds = dict.fromkeys(each.seen for each in disclosed)
        now, me = self.time_source.now(), self.signed_in.account
        self._write_seen(
            [
                (now, me, seen, Trail([seen_change(each, self.way) for each in disclosed if each.seen is seen]))
                for seen in kinds
            ]
        )

    def note_sign_in(self) -> None:
        """Add to the audit trail the sign-in, and the sign-ins that were refused before it."""
        if self.store.why_read_only:
            return
        refused = take_refused(self.store.folder)
        entries = [
            (
                each.at,
                "",
                Seen.SIGN_IN_REFUSED,
                Trail([seen_change(_refusal(each), each.way)]),
            )
            for each in refused
        ]
        me = self.signed_in.account
        own = Trail([seen_change(Disclosure(Seen.SIGNED_IN, "account", me), self.way)])
        if not self._write_seen([*entries, (self.time_source.now(), me, Seen.SIGNED_IN, own)]):
            keep_refused(self.store.folder, refused)

    def unlock(self, typed: str) -> None:
        """Check what the person who is signed in typed to see their locked window again.

        Args:
            typed: their passphrase, or the recovery key.

        Raises:
            SignInRefusedError: it is wrong, which is counted as at the sign-in, or the account must wait.
        """
        folder, me = self.store.folder, self.signed_in.account
        _refuse_while_waiting(folder, me, self.time_source)
        if not (self.store.is_passphrase_of(me, typed) or self.store.is_recovery_key(typed)):
            count_refused(folder, me, self.time_source.now())
            keep_refused(folder, [RefusedSignIn(self.time_source.now(), me, self.way)])
            _refuse_while_waiting(folder, me, self.time_source)
            raise SignInRefusedError("That is not your passphrase. Check Caps Lock and type it again.", me)
        forget_refused(folder, me)

    def _write_seen(self, entries: Sequence[tuple[datetime, str, Seen, Trail]]) -> bool:
        """Add entries, each with its time, account and kind; whether they were written."""
        if not entries or self.store.why_read_only:
            return False
        try:
            with (
                self._store_errors_in_words(),
                Session(self.store.engine.execution_options(**{WRITES: True})) as session,
                session.begin(),
            ):
                for at, account, seen, trail in entries:
                    newest = write_entry(session, trail, at=at, account=account, action=seen.action, signer=self.signer)
        except NotAllowedError:  # an account that was closed meanwhile sees nothing that the trail does not have
            raise
        except (PanelDeskError, DBAPIError) as error:
            _log.warning("not on the audit trail: %s", error)
            return False
        self.store.record_last_change(newest)
        return True

    @property
    def is_with_recovery_key(self) -> bool:
        """Whether the recovery key opened the store, and not a passphrase."""
        return self.signer is not None and self.signer.account == RECOVERY

    @property
    def warnings(self) -> tuple[str, ...]:
        """Warnings about the open store to show to the user, of one or two sentences each."""
        return self.store.warnings

    def listen(self, listener: Callable[[frozenset[str]], None]) -> None:
        """Call `listener` with the changed registers after every commit."""
        self._listeners.append(listener)

    def close(self) -> None:
        """Remove the listeners and close the store."""
        self._listeners.clear()
        self.store.close()

    @contextmanager
    def _store_errors_in_words(self) -> Iterator[None]:
        """Turn the store's errors into sentences, and drop its connections, which may have failed."""
        try:
            with database_errors_in_words():
                yield
        except SurroundingsError:
            self.store.drop_connections()
            if self.store.has_other_key:
                raise StoreError(KEY_CHANGED) from None
            raise

    def _work(self, session: Session, view: Viewpoint, cache: dict[Hashable, Any] | None = None) -> Work:
        return Work(session, self.time_source, self.signed_in, self.store, view, cache)

    def _view(self, session: Session) -> Viewpoint:
        me, key = self.signed_in, self.signer.public if self.signer else None
        return viewpoint_of(session, me.account, me.role, me.member_ref, self.time_source.today(), key)

    def _log_if_slow(self, name: str, started: float) -> None:
        seconds = time.monotonic() - started
        if seconds > _SLOW:
            _log.warning("%s took %d ms", name, seconds * 1000)


def sign_in(
    folder: Path,
    name: str | None,
    passphrase: str,
    time_source: TimeSource | None = None,
    way: Way = Way.WINDOW,
    *,
    chosen: str | None = None,
) -> Desk:
    """Open the store in `folder` as an account (its first administrator if `name` is None).

    Args:
        folder: the store's.
        name: the sign-in name.
        passphrase: the account's passphrase, or the one-time code that an administrator gave.
        time_source: the source of the current time.
        way: how the store is used.
        chosen: the passphrase that the person chose, where they sign in with a one-time code.

    Raises:
        OwnPassphraseNeededError: it is a one-time code, and no passphrase was chosen.
        RuleBrokenError: the passphrase that was chosen is the code itself, too short or easy to guess.
        SignInRefusedError: the name or the passphrase is wrong, which the next sign-in adds to the audit trail; or it
            was wrong several times in a row, and the account must wait.
        StoreError: the store cannot be opened; the sentence says why and what to do.
    """
    clock = time_source or ComputerTime()
    put_back_after_crash(folder)
    account = account_typed(folder, name)
    _refuse_while_waiting(folder, account, clock)
    try:
        desk = _desk(folder, lambda: open_store(folder, name, passphrase), clock, way, chosen)
    except SignInRefusedError:
        if account:
            count_refused(folder, account, clock.now())
            _refuse_while_waiting(folder, account, clock)
        raise
    forget_refused(folder, account)
    return desk


def _refuse_while_waiting(folder: Path, account: str, time_source: TimeSource) -> None:
    """Refuse a sign-in while its account waits.

    Raises:
        SignInRefusedError: the account must wait.
    """
    left = wait_left(folder, account, time_source.now())
    if left:
        seconds = math.ceil(left.total_seconds())
        wait = count(seconds, "second") if seconds < _A_MINUTE else count(math.ceil(seconds / _A_MINUTE), "minute")
        raise SignInRefusedError(
            f"Wrong passphrases were typed for this account {TRIES_UNTIL_WAIT} times or more in a row. "
            f"Try again in {wait}, ask an administrator for a one-time code, or use the recovery key.",
            account,
        )


def sign_in_with_recovery_key(
    folder: Path, recovery_key: str, time_source: TimeSource | None = None, way: Way = Way.WINDOW
) -> Desk:
    """Open the store in `folder` as its first administrator, with the key that was printed when it was created.

    Raises:
        SignInRefusedError: the recovery key is wrong; the next sign-in adds this to the audit trail.
        StoreError: the store cannot be opened; the sentence says why and what to do.
    """
    put_back_after_crash(folder)
    return _desk(folder, lambda: open_with_recovery_key(folder, recovery_key), time_source or ComputerTime(), way)


def _desk(
    folder: Path, open_it: Callable[[], Opened], time_source: TimeSource, way: Way, chosen: str | None = None
) -> Desk:
    """The desk of the store that `open_it` opens; the sign-in is recorded, and so is a refused one."""
    try:
        opened = open_it()
    except SignInRefusedError as error:
        keep_refused(folder, [RefusedSignIn(time_source.now(), error.account, way)])
        raise
    store = opened.store
    try:
        with database_errors_in_words(), Session(store.engine) as session:
            account = account_of(session, opened.name)
            if opened.is_recovery:
                key = KeyState(refuse_other_recovery_key(session, opened.unlocked))
            else:
                key = refuse_changed_access(session, account, opened.unlocked, time_source.now())
            _refuse_code_alone(key, chosen, store)
    except BaseException:
        store.close()
        raise
    role = AccountRole.ADMINISTRATOR if opened.is_recovery else account.role
    signed_in = SignedIn(account.name, account.full_name, role, account.member_ref)
    desk = Desk(store, signed_in, time_source, way)
    try:
        if key.is_code:
            desk.do(choose_passphrase, chosen or "")
        elif not store.why_read_only:
            if key.needs_first:
                desk.do(begin_signing, opened)
            with suppress(SurroundingsError):  # on a full disk it is added at another sign-in
                desk.do(add_sealing_key, opened)
    except BaseException:
        desk.close()
        raise
    desk.note_sign_in()
    return desk


def _refuse_code_alone(key: KeyState, chosen: str | None, store: Store) -> None:
    """Refuse a sign-in with a one-time code where no passphrase was chosen, or none can be set.

    Raises:
        OwnPassphraseNeededError: no passphrase was chosen.
        StoreError: the store can only be read.
    """
    if not key.is_code:
        return
    if store.why_read_only:
        raise StoreError(store.why_read_only)
    if chosen is None:
        raise OwnPassphraseNeededError(_ONE_TIME_CODE)


@permits(*AccountRole)
def begin_signing(work: Work, opened: Opened) -> None:
    """Make the first signing key of an account from before the audit trail was signed, or register the recovery key's.

    The entry in the audit trail that says so is signed with the new key itself.
    """
    signer = opened.unlocked.signer or work.store.give_first_key(opened.name, opened.unlocked)
    origin = KeyOrigin.RECOVERY if opened.is_recovery else KeyOrigin.FIRST_SIGN_IN
    add_key(work, signer, origin)


@permits(*AccountRole)
def add_sealing_key(work: Work, opened: Opened) -> None:
    """Add the key for sealing of an account, or of the recovery key, to a key file of an earlier version."""
    work.session.scalars(
        select(AccountKey.id).limit(1)
    ).all()  # locks the store, so that no other window writes the file
    work.store.add_sealing_key(opened.name, opened.unlocked, is_recovery=opened.is_recovery)


@permits(*AccountRole)
def choose_passphrase(work: Work, passphrase: str) -> None:
    """Set the passphrase that a person chose who signs in with a one-time code, which ends with it.

    Raises:
        RuleBrokenError: it is the code itself, too short or easy to guess.
    """
    me = work.by.account
    if work.store.is_passphrase_of(me, passphrase):
        raise RuleBrokenError("Choose a passphrase of your own, not the one-time code.", "passphrase")
    account = account_of(work.session, me)
    account.passphrase_set_at = work.time_source.now()
    work.session.flush()
    is_administrator = account.role is AccountRole.ADMINISTRATOR
    signer = work.store.save_account_key(me, passphrase, account.full_name, is_administrator=is_administrator)
    add_key(work, signer, KeyOrigin.CHOSEN)


def add_key(work: Work, signer: Signer, origin: KeyOrigin) -> None:
    """Register the public half of a new signing key, and end the key that the account had until now."""
    end_keys(work, signer.account)
    work.session.add(
        AccountKey(account_name=signer.account, public_key=signer.public, origin=origin, made_at=work.time_source.now())
    )
    if signer.account == work.by.account and origin is not KeyOrigin.RESET:
        work.new_signers.append(signer)


def end_keys(work: Work, account: str) -> None:
    """End an account's signing key, with which nothing is signed any more; old entries are still checked with it."""
    for key in work.session.scalars(select(AccountKey).filter_by(account_name=account, ended_at=None)):
        key.ended_at = work.time_source.now()
    work.session.flush()


def _refusal(refused: RefusedSignIn) -> Disclosure:
    """What the audit trail says of a sign-in that was refused."""
    what = "" if refused.account else "a name or a recovery key that does not belong to this store"
    return Disclosure(Seen.SIGN_IN_REFUSED, "account", refused.account, what=what)


def _refuse_unseen(
    work: Work, operation: Callable[..., object], args: Sequence[object], kwargs: Mapping[str, object]
) -> None:
    """Refuse an operation on a record that the account may not see.

    Raises:
        NotAllowedError: a parameter that identifies a record (`store.visibility.NAMED_BY`) identifies such a record.
    """
    named = inspect.signature(operation).bind(work, *args, **kwargs).arguments
    for parameter, register in NAMED_BY.items():
        key = named.get(parameter)
        if key is not None and not is_seen(work.session, work.view, register, key):
            raise NotAllowedError(
                f"This {parameter} is not among those that you may see. You are signed in as {work.by.role}."
            )


def _not_allowed(role: AccountRole, permitted: frozenset[AccountRole]) -> RoleRefusal:
    may = listed(sorted(permitted), "or")
    return RoleRefusal(f"You are signed in as {role}. This is done by an account with the role {may}.")
