"""The bytes of an uploaded file: written as they come, whole or not at all, under a name nobody chose."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from customers.encodings import CannotRead

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

MOST_BYTES = 300 * 1024 * 1024


def path_of(key: UUID) -> Path:
    return Path(settings.FILES_DIR) / "imports" / key.hex


def write(key: UUID, chunks: Iterable[bytes]) -> tuple[int, str]:
    """Size and hash of what was written. CannotRead when it is empty or too large; then nothing is kept."""
    path = path_of(key)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > MOST_BYTES:
                    raise CannotRead(too_large())
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        if not size:
            raise CannotRead(_("This file is empty."))
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return size, digest.hexdigest()


def too_large() -> str:
    values = {"most": number_format(MOST_BYTES // 1024 // 1024)}
    return _("This file is larger than %(most)s MB. Bring it in parts.") % values


def remove(key: UUID) -> None:
    """The file, and what a worker that died at opening it left beside it."""
    path_of(key).unlink(missing_ok=True)
    remove_halves(path_of(key))


def remove_halves(path: Path) -> None:
    for half in path.parent.glob(f"{path.name}.*"):
        half.unlink(missing_ok=True)
