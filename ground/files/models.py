"""A file that was kept: its clean name, its real type, where its bytes are. A subject is a kind and an id."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .limits import LARGEST, NAME_LENGTH

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser


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


class ExportQuerySet(models.QuerySet["Export"]):
    def of(self, person: AbstractBaseUser) -> ExportQuerySet:
        """Only whoever asked for a file of everything may have it."""
        return self.filter(asked_by_id=person.pk)


class Export(models.Model):
    """A file with everything that somebody asked for; its bytes are gone when `ends_at` has passed.

    `counts` holds the rows of each kind; `size` is 0 while it is not made, and again when it is gone.
    """

    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    counts = models.JSONField(default=dict)

    objects: ClassVar[ExportQuerySet] = ExportQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-pk"]
        # exporting.forget_exports() looks for what has passed its end.
        indexes = [models.Index(fields=["ends_at"], name="export_by_end", condition=Q(size__gt=0))]
        constraints = [
            models.CheckConstraint(
                condition=Q(made_at__isnull=True, ends_at__isnull=True, size=0)
                | Q(made_at__isnull=False, ends_at__isnull=False),
                name="a_made_export_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return str(self.key)
