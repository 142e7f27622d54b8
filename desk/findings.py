"""What the apology check says beside a letter: rows to consider, rows that are good, and the marks in its preview."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from incidents.apologies.languages import written_in
from incidents.apology import Apology, Component, Finding, Span, better_words, check
from updates.choices import UpdateKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.utils.safestring import SafeString

USE, LEAVE = "use:", "leave:"
"""What the buttons beside a finding post: the marker, and for `USE` where its words begin."""
OPEN, CLOSE = "\ue000", "\ue001"
"""Stand around marked words until the preview is markup."""
OF_A_STEP = "step"
"""The kind of the words of step 4, which are no letter yet."""
EXPECTED: set[str] = {UpdateKind.FIRST_NOTICE, UpdateKind.LATE, UpdateKind.APOLOGY, OF_A_STEP}
QUOTED = 120
"""Letters of a sentence we quote; of a longer one only the words found."""
GOOD = {
    Component.RESPONSIBILITY: gettext_lazy("Takes responsibility"),
    Component.REGRET: gettext_lazy("Says sorry"),
    Component.EXPLANATION: gettext_lazy("Says how it happened"),
    Component.REPAIR: gettext_lazy("Puts it right"),
    Component.REPENTANCE: gettext_lazy("Says what is different now"),
}
NOT_SEEN = {
    Component.REGRET: gettext_lazy("No plain “sorry” seen yet"),
    Component.RESPONSIBILITY: gettext_lazy("Not seen yet: that it was ours"),
    Component.REPAIR: gettext_lazy("Not seen yet: what puts it right, or what changes"),
}


@dataclass(frozen=True)
class Row:
    heading: str
    text: str = ""
    use: str = ""
    leave: str = ""

    @property
    def to_consider(self) -> bool:
        return bool(self.leave)


@dataclass(frozen=True)
class ApologyShown:
    """`rows` with what is to consider first; `left` are findings that the writer decided to leave."""

    checked: bool
    rows: list[Row] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    marked: str = ""
    answered: bool = False

    @property
    def meta(self) -> str:
        think = sum(row.to_consider for row in self.rows)
        good = len(self.rows) - think
        words = {"good": ngettext("%(n)d good", "%(n)d good", good) % {"n": good}, "think": think}
        if not think:
            return _("Nothing to consider, %(good)s") % words
        return ngettext("%(think)d to consider, %(good)s", "%(think)d to consider, %(good)s", think) % words


def apology_to_show(
    body: str,
    *,
    kind: str,
    language: str,
    gives_time: bool,
    data: Mapping[str, Any],
    required: Sequence[str] = (),
) -> ApologyShown | None:
    """What to say of this letter; None where no apology is expected and none is made. `data` is what was posted.

    `required` are the phrases of the house, which are no fault of the writer's.
    """
    text, left = plain(body), data.getlist("left") if isinstance(data, QueryDict) else []
    apology = check(text, language=written_in(text, language), required=required)
    if not text.strip() or not (kind in EXPECTED or apologises(apology)):
        return None
    if not apology.checked:
        return ApologyShown(checked=False)
    found = [finding for finding in apology.findings if finding.marker not in left]
    think = [to_consider(finding) for finding in found] + _not_seen(apology, kind, left)
    rows = think + _good(apology, text, gives_time=gives_time)
    marked, answer = _marked(text, found), _is_answer(data.get("act", ""))
    return ApologyShown(checked=True, rows=rows, left=left, marked=marked, answered=answer)


def apologises(apology: Apology) -> bool:
    return bool(apology.components.get(Component.REGRET) or apology.severe)


def plain(body: str) -> str:
    """As the check counts its places: one letter a line end, none of ours."""
    return body.replace("\r\n", "\n").replace("\r", "\n").replace(OPEN, "").replace(CLOSE, "")


def answered(data: QueryDict, *, language: str) -> QueryDict | None:
    """The form after “Use this” or “Leave it”; None for any other act."""
    act, body = data.get("act", ""), plain(data.get("body", ""))
    if not _is_answer(act):
        return None
    changed = data.copy()
    if act.startswith(LEAVE):
        changed.appendlist("left", act.removeprefix(LEAVE)[:40])
        return changed
    changed["body"] = swap_at(body, act, language=language)[0]
    return changed


def swap_at(text: str, act: str, *, language: str) -> tuple[str, int]:
    """The text after “Use this”, and where it was changed; as it was where there is nothing to change."""
    marker, _colon, place = act.removeprefix(USE).partition(":")
    found = check(text, language=written_in(text, language)).findings
    near = [finding for finding in found if finding.marker == marker and finding.swap]
    if not near or not place.isdecimal() or len(place) >= 7:
        return text, 0
    nearest = min(near, key=lambda finding: abs(finding.start - int(place)))
    return _swapped(text, nearest), nearest.start


def marks(lines: Sequence[str]) -> SafeString:
    """The lines of one paragraph as markup, with what stands between OPEN and CLOSE in a `mark`."""
    pieces = re.split(f"([{OPEN}{CLOSE}])", "\n".join(lines))
    shown = []
    for before, piece in zip([CLOSE, *pieces], pieces, strict=False):
        if piece not in (OPEN, CLOSE):
            shown.append(format_html("<mark>{}</mark>" if before == OPEN else "{}", _broken(piece)))
    return format_html_join("", "{}", ((piece,) for piece in shown))


def _broken(text: str) -> SafeString:
    first, *rest = text.split("\n")
    return format_html("{}{}", first, format_html_join("", "<br>{}", ((line,) for line in rest)))


def _is_answer(act: str) -> bool:
    return act.startswith((USE, LEAVE))


def _swapped(body: str, finding: Finding) -> str:
    swap = finding.swap[:1].upper() + finding.swap[1:] if finding.words[:1].isupper() else finding.swap
    return body[: finding.start] + swap + body[finding.end :]


def to_consider(finding: Finding) -> Row:
    text = f"{finding.advice} {quoted(finding.better)}" if finding.better else finding.advice
    use = f"{USE}{finding.marker}:{finding.start}" if finding.swap else ""
    return Row(finding.reason, text, use=use, leave=f"{LEAVE}{finding.marker}")


def _not_seen(apology: Apology, kind: str, left: list[str]) -> list[Row]:
    """Only where an apology is expected. We can miss what is said in other words, and say so."""
    if kind not in EXPECTED:
        return []
    first: tuple[Component, ...] = (Component.REGRET, Component.RESPONSIBILITY)
    missing = [part for part in first if part in apology.missing]
    if kind == UpdateKind.APOLOGY and {Component.REPAIR, Component.REPENTANCE} <= set(apology.missing):
        missing.append(Component.REPAIR)
    rows = []
    for part in missing:
        advice = _("If it is there in other words, leave it. Else: %(words)s") % {
            "words": quoted(better_words(part, apology.language))
        }
        rows.append(Row(str(NOT_SEEN[part]), advice, leave=f"{LEAVE}{part}"))
    return [row for row in rows if row.leave.removeprefix(LEAVE) not in left]


def _good(apology: Apology, text: str, *, gives_time: bool) -> list[Row]:
    rows = []
    for part, heading in GOOD.items():
        if spans := apology.components.get(part):
            rows.append(Row(str(heading), said_in(text, spans)))
    if gives_time:
        rows.append(Row(_("Gives a next time")))
    return rows


def said_in(text: str, spans: Sequence[Span]) -> str:
    """The shortest sentence in which it is said, quoted."""
    return quoted(min((_sentence(text, span.start, span.end) for span in spans), key=len))


def _sentence(text: str, start: int, end: int) -> str:
    """The sentence around the words, where it is short enough to quote."""
    first = max(text.rfind(stop, 0, start) for stop in (". ", "! ", "? ", "\n")) + 1
    ends = [place for stop in (". ", "! ", "? ", "\n") if (place := text.find(stop, end - 1)) >= 0]
    whole = " ".join(text[first : min(ends, default=len(text)) + 1].split())
    return whole if len(whole) <= QUOTED else " ".join(text[start:end].split())


def quoted(words: str) -> str:
    return _("“%(words)s”") % {"words": words}


def _marked(text: str, found: list[Finding]) -> str:
    """The text with its findings held by OPEN and CLOSE; overlapping ones as one."""
    parts, place = [], 0
    for finding in sorted(found, key=lambda finding: finding.start):
        if finding.start >= place and finding.words:
            parts += [text[place : finding.start], OPEN, text[finding.start : finding.end], CLOSE]
            place = finding.end
    return "".join([*parts, text[place:]])
