"""Recognises folders in which a store can be damaged: those on network drives and those that a service synchronises."""

import json
import os
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from panel_desk import paths
from panel_desk.errors import StoreError

_NETWORK_FILE_SYSTEMS = frozenset(
    {
        "afs",
        "ceph",
        "cifs",
        "davfs",
        "fuse.davfs2",
        "fuse.glusterfs",
        "fuse.gvfsd-fuse",
        "fuse.rclone",
        "fuse.sshfs",
        "nfs",
        "nfs4",
        "smb3",
        "smbfs",
    }
)
_NETWORK_DRIVE = 4  # DRIVE_REMOTE of Windows' GetDriveType
_ONEDRIVE, _DROPBOX, _GOOGLE, _ICLOUD = "OneDrive", "Dropbox", "Google Drive", "iCloud Drive"
_ONEDRIVE_VARIABLES = ("OneDrive", "OneDriveCommercial", "OneDriveConsumer")
_MARKERS = {
    ".849C9593-D756-4E56-8D6E-42412F2A707B": _ONEDRIVE,
    ".dropbox.cache": _DROPBOX,
    ".tmp.drivedownload": _GOOGLE,
    ".tmp.driveupload": _GOOGLE,
    ".nextcloudsync.log": "Nextcloud",
    ".stfolder": "Syncthing",
}
"""Files and folders that a service keeps at the top of what it synchronises."""
_IN_DESKTOP_INI = {
    b"onedrive": _ONEDRIVE,
    b"dropbox": _DROPBOX,
    b"googledrivefs": _GOOGLE,
    b"icloud": _ICLOUD,
}
"""Programs that give their folder an icon in its `desktop.ini`, in lower case."""
_NAMES = (
    (re.compile(r"onedrive( ?- ?.+| for business)?|skydrive"), _ONEDRIVE),
    (re.compile(r"dropbox( \(.+\))?"), _DROPBOX),
    (re.compile(r"google ?drive(-.+)?"), _GOOGLE),
    (re.compile(r"icloud ?drive|com~apple~clouddocs"), _ICLOUD),
    (re.compile(r"box ?sync"), "Box"),
    (re.compile(r"mega ?sync"), "MEGA"),
    (re.compile(r"nextcloud"), "Nextcloud"),
    (re.compile(r"owncloud"), "ownCloud"),
    (re.compile(r"pcloud ?drive"), "pCloud"),
    (re.compile(r"proton ?drive"), "Proton Drive"),
)
"""The names that the services give to their folders, in lower case and whole; a longer name may be anything."""


def refuse_unsafe_place(folder: Path) -> None:
    """Refuse to make a store in a folder that is on a network drive or synchronised.

    Raises:
        StoreError: the folder is on a network drive or synchronised; the sentence says by what and what to do.
    """
    refuse_network_drive(folder)
    if service := synchronising_service(folder):
        raise StoreError(
            f"This folder is synchronised by {service}, which copies a store's files while they are being written and "
            f"so damages it. Choose a folder that is not synchronised, such as {paths.default_store()}; backups may go "
            f"to {service}."
        )


def refuse_network_drive(folder: Path) -> None:
    """Refuse a folder on a network drive, where SQLite's locks are unreliable and damage a database in time.

    Raises:
        StoreError: the folder is on a network drive.
    """
    if any(_is_on_network(each) for each in _ways_to(folder)):
        raise StoreError(
            "This folder is on a network drive, where a store can be damaged. Choose a folder on this computer; "
            "backups may go to the network."
        )


def warning_about(folder: Path) -> str:
    """What to say when a store is opened in a synchronised folder; empty if it is not synchronised."""
    service = synchronising_service(folder)
    if service is None:
        return ""
    return (
        f"This store is in a folder that {service} synchronises, which can damage it or replace it by an older copy. "
        f"Make a backup, close Panel Desk, and move the folder {folder} to a place that is not synchronised."
    )


def synchronising_service(folder: Path) -> str | None:
    """The service that synchronises a folder, such as OneDrive; None if none is recognised."""
    roots = tuple(_known_roots())
    for way in _ways_to(folder):
        for root, service in roots:
            if way.is_relative_to(root):
                return service
        for parent in (way, *way.parents):
            if found := _service_at(parent):
                return found
    return None


