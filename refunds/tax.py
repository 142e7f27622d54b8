"""Tax on what was overcharged: at the invoice's own rate, rounded as the original invoice was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from ground.money.amounts import Money

from .choices import Rounding, TaxRounding
from .rounding import exact, in_units, rounded, rounded_together


@dataclass(frozen=True)
class Taxable:
    """The net sum of a line, as it is shown, and how its document taxed it."""

    key: str
    document: str
    net: Money
    percent: Decimal
    rounding: TaxRounding


def taxes(lines: Sequence[Taxable], mode: Rounding) -> list[Money]:
    """The tax on each line, in their order; on the net sums as shown, so that it can be re-added by hand.

    Per cent of minor units; rounded per LINE, or per DOCUMENT once for each rate that stands on it, and then shown in
    parts that add up. `mode` as in `rounded`; errors too. Source: how an invoice groups tax by rate, EN 16931 (BG-23).

    Example: three lines of 0.13 on one document at 20 %: by line 0.03 + 0.03 + 0.03 = 0.09; by document 0.39 x 20 % is
    0.08, shown as 0.03, 0.03 and 0.02.
    """
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, line in enumerate(lines):
        alone = line.rounding == TaxRounding.LINE
        groups[(str(at), "") if alone else (line.document, str(exact(line.percent)))].append(at)
    taxed: dict[int, Money] = {}
    for places in groups.values():
        parts = [(lines[at].key, in_units(lines[at].net) * exact(lines[at].percent) / 100) for at in places]
        currency = lines[places[0]].net.currency
        together = (
            [rounded(parts[0][1], currency, mode)] if len(parts) == 1 else rounded_together(parts, currency, mode)
        )
        taxed.update(zip(places, together, strict=True))
    return [taxed[at] for at in range(len(lines))]
