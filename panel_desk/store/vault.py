"""The vault of papers: encrypted files, each named by the SHA-256 of its content.

A file is written before the row that names it, so that no row names a missing file.
"""

import hashlib
from collections.abc import Sequence
from contextlib import suppress
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
        former_keys: the keys that the store had before, with which some files may still be encrypted.
    """

    def __init__(self, folder: Path, data_key: bytes, former_keys: Sequence[bytes] = ()) -> None:
        self._folder = folder
        self.use_keys(data_key, former_keys)

    def use_keys(self, data_key: bytes, former_keys: Sequence[bytes]) -> None:
        """Encrypt files under this key from now on, and decrypt them with any of these."""
        self._keys = tuple(derive(each, "papers") for each in (data_key, *former_keys))

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
                write_whole(path, encrypt(self._keys[0], data, name))
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
            return self._decrypted(name)[0]
        except (OSError, InvalidTag):
            raise SurroundingsError(
                "A filed document is missing from the store or damaged. Restore the papers folder from a backup."
            ) from None

    def encrypt_anew(self, name: str) -> None:
        """Encrypt a file under the present key, if it is encrypted under a former one; it can be read at any moment.

        Raises:
            InvalidTag: it is damaged.
            SurroundingsError: the disk is full or the folder cannot be written.
        """
        try:
            data, is_former = self._decrypted(name)
            if is_former:
                write_whole(self._path(name), encrypt(self._keys[0], data, name))
        except OSError as error:
            raise SurroundingsError(
                f"A filed document could not be encrypted under the store's new key: {cause_in_words(error)}. It opens "
                "as before. Put that right; the work goes on at the next sign-in."
            ) from None

    def _decrypted(self, name: str) -> tuple[bytes, bool]:
        """The data stored under `name`, and whether a former key encrypts it."""
        encrypted = self._path(name).read_bytes()
        for key in self._keys[:-1]:
            with suppress(InvalidTag):
                return decrypt(key, encrypted, name), key is not self._keys[0]
        return decrypt(self._keys[-1], encrypted, name), len(self._keys) > 1

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
