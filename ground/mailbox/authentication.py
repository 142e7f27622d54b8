"""Who vouches for a sender: the topmost Authentication-Results of our own mail server (RFC 8601). Pure.

Our server puts its header above everything that was there before. So only the topmost counts, and only when it
carries the name that our server gives itself; what stands below may have been written by the sender.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .heads import Head

_COMMENT = re.compile(r"\([^()]{0,500}\)")
_HEADER_FROM = re.compile(r"\bheader\.from\s*=\s*\"?@?([^\s;\"]{1,255})", re.IGNORECASE)


def vouched_for(head: Head, sender: str, *, authority: str) -> bool:
    """An aligned DMARC pass for the domain of `sender`, said by `authority`; False where no authority is named."""
    if not authority or "@" not in sender:
        return False
    topmost = _COMMENT.sub(" ", _COMMENT.sub(" ", head.raw("authentication-results")[:4_000]))
    name, semicolon, results = topmost.partition(";")
    words = name.split()
    if not semicolon or not words or words[0].lower() != authority.lower():
        return False
    domain = sender.rpartition("@")[2].lower()
    return any(_passes(one, domain) for one in results.split(";"))


def _passes(result: str, domain: str) -> bool:
    method, equals, verdict = result.strip().partition("=")
    if method.strip().lower() != "dmarc" or not equals or (verdict.split() or [""])[0].lower() != "pass":
        return False
    about = _HEADER_FROM.search(result)
    return about is not None and about[1].lower().rpartition("@")[2] == domain
