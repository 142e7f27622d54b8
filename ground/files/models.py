"""A file that was kept: its clean name, its real type, where its bytes are. A subject is a kind and an id."""

from __future__ import annotations

from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .limits import LARGEST, NAME_LENGTH


class FileQuerySet(models.QuerySet["File"]):
    def about(self, kind: str, subject_id: int) -> FileQuerySet:
        """What was kept for one subject, oldest first."""
        return self.filter(subject_kind=kind, subject_id=subject_id).select_related("kept_by").order_by("pk")


class File(models.Model):
    """`media_type` is what the bytes say, never what the sender said; `key` is the only name they have on the disk."""

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    name = models.CharField(_("name"), max_length=NAME_LENGTH)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=100)
    kept_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    kept_at = models.DateTimeField()

    objects: ClassVar[FileQuerySet] = FileQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="file_about")]
        constraints = [
            models.CheckConstraint(condition=Q(size__gte=1, size__lte=LARGEST), name="file_within_its_size"),
            models.CheckConstraint(condition=~Q(name=""), name="file_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name
