"""Minutes at home: a review file as a desk in memory, at which little can be done, and which is saved into its file."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from panel_desk.desk import Desk, SignedIn, TimeSource
from panel_desk.errors import SurroundingsError
from panel_desk.exchange.minutes.review_file import (
    ANSWER_SUFFIX,
    PasswordKey,
    decrypt_review_file,
    encrypt_answer,
    encrypt_review_file,
    read,
    sha256_of,
)
from panel_desk.operations.minutes.review_files import HOME_OPERATIONS
from panel_desk.operations.minutes.reviews import start_checking
from panel_desk.queries.minutes.home_file import HomeFile
from panel_desk.queries.minutes.review_files import answer_at_home
from panel_desk.rules.access import Information, Viewpoint
from panel_desk.rules.vocabulary import AccountRole
from panel_desk.store.atomic_write import write_or_explain
from panel_desk.store.review_store import MemoryVault, ReviewStore, build_review_store

_OFFICE_ONLY = "This is done in the panel office. Here the minutes are read, commented on, amended and signed."


class HomeDesk(Desk):
    """A desk at which only what belongs to checking and signing is done."""

    has_account = False

    def why_not(self, operation: Callable[..., object]) -> str:
        """Why something is not done at home; empty where it is."""
        return "" if operation in HOME_OPERATIONS else _OFFICE_ONLY

    def _view(self, session: object) -> Viewpoint:
        del session
        me, everything = self.signed_in, frozenset(Information)
        return Viewpoint(me.role, self.time_source.today(), me.member_ref, sees=everything, is_limited=False)


@dataclass(slots=True)
class AtHome:
    """An open review file."""

    path: Path
    file: HomeFile
    desk: HomeDesk
    _store: ReviewStore
    _key: PasswordKey
    _kept: str  # the SHA-256 of the file as it was opened or last saved

    def save(self) -> None:
        """Put everything that was done into the file, encrypted, whole or not at all.

        Raises:
            SurroundingsError: the file cannot be written, or something else was written into it since.
        """
        self._refuse_if_changed()
        files = self._store.vault.as_text() if isinstance(self._store.vault, MemoryVault) else {}
        self.file = replace(self.file, rows=self._store.rows(), files=files)
        data = encrypt_review_file(self.file, self._key)
        _write(self.path, data)
        self._kept = sha256_of(data)

    def save_elsewhere(self, path: Path) -> None:
        """Put everything into another file, and go on in that one.

        Raises:
            SurroundingsError: it cannot be written there; the file stays the one that it was.
        """
        was = self.path, self._kept
        self.path, self._kept = path, ""
        try:
            self.save()
        except SurroundingsError:
            self.path, self._kept = was
            raise

    def _refuse_if_changed(self) -> None:
        """Refuse to write over what somebody else wrote; a file that was taken away is written again.

        Raises:
            SurroundingsError: the file is another than the one that was opened or last saved.
        """
        if not self._kept or not self.path.exists():
            return
        if sha256_of(read(self.path)) != self._kept:
            raise SurroundingsError(
                f"{self.path.name} was changed by another program, or is open in Panel Desk twice. What you wrote is "
                "still here: save it under another name."
            )

    def save_answer(self, path: Path) -> bytes:
        """Write the answer; what it holds.

        Raises:
            SurroundingsError: it cannot be written there, or it is the review file itself.
        """
        if path.absolute() == self.path.absolute():
            raise SurroundingsError(
                "That is the review file itself. Save the answer under another name; the review file is still needed."
            )
        data = encrypt_answer(self.desk.ask(answer_at_home, self.file), self.file.key)
        _write(path, data)
        return data

    @property
    def answer_name(self) -> str:
        """The name that an answer has unless another is chosen."""
        return f"{self.path.stem}{ANSWER_SUFFIX}"


def open_at_home(path: Path, password: str, time_source: TimeSource | None = None) -> AtHome:
    """Open a review file; with its password the reader begins to check, and the file itself stays as it is.

    Raises:
        SurroundingsError: it is no such file, damaged, newer, or the password is another.
    """
    data = read(path)
    file, key = decrypt_review_file(data, password, path.name)
    store = build_review_store(file.rows, file.files)
    signed_in = SignedIn(file.member, file.name, AccountRole.CHAIR, file.member)
    desk = HomeDesk(store, signed_in, time_source)
    desk.do(start_checking, file.meeting)
    return AtHome(path, file, desk, store, key, sha256_of(data))


def _write(path: Path, data: bytes) -> None:
    write_or_explain(path, data, "What you wrote is still here; put that right, then save again.")
