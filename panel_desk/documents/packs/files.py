"""A finished pack as files: size limits, file names and the hash of a copy."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from panel_desk.documents.packs.build import PackLimits
from panel_desk.rules.figures import Figures

_MEGABYTE = 1_000_000


def pack_limits(figures: Figures) -> PackLimits:
    """The agency's limits on the size of a volume."""
    return PackLimits(figures.pack_volume_pages, figures.pack_volume_megabytes * _MEGABYTE)


def volume_files(file: Path, volumes: Sequence[bytes]) -> tuple[tuple[Path, bytes], ...]:
    """Each volume with its path: `file` itself for one volume, `NAME-1.pdf`, `NAME-2.pdf` … for several."""
    if len(volumes) == 1:
        return ((file, volumes[0]),)
    return tuple(
        (file.with_name(f"{file.stem}-{number}{file.suffix}"), data) for number, data in enumerate(volumes, start=1)
    )


def copy_hash(volumes: Sequence[bytes]) -> str:
    """The SHA-256 of a copy's concatenated files, in hexadecimal."""
    digest = hashlib.sha256()
    for data in volumes:
        digest.update(data)
    return digest.hexdigest()


def fits_in_email(volumes: Sequence[bytes], figures: Figures) -> bool:
    """Whether a copy is small enough to be attached to an e-mail."""
    return sum(map(len, volumes)) <= figures.pack_email_megabytes * _MEGABYTE
