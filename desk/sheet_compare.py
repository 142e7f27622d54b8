"""Two versions of a sheet side by side: what they differ by, line by line and rule by rule, adding up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from desk.refund_page import Figure
from desk.sheet_page import amount, plain
from refunds.conventions import in_words
from refunds.differing import line_differences, part_differences
from refunds.sheet_table import APART
from refunds.stored import conventions_of
from refunds.sums import PartName

if TYPE_CHECKING:
    from refunds.models import Calculation


def compared(before: Calculation, after: Calculation) -> dict[str, Any]:
    """The differences of the lines and of the other parts are the difference of what is still to be paid."""
    lines = line_differences(before.lines.all(), after.lines.all())
    apart = part_differences(before.parts, after.parts, [name.value for name in APART])
    lifted = after.lifted_minor - before.lifted_minor
    others = [(str(PartName(name).label), plain(after, now - was)) for name, was, now in apart]
    if lifted:
        others.append((_("Interest lifted to zero"), plain(after, lifted)))
    was, now = before.payable_minor, after.payable_minor
    told, tells = (in_words(_conventions(one)) for one in (before, after))
    return {
        "before": before,
        "after": after,
        "figures": [
            Figure(_("Version %(n)s") % {"n": before.version}, amount(before, was), _("still to be paid")),
            Figure(_("Version %(n)s") % {"n": after.version}, amount(after, now), _("still to be paid")),
            Figure(_("Difference"), amount(after, now - was), tone="sum"),
        ],
        "rows": [
            {
                "key": one.key,
                "was": plain(before, one.was),
                "now": plain(after, one.now),
                "delta": plain(after, one.delta),
                "reasons": one.reasons,
            }
            for one in lines
        ],
        "others": others,
        "gone_rules": [words for words in told if words not in tells],
        "new_rules": [words for words in tells if words not in told],
    }


def _conventions(sheet: Calculation) -> Any:
    return conventions_of(sheet.conventions, sheet.refund.currency, sheet.rates.as_table())
