"""Blocks: the stretches of one day in which people work, and what makes a row of them possible."""

from collections.abc import Iterable
from datetime import time, timedelta
from itertools import pairwise

Block = tuple[time, time]

MIDNIGHT = time(0)
DAY = timedelta(days=1)


class ImpossibleBlocks(ValueError):
    """The blocks of a day cannot be worked as written."""


class ClosesBeforeItOpens(ImpossibleBlocks):
    def __init__(self, block: Block) -> None:
        super().__init__(f"{written(block)} closes before it opens")
        self.block = block


class BlocksOverlap(ImpossibleBlocks):
    def __init__(self, one: Block, other: Block) -> None:
        super().__init__(f"{written(one)} and {written(other)} overlap")
        self.one, self.other = one, other


def start_of(block: Block) -> timedelta:
    """Wall-clock distance of the opening from 00:00."""
    return _since_midnight(block[0])


def end_of(block: Block) -> timedelta:
    """Wall-clock distance of the closing from 00:00; a closing at 00:00 is the midnight that ends the day."""
    return _since_midnight(block[1]) or DAY


def length_of(blocks: Iterable[Block]) -> timedelta:
    """Wall-clock hours of the blocks together: the working time of a day on which no clock is changed."""
    return sum((end_of(block) - start_of(block) for block in blocks), timedelta(0))


def in_order(blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks of one day sorted by opening; ImpossibleBlocks when one ends before it starts or two overlap.

    Touching blocks (09:00-12:00, 12:00-17:00) are allowed; a night is two blocks, until 00:00 and from 00:00.
    """
    ordered = tuple(sorted(((opens, closes) for opens, closes in blocks), key=start_of))
    for block in ordered:
        if end_of(block) <= start_of(block):
            raise ClosesBeforeItOpens(block)
    for earlier, later in pairwise(ordered):
        if end_of(earlier) > start_of(later):
            raise BlocksOverlap(earlier, later)
    return ordered


def written(block: Block) -> str:
    """The block for a sentence: 09:00–17:00, with 24:00 for the midnight that ends the day."""
    closes = "24:00" if block[1] == MIDNIGHT else f"{block[1]:%H:%M}"
    return f"{block[0]:%H:%M}–{closes}"


def _since_midnight(at: time) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute, seconds=at.second, microseconds=at.microsecond)
