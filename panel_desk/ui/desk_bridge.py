"""The desk for Qt: signals for changed registers and new days, and errors shown where the user can act on them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeVar

from PySide6.QtCore import QObject, Signal

from panel_desk.errors import ChangedMeanwhileError
from panel_desk.ui.error_display import Problems, route

if TYPE_CHECKING:
    from datetime import date, datetime

    from panel_desk.desk import Desk, QueryResult, SignedIn, Work
    from panel_desk.rules.access import Viewpoint
    from panel_desk.rules.disclosures import Disclosure

P = ParamSpec("P")
T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
VIEW_REGISTERS = frozenset({"account_authority", "information_grant"})
"""The registers that decide what an account sees."""


@dataclass(frozen=True, slots=True)
class Done(Generic[T_co]):
    """The result of an operation or a flow: true where it was done, and what it returned.

    Args:
        was_done: false where an error was raised; the user has seen it.
        value: what the operation returned.
        is_outdated: it was not done because somebody else saved the same record meanwhile.
    """

    was_done: bool
    value: T_co | None = None
    is_outdated: bool = False

    def __bool__(self) -> bool:
        return self.was_done


class DeskBridge(QObject):
    """Passes queries and operations from pages to the desk."""

    changed = Signal(object)  # frozenset[str]: the registers that a commit changed
    new_day = Signal()

    def __init__(self, desk: "Desk", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self._day = self.today()
        self._view: Viewpoint | None = None
        self._shared: dict[Callable[..., Any], QueryResult[Any] | None] = {}  # None until the query is asked again
        desk.listen(self._on_changed)

    @property
    def signed_in(self) -> "SignedIn":
        """The account that is signed in."""
        return self.desk.signed_in

    @property
    def has_account(self) -> bool:
        """True where the user signed in with an account, whose passphrase signs; false with a review file at home."""
        return self.desk.has_account

    @property
    def is_with_recovery_key(self) -> bool:
        """Whether the recovery key opened the store, and not a passphrase."""
        return self.desk.is_with_recovery_key

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the user is to know about the open store; empty if nothing."""
        return self.desk.warnings

    def unlock(self, typed: str) -> None:
        """Check what was typed to unlock the window.

        Raises:
            SignInRefusedError: as `Desk.unlock`.
        """
        self.desk.unlock(typed)

    def close(self) -> None:
        """Close the desk and its store."""
        self.desk.close()

    def today(self) -> "date":
        """Today's date in the office."""
        return self.desk.time_source.today()

    def now(self) -> "datetime":
        """The current time, in UTC."""
        return self.desk.time_source.now()

    def why_not(self, operation: Callable[..., object]) -> str:
        """The sentence that says why the signed-in role may not do an operation; empty where it may."""
        return self.desk.why_not(operation)

    def why_not_ask(self, *queries: Callable[..., object]) -> str:
        """Why the signed-in account may not ask one of these queries, in a sentence; empty where it may ask all."""
        if self._view is None:
            self._view = self.desk.viewpoint()
        return next((why for query in queries if (why := self.desk.why_not_ask(query, self._view))), "")

    def may_ask(self, *queries: Callable[..., object]) -> bool:
        """Whether the signed-in account may ask all of these queries, so that the window shows what they show."""
        return not self.why_not_ask(*queries)

    def ask(self, query: "Callable[Concatenate[Work, P], T]", *args: P.args, **fields: P.kwargs) -> T:
        """What a query returns. Errors are raised; a page shows those of its `refresh`."""
        return self.desk.ask(query, *args, **fields)

    def ask_with_registers(
        self, query: "Callable[Concatenate[Work, P], T]", *args: P.args, **fields: P.kwargs
    ) -> "QueryResult[T]":
        """What a query returns, and the registers that it read."""
        if args or fields or query not in self._shared:
            return self.desk.ask_with_registers(query, *args, **fields)
        result = self._shared[query]
        if result is None:
            result = self._shared[query] = self.desk.ask_with_registers(query, *args, **fields)
        return result

    def note_seen(self, *disclosed: "Disclosure") -> None:
        """Add to the audit trail which records somebody was shown, saved as a file or printed."""
        self.desk.note_seen(*disclosed)

    def share(self, *queries: "Callable[[Work], object]") -> None:
        """Keep the results of these queries until a register that they read changes or a new day begins."""
        self._shared |= dict.fromkeys(queries)

    def check_new_day(self) -> None:
        """Emit `new_day` where the date has changed, because what is late or due depends on it."""
        if self.today() != self._day:
            self._day = self.today()
            self._view = None
            self._shared = dict.fromkeys(self._shared)
            self.new_day.emit()

    def _on_changed(self, registers: frozenset[str]) -> None:
        if registers & VIEW_REGISTERS:
            self._view = None
            self._shared = dict.fromkeys(self._shared)
        for query, result in self._shared.items():
            if result is not None and result.registers & registers:
                self._shared[query] = None
        self.changed.emit(registers)

    def do(self, operation: "Callable[Concatenate[Work, P], T]", /, *args: P.args, **fields: P.kwargs) -> Done[T]:
        """Do an operation with its own parameters. Nothing is raised: a dialog tells the user what went wrong."""
        return _do_and_route(None, self.do_or_raise, operation, *args, **fields)

    def run(self, flow: "Callable[Concatenate[Desk, P], T]", /, *args: P.args, **fields: P.kwargs) -> Done[T]:
        """Run a step of a flow with its own parameters. Nothing is raised: a dialog tells the user what went wrong."""
        return _do_and_route(None, self.run_or_raise, flow, *args, **fields)

    def run_or_raise(self, flow: "Callable[Concatenate[Desk, P], T]", /, *args: P.args, **fields: P.kwargs) -> T:
        """Run a step of a flow for a caller that shows errors in its own way.

        Raises:
            PanelDeskError: as the flow.
        """
        return flow(self.desk, *args, **fields)

    def with_errors_in(self, problems: Problems) -> "WithErrorsIn":
        """Do operations and run flows for a form or a page, which itself shows the rules that they break."""
        return WithErrorsIn(self, problems)

    def do_or_raise(self, operation: "Callable[Concatenate[Work, P], T]", /, *args: P.args, **fields: P.kwargs) -> T:
        """Do an operation for a caller that shows errors in its own way, such as text that saves itself.

        Raises:
            PanelDeskError: as `Desk.do`.
        """
        return self.desk.do(operation, *args, **fields)


