"""How a file is most likely read: as the last one with these headings, else by what its first rows say."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from refunds.incoming import RememberedColumns

from . import figures, files
from .fields import DAYS, NUMBERS, recognise
from .reading import Layout, sample_of

if TYPE_CHECKING:
    from collections.abc import Mapping


def proposed_reading(kind: str, key: Any, layout: Layout, currency: str) -> dict[str, Any]:
    """How a file is most likely read: as the last one with these headings, else by what its first rows say."""
    remembered = RememberedColumns.objects.filter(kind=kind, headings=digest_of(layout)).first()
    reading: dict[str, Any] = {"columns": recognise(kind, layout.headings), "currency": currency, "price_list": None}
    if remembered is not None:
        reading |= remembered.reading
    mark, order, sure = seen_in(kind, key, layout, reading["columns"])
    reading |= {"decimal": mark, "dates": order if sure or remembered is None else remembered.reading["dates"]}
    return {
        **reading,
        "encoding": layout.encoding,
        "separator": layout.separator,
        "headings": list(layout.headings),
        "skipped": layout.skipped,
    }


def seen_in(kind: str, key: Any, layout: Layout, columns: Mapping[str, str]) -> tuple[str, str, str]:
    """The decimal mark, the order of days, and the day that can be nothing else, by the first rows."""
    sample = sample_of(files.path_of(key), layout)
    numbers = [row[int(at)] for at, name in columns.items() if name in NUMBERS for row in sample]
    days = [row[int(at)] for at, name in columns.items() if name in DAYS for row in sample]
    mark = figures.decimal_mark(numbers, figures.COMMA if layout.separator == ";" else figures.POINT)
    return mark, *figures.order_of_days(days)


def digest_of(layout: Layout) -> str:
    return hashlib.sha256("\n".join(layout.headings).casefold().encode()).hexdigest()
