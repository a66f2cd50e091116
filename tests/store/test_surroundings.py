"""A store is not made on a network drive or where a service synchronises it, and one that is there warns of it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from panel_desk.desk import sign_in
from panel_desk.errors import StoreError
from panel_desk.store.restore import Restorer, restore_store
from panel_desk.store.store import create_store
from panel_desk.store.surroundings import (
    is_network_drive_of_windows,
    refuse_network_drive,
    refuse_unsafe_place,
    synchronising_service,
)
from tests.builders import CHEAP, NOW, PASSPHRASE, a_desk


def _write(path: Path, content: bytes = b"") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


MARKS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "OneDrive's own file": ("OneDrive", lambda top: _write(top / ".849C9593-D756-4E56-8D6E-42412F2A707B")),
    "OneDrive's icon": ("OneDrive", lambda top: _write(top / "desktop.ini", b"IconResource=C:\\OneDrive.exe,1")),
    "OneDrive's icon in UTF-16": ("OneDrive", lambda top: _write(top / "desktop.ini", "OneDrive".encode("utf-16"))),
    "Dropbox's file": ("Dropbox", lambda top: _write(top / ".dropbox", b"{}")),
    "Dropbox's cache": ("Dropbox", lambda top: (top / ".dropbox.cache").mkdir()),
    "Google Drive's icon": ("Google Drive", lambda top: _write(top / "desktop.ini", b"GoogleDriveFS.exe,26")),
    "Google Drive's uploads": ("Google Drive", lambda top: (top / ".tmp.driveupload").mkdir()),
    "iCloud's icon": ("iCloud Drive", lambda top: _write(top / "desktop.ini", b"InfoTip=iCloud Drive")),
}


@pytest.mark.parametrize("mark", MARKS)
def test_a_synchronised_folder_is_known_by_what_the_service_keeps_there(tmp_path: Path, mark: str) -> None:
    service, make = MARKS[mark]
    assert synchronising_service(tmp_path / "a" / "store") is None
    make(tmp_path)
    assert synchronising_service(tmp_path / "a" / "store") == service
    with pytest.raises(StoreError, match=f"synchronised by {service}"):
        create_store(tmp_path / "a" / "store", "Fenland", "ada", "Ada Winter", PASSPHRASE, CHEAP)
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize("variable", ["OneDrive", "OneDriveCommercial", "OneDriveConsumer"])
def test_a_synchronised_folder_is_known_by_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    (tmp_path / "linked").symlink_to(tmp_path / "cloud", target_is_directory=True)
    monkeypatch.setenv(variable, str(tmp_path / "cloud"))
    assert synchronising_service(tmp_path / "cloud" / "store") == "OneDrive"
    assert synchronising_service(tmp_path / "linked" / "store") == "OneDrive"
    assert synchronising_service(tmp_path / "cloudy" / "store") is None


def test_dropboxs_folder_is_known_by_its_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APPDATA", str(tmp_path))
    _write(tmp_path / "Dropbox" / "info.json", b"[]")
    assert synchronising_service(tmp_path / "shared" / "store") is None
    _write(tmp_path / "Dropbox" / "info.json", json.dumps({"personal": {"path": str(tmp_path / "shared")}}).encode())
    assert synchronising_service(tmp_path / "shared" / "store") == "Dropbox"


@pytest.mark.parametrize(
    ("name", "service"),
    [
        ("OneDrive", "OneDrive"),
        ("OneDrive - Fenland County Council", "OneDrive"),
        ("OneDrive for Business", "OneDrive"),
        ("Dropbox (Fenland)", "Dropbox"),
        ("Nextcloud", "Nextcloud"),
        ("Box Sync", "Box"),
        ("pCloud Drive", "pCloud"),
        ("GoogleDrive-office@example.org", "Google Drive"),
        ("iCloudDrive", "iCloud Drive"),
        ("Dropbox letters of 2026", None),
        ("My Drive", None),
        ("Stores not in OneDrive", None),
    ],
)
def test_only_a_services_own_name_counts(tmp_path: Path, name: str, service: str | None) -> None:
    assert synchronising_service(tmp_path / name / "store") == service


def test_the_drive_that_google_drive_adds_and_dropboxs_settings_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / ".dropbox").mkdir()  # Dropbox's settings in a user's home
    assert synchronising_service(tmp_path / "store") is None
    assert synchronising_service(Path("/My Drive/store")) == "Google Drive"


def test_a_store_in_a_synchronised_folder_opens_with_a_warning(tmp_path: Path) -> None:
    desk = a_desk(tmp_path)
    assert desk.warnings == ()
    copy = desk.store.back_up(tmp_path / "copies", NOW)
    desk.close()
    _write(tmp_path / ".dropbox")
    again = sign_in(desk.store.folder, None, PASSPHRASE)
    [warning] = again.warnings
    assert warning.startswith("This store is in a folder that Dropbox synchronises")
    assert str(desk.store.folder) in warning
    again.close()
    assert restore_store(copy, desk.store.folder, Restorer(None, PASSPHRASE), NOW) is not None
    with pytest.raises(StoreError, match="synchronised by Dropbox"):
        restore_store(copy, tmp_path / "another", Restorer(None, PASSPHRASE), NOW)


def _mounts(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    """Let the system's list of mounted drives have these lines."""
    text = "\n".join(("/dev/vda / ext4 rw 0 0", *lines))
    monkeypatch.setattr(Path, "read_text", lambda *_, **__: text)


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.rclone"])
def test_a_network_drive_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    refuse_network_drive(tmp_path)
    (tmp_path / "linked").symlink_to(tmp_path / "with space", target_is_directory=True)
    _mounts(monkeypatch, f"server:/share {tmp_path}/with\\040space {kind} rw 0 0")
    refuse_network_drive(tmp_path / "store")
    for folder in ("with space", "linked"):
        with pytest.raises(StoreError, match="on a network drive"):
            refuse_unsafe_place(tmp_path / folder / "store")
    _mounts(monkeypatch, f"server:/ {tmp_path} {kind} rw 0 0", f"tmpfs {tmp_path} tmpfs rw 0 0")
    refuse_network_drive(tmp_path / "store")


def test_no_folder_is_refused_if_mounts_are_unknown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object, **__: object) -> str:
        raise FileNotFoundError

    monkeypatch.setattr(Path, "read_text", missing)
    refuse_network_drive(tmp_path)


@pytest.mark.parametrize(
    ("anchor", "is_network"),
    [
        ("C:\\", False),
        ("Z:\\", True),
        ("\\\\server\\share\\", True),
        ("\\\\?\\UNC\\server\\share\\", True),
        ("\\\\?\\C:\\", False),
        ("\\\\?\\Z:\\", True),
    ],
)
def test_network_drives_of_windows_are_known_by_path_and_by_kind(anchor: str, is_network: bool) -> None:
    kinds = {"C:\\": 3, "Z:\\": 4}  # as Windows numbers them: a fixed disk, a network drive
    assert is_network_drive_of_windows(anchor, lambda drive: kinds.get(drive, 0)) == is_network