def is_network_drive_of_windows(anchor: str, drive_type: Callable[[str], int]) -> bool:
    r"""Whether a path's anchor on Windows, as `Z:\` or `\\server\share\`, is on the network.

    Args:
        anchor: the path's drive and root.
        drive_type: Windows' GetDriveType.
    """
    if anchor.upper().startswith("\\\\?\\UNC\\"):
        return True
    local = anchor.removeprefix("\\\\?\\").removeprefix("\\\\.\\")
    return local.startswith("\\\\") or drive_type(local) == _NETWORK_DRIVE


def _ways_to(folder: Path) -> tuple[Path, ...]:
    """A folder's path as it was given, and where its links lead."""
    given = folder.absolute()
    try:
        return tuple(dict.fromkeys((given, given.resolve())))
    except (OSError, RuntimeError):  # a link that leads to itself
        return (given,)


def _is_on_network(folder: Path) -> bool:
    """Whether the file system that contains a folder is on the network."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - Windows only

        return is_network_drive_of_windows(folder.anchor, ctypes.windll.kernel32.GetDriveTypeW)
    try:
        mounts = [line.split()[1:3] for line in Path("/proc/mounts").read_text(encoding="utf-8").splitlines()]
    except OSError:
        return False
    containing = ""
    kind = ""
    for escaped, file_system in mounts:
        place = re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), escaped)
        if folder.is_relative_to(place) and len(place) >= len(containing):  # a later mount hides one at its place
            containing, kind = place, file_system
    return kind in _NETWORK_FILE_SYSTEMS


def _known_roots() -> Iterator[tuple[Path, str]]:
    """The synchronised folders that the services name in the environment, their settings or Windows' registry."""
    for variable in _ONEDRIVE_VARIABLES:
        if place := os.environ.get(variable):
            yield Path(place), _ONEDRIVE
    homes = (os.environ.get("APPDATA"), os.environ.get("LOCALAPPDATA"))
    for file in (
        *(Path(home) / "Dropbox" / "info.json" for home in homes if home),
        Path.home() / ".dropbox" / "info.json",
    ):
        for place in _dropbox_folders(file):
            yield Path(place), _DROPBOX
    if sys.platform == "win32":
        for place in _onedrive_folders_in_registry():
            yield Path(place), _ONEDRIVE


def _dropbox_folders(file: Path) -> list[str]:
    try:
        accounts = json.loads(file.read_text(encoding="utf-8"))
        return [str(account["path"]) for account in accounts.values()]
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return []


if sys.platform == "win32":

    def _onedrive_folders_in_registry() -> Iterator[str]:
        """OneDrive's folders, and the libraries of SharePoint that it synchronises."""
        import winreg  # noqa: PLC0415 - Windows only

        for key, value in (
            (r"Software\Microsoft\OneDrive\Accounts", "UserFolder"),
            (r"Software\SyncEngines\Providers\OneDrive", "MountPoint"),
        ):
            try:
                with winreg.OpenKey(winreg.HKEY_CURRENT_USER, key) as accounts:
                    for number in range(winreg.QueryInfoKey(accounts)[0]):
                        with winreg.OpenKey(accounts, winreg.EnumKey(accounts, number)) as account:
                            yield str(winreg.QueryValueEx(account, value)[0])
            except OSError:
                continue


def _service_at(folder: Path) -> str | None:
    """The service whose own folder this is, by its marks or by its name."""
    for name, service in _MARKERS.items():
        if (folder / name).exists():
            return service
    if (folder / ".dropbox").is_file():  # in a user's home, a folder of that name holds Dropbox's settings
        return _DROPBOX
    try:
        words = (folder / "desktop.ini").read_bytes().replace(b"\0", b"").lower()  # in UTF-16 or in one byte a letter
    except OSError:
        words = b""
    for program, service in _IN_DESKTOP_INI.items():
        if program in words:
            return service
    if folder.name.casefold() == "my drive" and folder.parent == folder.parent.parent:
        return _GOOGLE  # the drive that Google Drive adds
    return next((service for name, service in _NAMES if name.fullmatch(folder.name.casefold())), None)