class WithErrorsIn:
    """Does operations and runs flows, and lets a form or page show a broken rule. From `DeskBridge.with_errors_in`."""

    def __init__(self, bridge: DeskBridge, problems: Problems) -> None:
        self._bridge, self._problems = bridge, problems

    def do(self, operation: "Callable[Concatenate[Work, P], T]", /, *args: P.args, **fields: P.kwargs) -> Done[T]:
        """Do an operation with its own parameters. Nothing is raised."""
        return _do_and_route(self._problems, self._bridge.do_or_raise, operation, *args, **fields)

    def run(self, flow: "Callable[Concatenate[Desk, P], T]", /, *args: P.args, **fields: P.kwargs) -> Done[T]:
        """Run a step of a flow with its own parameters. Nothing is raised."""
        return _do_and_route(self._problems, self._bridge.run_or_raise, flow, *args, **fields)


def _do_and_route(problems: Problems | None, act: "Callable[P, T]", /, *args: P.args, **fields: P.kwargs) -> Done[T]:
    """Call a function, and show an error where the user can act on it."""
    if problems is not None:
        problems.clear_problems()
    try:
        return Done(True, act(*args, **fields))
    except Exception as error:  # noqa: BLE001 # route() shows every error, bugs included
        route(error, problems)
        return Done(False, is_outdated=isinstance(error, ChangedMeanwhileError))
