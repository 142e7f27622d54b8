"""What the house adds to its letters and to the private page: its colour, and lines beneath the signature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ground.colours import Shades, shades

if TYPE_CHECKING:
    from ground.accounts.models import House


@dataclass(frozen=True)
class Look:
    """`accent` is empty where the house keeps our own colour."""

    accent: str = ""
    lines: tuple[str, ...] = ()

    @classmethod
    def of(cls, house: House) -> Look:
        return cls(house.accent, tuple(line for line in house.signature.splitlines() if line.strip()))

    @property
    def shades(self) -> Shades | None:
        return shades(self.accent) if self.accent else None


OURS = Look()
