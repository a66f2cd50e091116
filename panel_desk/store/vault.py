"""The papers' vault: each file encrypted under its own hash, written before the row that names it."""

import hashlib
from pathlib import Path

from cryptography.exceptions import InvalidTag

from panel_desk.errors import SurroundingsError
from panel_desk.store.atomic_write import cause_in_words, flush_folder, write_whole
from panel_desk.store.keys import decrypt, derive, encrypt


class Vault:
    """A folder of encrypted files, named by the SHA-256 of what they hold."""

    def __init__(self, folder: Path, data_key: bytes) -> None:
        self._folder = folder
        self._key = derive(data_key, "papers")

    def put(self, data: bytes) -> str:
        """File `data`; its SHA-256 in hexadecimal is what it is called from now on.

        Raises:
            SurroundingsError: the disk is full or the folder cannot be written.
        """
        name = hashlib.sha256(data).hexdigest()
        path = self._path(name)
        if not self.is_whole(name):
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                flush_folder(self._folder)
                write_whole(path, encrypt(self._key, data, name))
            except OSError as error:
                raise SurroundingsError(
                    f"The file could not be put into the store: {cause_in_words(error)}. Put that right and file it "
                    "again."
                ) from None
        return name

    def get(self, name: str) -> bytes:
        """What was filed under `name`.

        Raises:
            SurroundingsError: the file is missing or was changed.
        """
        try:
            return decrypt(self._key, self._path(name).read_bytes(), name)
        except (OSError, InvalidTag):
            raise SurroundingsError(
                "A filed document is missing from the store or damaged. Put the papers folder back from a backup."
            ) from None

    def names(self) -> tuple[str, ...]:
        """What every filed file is called."""
        return tuple(sorted(path.name for path in self._folder.glob("??/*") if not path.name.startswith(".")))

    def is_whole(self, name: str) -> bool:
        """Whether what is filed under `name` is there and is what was filed."""
        try:
            return hashlib.sha256(self.get(name)).hexdigest() == name
        except SurroundingsError:
            return False

    def _path(self, name: str) -> Path:
        return self._folder / name[:2] / name
