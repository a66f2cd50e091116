"""Virtual files: what another program drags without a path on the disk, such as Outlook's messages and attachments.

Windows passes a list of names (`FileGroupDescriptorW`) and each file's bytes (`FileContents`). Qt passes both on where
the bytes come as memory or as a stream, as attachments do. Classic Outlook offers a whole message as a structured
storage, which Qt may not read: such a file arrives with its name and without bytes.
"""

from PySide6.QtCore import QMimeData

_NAMES = 'application/x-qt-windows-mime;value="FileGroupDescriptorW"'
_BYTES = 'application/x-qt-windows-mime;value="FileContents"'
# In bytes: the size of the count, the size of a file's description, and where in a description the name begins.
_COUNT, _DESCRIPTOR, _NAME = 4, 592, 72
_MOST = 500  # files


def has_virtual_files(dragged: QMimeData) -> bool:
    """True where virtual files are dragged."""
    return dragged.hasFormat(_NAMES)


def virtual_files(dragged: QMimeData) -> list[tuple[str, bytes]]:
    """The dragged files, each with its name and its bytes; no bytes where they cannot be read."""
    described = bytes(dragged.data(_NAMES).data())
    count = min(int.from_bytes(described[:_COUNT], "little"), (len(described) - _COUNT) // _DESCRIPTOR, _MOST)
    files = []
    for at in range(max(0, count)):
        begins = _COUNT + at * _DESCRIPTOR
        name = described[begins + _NAME : begins + _DESCRIPTOR].decode("utf-16-le", "replace").split("\0")[0]
        data = bytes(dragged.data(f"{_BYTES};index={at}").data())
        if not data and count == 1:
            data = bytes(dragged.data(_BYTES).data())
        files.append((name.replace("\\", "/").rsplit("/", 1)[-1] or "attachment", data))
    return files
