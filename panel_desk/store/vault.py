"""The vault of papers: encrypted files, each named by the SHA-256 of its content.

A file is written before the row that names it, so that no row names a missing file.
"""

import hashlib
from pathlib import Path

from cryptography.exceptions import InvalidTag

from panel_desk.errors import SurroundingsError
from panel_desk.store.atomic_write import cause_in_words, flush_folder, write_whole
from panel_desk.store.keys import decrypt, derive, encrypt


class Vault:
    """A folder of encrypted files.

    Args:
        folder: the folder.
        data_key: the store's key, from which that of the files is derived.
    """

    def __init__(self, folder: Path, data_key: bytes) -> None:
        self._folder = folder
        self._key = derive(data_key, "papers")

    def put(self, data: bytes) -> str:
        """Store `data`; its name, which is its SHA-256 in hexadecimal.

        Raises:
            SurroundingsError: the disk is full or the folder cannot be written.
        """
        name = hashlib.sha256(data).hexdigest()
        path = self._path(name)
        if not self.is_whole(name):
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                flush_folder(self._folder.parent)
                flush_folder(self._folder)
                write_whole(path, encrypt(self._key, data, name))
            except OSError as error:
                raise SurroundingsError(
                    f"The file could not be saved in the store: {cause_in_words(error)}. Put that right and file it "
                    "again."
                ) from None
        return name

    def get(self, name: str) -> bytes:
        """The data stored under `name`.

        Raises:
            SurroundingsError: the file is missing or damaged.
        """
        try:
            return decrypt(self._key, self._path(name).read_bytes(), name)
        except (OSError, InvalidTag):
            raise SurroundingsError(
                "A filed document is missing from the store or damaged. Restore the papers folder from a backup."
            ) from None

    def names(self) -> tuple[str, ...]:
        """The name of every file in the vault."""
        return tuple(sorted(path.name for path in self._folder.glob("??/*") if not path.name.startswith(".")))

    def is_whole(self, name: str) -> bool:
        """Whether the file under `name` is there and undamaged."""
        try:
            return hashlib.sha256(self.get(name)).hexdigest() == name
        except SurroundingsError:
            return False

    def _path(self, name: str) -> Path:
        return self._folder / name[:2] / name
