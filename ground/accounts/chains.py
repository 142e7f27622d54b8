"""Walking a tree of teams or a line of deputies without running in a circle; pure."""

from collections.abc import Mapping

Key = int  # the id of a row


def climb(start: Key, above: Mapping[Key, Key | None]) -> list[Key]:
    """`start` and everything above it, nearest first; stops before it would meet anything twice."""
    line: list[Key] = []
    step: Key | None = start
    while step is not None and step not in line:
        line.append(step)
        step = above.get(step)
    return line


def would_circle(child: Key, parent: Key | None, above: Mapping[Key, Key | None]) -> bool:
    """Whether putting `child` below `parent` would close a circle."""
    return parent is not None and child in climb(parent, above)
