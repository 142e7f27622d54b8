"""Files people bring to import from, and their rows between reading and landing: nobody sees them until all are in."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ground.money.fields import MicroField, MoneyMinorField

from .agreed import ITEM_LENGTH
from .billed import NUMBER_LENGTH, WORDS_LENGTH, InvoiceKind

if TYPE_CHECKING:
    from ground.accounts.models import Person


class UploadKind(models.TextChoices):
    LINES = "lines", _("Invoice lines")
    PRICES = "prices", _("Agreed prices")


class UploadState(models.TextChoices):
    PACKED = "packed", _("A workbook to be opened")
    READ = "read", _("Columns to be chosen")
    CHECKED = "checked", _("Every row was checked")
    LANDED = "landed", _("In")


class UploadQuerySet(models.QuerySet["Upload"]):
    def of(self, person: Person) -> UploadQuerySet:
        """Only those who brought a file see what it says, before and after."""
        return self.filter(owner=person)


class Upload(models.Model):
    """One file. `key` names its bytes on the disk, `reading` holds how its person reads it, `counts` what came of it.

    `checked_to` is the last line of the file whose rows are staged: a worker that takes over goes on after it.
    `rows` is counted by line ends at first, `problems` are rows with one, `differing` those whose sum is not ours.
    """

    kind = models.CharField(max_length=8, choices=UploadKind.choices)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    key = models.UUIDField(default=uuid4, unique=True, editable=False)
    size = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField(default=0)
    reading = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=UploadState.choices, default=UploadState.READ)
    checked_to = models.PositiveIntegerField(default=0)
    rows_read = models.PositiveIntegerField(default=0)
    problems = models.PositiveIntegerField(default=0)
    differing = models.PositiveIntegerField(default=0)
    left_out_why = models.CharField(max_length=WORDS_LENGTH, blank=True)
    counts = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    landed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[UploadQuerySet] = UploadQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            models.Index(fields=["created_at"], name="upload_by_age"),
            models.Index(fields=["kind", "sha256"], name="upload_by_content"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="landed", landed_at__isnull=False) | ~Q(state="landed") & Q(landed_at__isnull=True),
                name="landed_upload_has_a_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RememberedColumns(models.Model):
    """How files with these headings were read the last time, for whoever brings the next one."""

    kind = models.CharField(max_length=8, choices=UploadKind.choices)
    headings = models.CharField(max_length=64)
    reading = models.JSONField(default=dict)
    used_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "headings"], name="columns_remembered_once")]

    def __str__(self) -> str:
        return self.headings


class RowProblem(models.Model):
    """Why one cell of a file cannot be used; `column` counts from 1, 0 is the whole row."""

    upload = models.ForeignKey(Upload, on_delete=models.CASCADE, related_name="problem_rows")
    line = models.PositiveIntegerField()
    column = models.PositiveIntegerField(default=0)
    heading = models.CharField(max_length=WORDS_LENGTH, blank=True)
    says = models.CharField(max_length=WORDS_LENGTH, blank=True)
    why = models.CharField(max_length=WORDS_LENGTH)

    class Meta:
        ordering = ["line", "column"]

    def __str__(self) -> str:
        return f"{self.line}: {self.why}"


class StagedLine(models.Model):
    """A row of a file of invoice lines, understood and not yet in. Plain ids: it lives for minutes, in one index.

    An empty `kind` is decided by the sum of the invoice. A row that is not `usable` keeps its whole invoice out.
    """

    pk = models.CompositePrimaryKey("upload_id", "line")
    upload_id = models.BigIntegerField()
    line = models.PositiveIntegerField()
    customer_id = models.BigIntegerField()
    number = models.CharField(max_length=NUMBER_LENGTH)
    kind = models.CharField(max_length=8, choices=InvoiceKind.choices, blank=True)
    issued_on = models.DateField()
    currency = models.CharField(max_length=3)
    ordered_on = models.DateField(null=True)
    delivered_on = models.DateField(null=True)
    paid_on = models.DateField(null=True)
    reference = models.CharField(max_length=WORDS_LENGTH)
    item = models.CharField(max_length=ITEM_LENGTH)
    description = models.CharField(max_length=WORDS_LENGTH)
    quantity = MicroField()
    unit_price = MicroField()
    tax_percent = MicroField()
    net_minor = MoneyMinorField()
    tax_minor = MoneyMinorField()
    usable = models.BooleanField(default=True)


class Fate(models.TextChoices):
    NEW = "new", _("New")
    HERE = "here", _("Already here")
    DIFFERS = "differs", _("Here with other lines")
    UNUSABLE = "unusable", _("Cannot be used")


class StagedInvoice(models.Model):
    """The rows of one invoice of a file, gathered when all are staged, and what becomes of them."""

    upload_id = models.BigIntegerField(db_index=True)
    customer_id = models.BigIntegerField()
    number = models.CharField(max_length=NUMBER_LENGTH)
    kind = models.CharField(max_length=8, choices=InvoiceKind.choices)
    issued_on = models.DateField()
    last_issued_on = models.DateField()
    currency = models.CharField(max_length=3)
    currencies = models.PositiveIntegerField()
    ordered_on = models.DateField(null=True)
    delivered_on = models.DateField(null=True)
    paid_on = models.DateField(null=True)
    reference = models.CharField(max_length=WORDS_LENGTH)
    first_line = models.PositiveIntegerField()
    lines = models.PositiveIntegerField()
    net_minor = MoneyMinorField()
    fate = models.CharField(max_length=8, choices=Fate.choices, default=Fate.NEW)


class StagedPrice(models.Model):
    """A row of a file of agreed prices, understood and not yet in."""

    pk = models.CompositePrimaryKey("upload_id", "line")
    upload_id = models.BigIntegerField()
    line = models.PositiveIntegerField()
    customer_id = models.BigIntegerField(null=True)
    price_list_id = models.BigIntegerField(null=True)
    item = models.CharField(max_length=ITEM_LENGTH)
    unit_price = MicroField()
    currency = models.CharField(max_length=3)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    source = models.CharField(max_length=200)
