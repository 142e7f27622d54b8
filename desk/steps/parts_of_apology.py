"""The parts of an apology as step 7 shows them: what is there, what is not, and words that undo it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from desk.findings import LEAVE, Row, plain, quoted, said_in, to_consider
from incidents.apologies.languages import written_in
from incidents.apology import Component, better_words, check

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.functional import Promise as LazyText

    from incidents.apology import Apology

NAMES: dict[Component, LazyText | str] = {
    Component.RESPONSIBILITY: gettext_lazy("Responsibility"),
    Component.REPAIR: gettext_lazy("Repair"),
    Component.REGRET: gettext_lazy("Regret"),
    Component.EXPLANATION: gettext_lazy("Explanation"),
    Component.REPENTANCE: gettext_lazy("It will not happen again"),
    Component.FORGIVENESS: gettext_lazy("Asking to be forgiven"),
}
"""In the order of their weight (Lewicki and others, 2016)."""


@dataclass(frozen=True)
class PartSeen:
    name: str
    there: bool
    words: str


@dataclass(frozen=True)
class Weighed:
    """`parts` in the order of their weight; `findings` are rows to consider, `left` those that were left."""

    checked: bool
    heading: str = ""
    parts: list[PartSeen] = field(default_factory=list)
    forgiveness: str = ""
    findings: list[Row] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    answered: bool = False


def parts_of(text: str, *, language: str, required: Sequence[str], typed: QueryDict | None) -> Weighed | None:
    """What the check says of this text; None while nothing is written."""
    text = plain(text)
    if not text.strip():
        return None
    apology = check(text, language=written_in(text, language), required=required)
    if not apology.checked:
        return Weighed(checked=False)
    left = typed.getlist("left") if typed is not None else []
    return Weighed(
        checked=True,
        heading=_heading(apology),
        parts=[_part(apology, part, text) for part in NAMES if part != Component.FORGIVENESS],
        forgiveness=_forgiveness(apology),
        findings=[to_consider(finding) for finding in apology.findings if finding.marker not in left],
        left=left,
        answered=bool(typed and typed.get("act", "").startswith(LEAVE)),
    )


def _heading(apology: Apology) -> str:
    there = sum(bool(apology.components.get(part)) for part in NAMES)
    words = {"n": there}
    if apology.sound:
        return _("Sound: %(n)d of 6 parts, nothing that undoes it") % words
    if apology.severe:
        count = len(apology.severe)
        undone = ngettext("%(m)d thing undoes it", "%(m)d things undo it", count) % {"m": count}
        return _("%(n)d of 6 parts, and %(undone)s") % {**words, "undone": undone}
    return _("%(n)d of 6 parts") % words


def _part(apology: Apology, part: Component, text: str) -> PartSeen:
    name, spans = str(NAMES[part]), apology.components.get(part)
    if spans:
        return PartSeen(name, True, said_in(text, spans))
    better = better_words(part, apology.language)
    return PartSeen(
        name, False, _("Not seen yet. For example: %(words)s") % {"words": quoted(better)} if better else ""
    )


def _forgiveness(apology: Apology) -> str:
    if apology.components.get(Component.FORGIVENESS):
        return _("It asks to be forgiven. That is theirs to give, so do not press.")
    return _("Not there: asking to be forgiven. That is often right to leave out.")
