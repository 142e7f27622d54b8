"""The figures of a calculation in the form of the second way to reckon it."""

from refunds.calculation import Calculation, calculate
from refunds.sums import PartName
from tests.refunds.make import LATER


def figures(found: Calculation) -> dict:
    shown = {f"line\0{one.judged.line.key}": one.interest.minor for one in found.lines}
    shown |= {f"credit\0{one.credit.key}": one.interest.minor for one in found.credits}
    return {
        "nets": {one.judged.line.key: one.net.minor for one in found.lines},
        "tax": {one.judged.line.key: one.tax.minor for one in found.lines},
        "shown": {key: minor for key, minor in shown.items() if minor},
        "interest": found.totals.part(PartName.INTEREST).minor,
        "excess": found.totals.excess.minor,
        "refund": found.totals.refund.minor,
    }


def by_rule(case, conventions, refund_on) -> dict:
    return figures(calculate(case, conventions, refund_on=refund_on, today=LATER))
