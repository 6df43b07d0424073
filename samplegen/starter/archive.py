"""Files as a zip archive that is the same for the same files, on every machine and day."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import PurePosixPath

_DAY = (1980, 1, 1, 0, 0, 0)  # the first that the format knows
_MODE = 0o100644 << 16


def pack(files: Mapping[PurePosixPath, bytes], folder: str = "") -> bytes:
    """Makes an archive: sorted by path, one date, not compressed.

    Compression is left to whoever keeps the archive: its outcome varies between versions of zlib.

    Args:
        folder: put before every path, so that unpacking makes one directory.
    """
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for path, content in sorted(files.items()):
            entry = zipfile.ZipInfo(str(PurePosixPath(folder) / path), _DAY)
            entry.create_system = 3  # Unix, wherever it is made
            entry.external_attr = _MODE
            archive.writestr(entry, content)
    return made.getvalue()


def unpack(content: bytes) -> dict[PurePosixPath, bytes]:
    """Reads what ``pack`` made.

    Raises:
        zipfile.BadZipFile: it is no archive, or a damaged one.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {PurePosixPath(name): archive.read(name) for name in archive.namelist()}
