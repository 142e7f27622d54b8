"""The word "stop", said once and heard in every process forked afterwards; nothing of Django in here."""

import mmap
import struct
import time

GRACE = 20.0  # seconds a letter in hand may still take once we were told to stop

# One page shared over fork: the monotonic moment we were told to stop, zero while nobody said so.
_page = mmap.mmap(-1, 8)


def stop() -> None:
    """Tell this process and its children to begin no further letter."""
    if not stopping():
        _page[:8] = struct.pack("d", time.monotonic())


def go_on() -> None:
    """Take it back; for a process that starts anew, and for tests."""
    _page[:8] = struct.pack("d", 0.0)


def stopping() -> bool:
    return _since() > 0


def ends_at() -> float:
    """The monotonic moment by which work in hand must have ended; infinite while nobody said stop."""
    since = _since()
    return since + GRACE if since else float("inf")


def _since() -> float:
    return float(struct.unpack("d", _page[:8])[0])
