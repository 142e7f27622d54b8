"""The apology check over the fields of a step: what it says, and its words put into the field they belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from desk.findings import LEAVE, OF_A_STEP, USE, apology_to_show, plain, swap_at
from desk.steps.at_hand import at_hand

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.http import QueryDict

    from desk.findings import ApologyShown
    from desk.steps.contract import Page
    from desk.steps.slots import Slot

BETWEEN = "\n\n"


def weigh(page: Page, slot: Slot, fields: Sequence[str]) -> ApologyShown | None:
    """What the check says of these fields as they are typed; None where there is nothing to say."""
    values = [plain(str(slot.form[name].value() or "")) for name in fields]
    return apology_to_show(
        BETWEEN.join(values),
        kind=OF_A_STEP,
        language=language_of(page),
        gives_time=False,
        data=slot.typed or {},
        required=at_hand(page).phrases,
    )


def rewritten(page: Page, posted: QueryDict, part: str, fields: Sequence[str]) -> QueryDict | None:
    """What is typed after “Use this” or “Leave it”; None for any other press."""
    act = posted.get("act", "")
    if not act.startswith((USE, LEAVE)):
        return None
    changed = posted.copy()
    if act.startswith(LEAVE):
        changed.appendlist("left", act.removeprefix(LEAVE)[:40])
        return changed
    values = [plain(posted.get(f"{part}-{name}", "")) for name in fields]
    new = swap_at(BETWEEN.join(values), act, language=language_of(page))
    for name, value in zip(fields, _parted(values, new), strict=True):
        changed[f"{part}-{name}"] = value
    return changed


def language_of(page: Page) -> str:
    """That of whoever speaks for the customer, else the customer's."""
    speaker = page.incident.speaker
    return (speaker.language if speaker else "") or page.incident.customer.language


def _parted(values: list[str], new: tuple[str, int]) -> list[str]:
    """The fields again, after one place in their joined text was changed: it lies within one of them."""
    text, place = new
    grown = len(text) - len(BETWEEN.join(values))
    found, start = [], 0
    for value in values:
        end = start + len(value)
        longer = grown if start <= place <= end else 0
        found.append(text[start : end + longer])
        start, place = end + longer + len(BETWEEN), place if not longer else -1
    return found
