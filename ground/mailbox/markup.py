"""The words of an HTML mail as plain text; quoted blocks keep their marks, nothing is fetched or run. Pure."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import nh3

from .limits import LONGEST_TEXT

_BLOCKS = {"p", "div", "table", "tr", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "hr", "blockquote"}
_TAGS = _BLOCKS | {"br", "li", "td", "th"}
_QUOTES = re.compile(r"gmail_quote|moz-cite|yahoo_quoted|protonmail_quote|zmail_extra")
_MANY_LINES = re.compile(r"\n{3,}")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
_ANY_TAG = re.compile(r"<[^<>]{0,2000}>")
_NO_DEPTH = {
    *("p", "li", "td", "th", "tr", "tbody", "thead", "dt", "dd", "option", "br", "img", "hr", "input"),
    *("meta", "link", "col", "area", "base", "wbr", "html", "body", "head"),
}
DEEPEST = 200
"""Markup that nests deeper is nobody's letter: the time nh3 takes for it grows with the square of the depth."""


def words_of(html: str) -> str:
    """First made harmless and well formed by nh3, then read block by block; too deep a nesting is read flat."""
    html = html[:LONGEST_TEXT]
    if _depth(html) > DEEPEST:
        return _MANY_LINES.sub("\n\n", unescape(_ANY_TAG.sub("\n", html))).strip()
    safe = nh3.clean(
        html,
        tags=_TAGS,
        clean_content_tags={"script", "style", "title", "head", "textarea", "select", "iframe", "object"},
        attributes={"div": {"class", "id"}, "blockquote": {"class"}},
        link_rel=None,
    )
    reader = _Reader()
    reader.feed(safe)
    reader.close()
    return reader.text()


def _depth(html: str) -> int:
    deepest = depth = 0
    for tag in _TAG.finditer(html):
        if tag[2].lower() not in _NO_DEPTH:
            depth = max(0, depth - 1) if tag[1] else depth + 1
            deepest = max(deepest, depth)
    return deepest


class _Reader(HTMLParser):
    """Lines of text; those within a quoted block begin with "> "."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[str] = []
        self._line: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self._quoted = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("br", "hr"):
            self._end_line()
        elif tag == "li":
            self._end_line()
            self._line.append("- ")
        elif tag in ("td", "th"):
            self._line.append(" ")
        elif tag in _BLOCKS:
            self._end_line()
            quoted = tag == "blockquote" or any(_QUOTES.search((value or "").lower()[:200]) for _name, value in attrs)
            if len(self._open) < DEEPEST:
                self._open.append((tag, quoted))
                self._quoted += quoted

    def handle_endtag(self, tag: str) -> None:
        if tag not in _BLOCKS:
            return
        self._end_line()
        if tag in ("p", "h1", "h2", "h3", "h4", "blockquote"):
            self._lines.append("")
        for at in range(len(self._open) - 1, max(len(self._open) - 8, -1), -1):
            if self._open[at][0] == tag:
                self._quoted -= sum(quoted for _tag, quoted in self._open[at:])
                del self._open[at:]
                return

    def handle_data(self, data: str) -> None:
        self._line.append(re.sub(r"\s+", " ", data))

    def _end_line(self) -> None:
        words = " ".join("".join(self._line).split())
        self._line = []
        if words:
            self._lines.append(f"> {words}" if self._quoted > 0 else words)

    def text(self) -> str:
        self._end_line()
        return _MANY_LINES.sub("\n\n", "\n".join(self._lines)).strip()
