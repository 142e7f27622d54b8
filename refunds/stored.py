"""What was chosen for a calculation, as it is kept in a row, and back again. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from .choices import Compounding, DayCount, InterestBase, PricingDate, Rounding, Stage
from .conventions import Conventions
from .overcharge import LookBack
from .rates import RatePlan, RateTable

Kept = dict[str, Any]


@dataclass(frozen=True)
class Scope:
    """Which lines are looked at: items, the days of their invoices (both included), and what is paid on top."""

    items: tuple[str, ...]
    since: date | None = None
    until: date | None = None
    fixed_minor: int = 0
    goodwill_minor: int = 0

    def kept(self) -> Kept:
        return {
            "items": list(self.items),
            "since": self.since.isoformat() if self.since else None,
            "until": self.until.isoformat() if self.until else None,
            "fixed_minor": self.fixed_minor,
            "goodwill_minor": self.goodwill_minor,
        }

    @classmethod
    def of(cls, kept: Kept) -> Scope:
        since, until = (date.fromisoformat(kept[name]) if kept[name] else None for name in ("since", "until"))
        return cls(tuple(kept["items"]), since, until, kept["fixed_minor"], kept["goodwill_minor"])


def kept_conventions(chosen: Conventions) -> Kept:
    """Everything but the rates themselves, which stand in the version the calculation names."""
    back = chosen.look_back
    return {
        "zone": chosen.zone,
        "day_count": chosen.day_count.value,
        "compounding": chosen.compounding.value,
        "rounding": chosen.rounding.value,
        "stage": chosen.stage.value,
        "pricing": chosen.pricing.value,
        "interest_base": chosen.interest_base.value,
        "points": format(chosen.plan.points, "f"),
        "fixed": chosen.plan.fixed,
        "withholding": format(chosen.withholding_percent, "f"),
        "look_back": back and [back.years, back.noticed_on.isoformat(), back.from_year_end],
    }


def conventions_of(kept: Kept, currency: str, table: RateTable) -> Conventions:
    back = kept["look_back"]
    return Conventions(
        currency,
        RatePlan(table, Decimal(kept["points"]), kept["fixed"]),
        zone=kept["zone"],
        day_count=DayCount(kept["day_count"]),
        compounding=Compounding(kept["compounding"]),
        rounding=Rounding(kept["rounding"]),
        stage=Stage(kept["stage"]),
        pricing=PricingDate(kept["pricing"]),
        interest_base=InterestBase(kept["interest_base"]),
        look_back=LookBack(back[0], date.fromisoformat(back[1]), back[2]) if back else None,
        withholding_percent=Decimal(kept["withholding"]),
    )
