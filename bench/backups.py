"""Measures a backup of many papers: the first, which copies them all, and the next, with nothing new.

The papers are made-up bytes, written as the vault encrypts them, without flushing each. Usage:
python bench/backups.py [--papers N] [--bytes N] [--folder FOLDER]; by default 10,000 papers of half a megabyte, 5 GB,
for which the folder needs 11 GB.
"""

import argparse
import hashlib
import random
import secrets
import sys
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from panel_desk.desk import sign_in
from panel_desk.store.backup import PAPERS
from panel_desk.store.keys import derive, encrypt
from panel_desk.store.store import Store, create_store

TIMES = 3  # backups with nothing new, of which the fastest counts
TARGET = 2.0  # seconds, of a backup with nothing new


def main() -> None:
    """Make a store with papers, back it up several times, and print how long each backup took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=int, default=10_000)
    parser.add_argument("--bytes", type=int, default=2**19)
    parser.add_argument("--folder", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="panel-desk-bench-", dir=options.folder) as folder:
        place, passphrase = Path(folder), secrets.token_urlsafe(20)
        create_store(place / "store", "Fenland Adoption", "ada", "Ada Winter", passphrase)
        with closing(sign_in(place / "store", None, passphrase)) as desk:
            _file(desk.store, options.papers, options.bytes)
            first = _seconds(desk.store, place / "backups")
            next_ones = [_seconds(desk.store, place / "backups") for _ in range(TIMES)]
    print(f"{options.papers} papers, {options.papers * options.bytes / 1e9:.1f} GB")
    print(f"first backup: {first:.1f} s")
    print(f"with nothing new: {min(next_ones):.2f} s at best of {TIMES}, target {TARGET} s")


def _file(store: Store, papers: int, size: int) -> None:
    """Put so many papers of so many bytes into the store's folder of papers."""
    numbers, key = random.Random(1), derive(store.data_key, "papers")  # noqa: S311 - not for secrets
    for _ in range(papers):
        data = numbers.randbytes(size)
        name = hashlib.sha256(data).hexdigest()
        path = store.folder / PAPERS / name[:2] / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(encrypt(key, data, name))


def _seconds(store: Store, backups: Path) -> float:
    """The seconds that a backup into a folder takes."""
    started = time.monotonic()
    store.back_up(backups, datetime.now(UTC))
    return time.monotonic() - started


if __name__ == "__main__":
    main()
