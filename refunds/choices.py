"""The conventions a refund is reckoned by, each a choice that is stored and shown."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DayCount(models.TextChoices):
    ACT_365F = "act_365f", _("Actual days, years of 365 (ACT/365F)")
    ACT_360 = "act_360", _("Actual days, years of 360 (ACT/360)")
    THIRTY_360 = "30_360", _("Months of 30 days, bond basis (30/360)")
    THIRTY_E_360 = "30e_360", _("Months of 30 days, Eurobond basis (30E/360)")
    ACT_ACT = "act_act", _("Actual days, actual years (ACT/ACT ISDA)")


class Compounding(models.TextChoices):
    SIMPLE = "simple", _("Simple")
    DAILY = "daily", _("Compounded daily")
    MONTHLY = "monthly", _("Compounded monthly")
    YEARLY = "yearly", _("Compounded yearly")


class Rounding(models.TextChoices):
    HALF_UP = "half_up", _("A half is rounded up")
    HALF_EVEN = "half_even", _("A half is rounded to the even figure")


class Stage(models.TextChoices):
    LINE = "line", _("Each line")
    INVOICE = "invoice", _("Each invoice")
    END = "end", _("Only at the end")


class PricingDate(models.TextChoices):
    ORDER = "order", _("Day of the order")
    DELIVERY = "delivery", _("Day of delivery")
    INVOICE = "invoice", _("Day of the invoice")


class TaxRounding(models.TextChoices):
    LINE = "line", _("Each line")
    DOCUMENT = "document", _("Each document")


class InterestBase(models.TextChoices):
    GROSS = "gross", _("The sum with tax")
    NET = "net", _("The sum without tax")
