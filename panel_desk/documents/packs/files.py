"""A finished pack as files: how large each may be, what they are called, the hash that tells one copy from another."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from panel_desk.documents.packs.build import PackLimits
from panel_desk.rules.figures import Figures

_MEGA = 1_000_000


def pack_limits(figures: Figures) -> PackLimits:
    """How large a volume may be, as the agency has set it."""
    return PackLimits(figures.pack_volume_pages, figures.pack_volume_megabytes * _MEGA)


def volume_files(file: Path, volumes: Sequence[bytes]) -> tuple[tuple[Path, bytes], ...]:
    """Each volume with its place: the file itself for one, `NAME-1.pdf`, `NAME-2.pdf` … for several."""
    if len(volumes) == 1:
        return ((file, volumes[0]),)
    return tuple(
        (file.with_name(f"{file.stem}-{number}{file.suffix}"), data) for number, data in enumerate(volumes, start=1)
    )


def copy_hash(volumes: Sequence[bytes]) -> str:
    """The SHA-256, in hexadecimal, of a copy's files one after the other."""
    digest = hashlib.sha256()
    for data in volumes:
        digest.update(data)
    return digest.hexdigest()


def fits_in_email(volumes: Sequence[bytes], figures: Figures) -> bool:
    """Whether a copy is small enough to be attached to an e-mail."""
    return sum(map(len, volumes)) <= figures.pack_email_megabytes * _MEGA
