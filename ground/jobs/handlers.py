"""Who does which kind of job: rooms above register their handlers when they are ready."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .working import Work

Result = Mapping[str, Any] | None
"""What a finished job tells of itself, small; None when it was given back between two steps and waits again."""
Handler = Callable[["Work"], Result]

_handlers: dict[str, Handler] = {}


def register(kind: str, handler: Handler) -> None:
    _handlers[kind] = handler


def handler_of(kind: str) -> Handler:
    return _handlers[kind]


def kinds() -> list[str]:
    return sorted(_handlers)
