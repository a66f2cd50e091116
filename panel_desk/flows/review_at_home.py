"""Opens a review file as an in-memory desk with only the operations that check and sign minutes, and saves it."""

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
    require_password,
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
    """A desk that runs only the operations that check and sign minutes (`HOME_OPERATIONS`)."""

    has_account = False

    def why_not(self, operation: Callable[..., object]) -> str:
        """Why something is not done at home; empty where it is."""
        return "" if operation in HOME_OPERATIONS else _OFFICE_ONLY

    def _view(self, session: object) -> Viewpoint:
        del session
        me, everything = self.signed_in, frozenset(Information)
        return Viewpoint(me.role, self.time_source.today(), me.member_ref, sees=everything, is_limited=False)


@dataclass(slots=True)
class OpenReviewFile:
    """An open review file, with the desk that works on its content in memory."""

    path: Path
    file: HomeFile
    desk: HomeDesk
    _store: ReviewStore
    _key: PasswordKey
    _saved_sha256: str  # the SHA-256 of the file as it was opened or last saved

    def save(self) -> None:
        """Save the desk's content into the file, encrypted, whole or not at all.

        Raises:
            SurroundingsError: the file cannot be written, or something else was written into it since.
        """
        self._refuse_if_changed()
        files = self._store.vault.as_text() if isinstance(self._store.vault, MemoryVault) else {}
        self.file = replace(self.file, rows=self._store.rows(), files=files)
        data = encrypt_review_file(self.file, self._key)
        _write(self.path, data)
        self._saved_sha256 = sha256_of(data)

    def save_elsewhere(self, path: Path) -> None:
        """Save the desk's content into another file, which is the open one from then on.

        Raises:
            SurroundingsError: it cannot be written there; the open file stays the same.
        """
        previous = self.path, self._saved_sha256
        self.path, self._saved_sha256 = path, ""
        try:
            self.save()
        except SurroundingsError:
            self.path, self._saved_sha256 = previous
            raise

    def _refuse_if_changed(self) -> None:
        """Refuse to overwrite a file that somebody else changed; a file that was removed is written again.

        Raises:
            SurroundingsError: the file has changed since it was opened or last saved.
        """
        if not self._saved_sha256 or not self.path.exists():
            return
        if sha256_of(read(self.path)) != self._saved_sha256:
            raise SurroundingsError(
                f"{self.path.name} was changed by another program, or is open in Panel Desk twice. What you wrote is "
                "still here: save it under another name."
            )

    def unlock(self, password: str) -> None:
        """Check the file's password before its locked window is shown again.

        Raises:
            NotOpenedError: it is wrong.
        """
        require_password(self._key, password)

    def save_answer(self, path: Path) -> bytes:
        """Write the reviewer's answer to a file, and return the file's bytes.

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
        """The suggested file name of the answer."""
        return f"{self.path.stem}{ANSWER_SUFFIX}"


def open_review_file(path: Path, password: str, time_source: TimeSource | None = None) -> OpenReviewFile:
    """Open a review file; with its password the reader begins to check, and the file itself stays as it is.

    Raises:
        SurroundingsError: it is not a review file, damaged, made by a newer program, or the password is wrong.
    """
    data = read(path)
    file, key = decrypt_review_file(data, password, path.name)
    store = build_review_store(file.rows, file.files)
    signed_in = SignedIn(file.member, file.name, AccountRole.CHAIR, file.member)
    desk = HomeDesk(store, signed_in, time_source)
    desk.do(start_checking, file.meeting)
    return OpenReviewFile(path, file, desk, store, key, sha256_of(data))


def _write(path: Path, data: bytes) -> None:
    write_or_explain(path, data, "What you wrote is still here; put that right, then save again.")
