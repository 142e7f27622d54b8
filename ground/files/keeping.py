"""Keeping a file and reading it back: the bytes under a name that nobody chose, the row with what they are."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from ground.history.recording import record

from .kinds import kind_of
from .limits import LARGEST, MOST
from .models import File
from .names import clean_name
from .refusals import FileRefused

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.contrib.auth.base_user import AbstractBaseUser
    from django.core.files.uploadedfile import UploadedFile


def keep_file(upload: UploadedFile[bytes], *, subject: tuple[str, int], by: AbstractBaseUser, now: datetime) -> File:
    """Keep what was uploaded for `subject`; its history tells of it. FileRefused when it is too large, empty, one too
    many, or not what its name says."""
    if (upload.size or 0) > LARGEST:
        raise FileRefused(_("This file is larger than 10 MB. Keep a smaller one, or a link to it."))
    data = upload.read(LARGEST + 1)
    if not data:
        raise FileRefused(_("This file is empty."))
    if len(data) > LARGEST:
        raise FileRefused(_("This file is larger than 10 MB. Keep a smaller one, or a link to it."))
    name = clean_name(upload.name or "")
    return _keep(data, name=name, media_type=kind_of(data, name), subject=subject, by=by, now=now)


def keep_bytes(data: bytes, *, name: str, subject: tuple[str, int], now: datetime) -> File:
    """Keep what came with a mail; nobody of us chose it. FileRefused as for an upload."""
    if not data:
        raise FileRefused(_("This file is empty."))
    if len(data) > LARGEST:
        raise FileRefused(_("This file is larger than 10 MB. Keep a smaller one, or a link to it."))
    name = clean_name(name)
    return _keep(data, name=name, media_type=kind_of(data, name), subject=subject, by=None, now=now)


def read_file(file: File) -> bytes:
    """The bytes as they were kept. FileNotFoundError when the disk has lost them."""
    return path_of(file.key).read_bytes()


def path_of(key: UUID) -> Path:
    return Path(settings.FILES_DIR) / key.hex[:2] / key.hex


def _keep(
    data: bytes, *, name: str, media_type: str, subject: tuple[str, int], by: AbstractBaseUser | None, now: datetime
) -> File:
    """The bytes first, then the row: a row never names bytes that are not there."""
    key = uuid4()
    _write(path_of(key), data)
    try:
        with transaction.atomic():
            file = File.objects.create(
                key=key,
                subject_kind=subject[0],
                subject_id=subject[1],
                name=name,
                size=len(data),
                sha256=hashlib.sha256(data).hexdigest(),
                media_type=media_type,
                kept_by_id=by.pk if by else None,
                kept_at=now,
            )
            # Under the lock of the subject's chain: of two at once the second counts the first.
            record(subject, by=by, what="file.kept", now=now, text=name, facts={"file": file.pk, "sha256": file.sha256})
            _count(subject)
    except BaseException:
        path_of(key).unlink(missing_ok=True)
        raise
    return file


def _count(subject: tuple[str, int]) -> None:
    if File.objects.about(*subject).count() > MOST:
        raise FileRefused(_("There are %(most)s files already. Keep the most important ones.") % {"most": MOST})


def _write(path: Path, data: bytes) -> None:
    """Whole and on the disk, or not there; only the house itself may read it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
