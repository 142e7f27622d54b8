"""What the running recoveries of a customer hold in writing, read in one statement for whoever takes over."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, DateField, F, TextField, Value
from django.db.models.functions import Coalesce

from desk.steps.words import day_of
from incidents.choices import Precision, Side
from incidents.models import Account, Fact, Frame, Prevention, Remedy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from incidents.models import Incident

SENTENCE, THEIRS, FACT, TASK = "sentence", "theirs", "fact", "task"
FACTS_SHOWN = 12


@dataclass(frozen=True)
class Line:
    """Words with what belongs to them: who said it, how we know, who does it; and the day, where it has one."""

    said: str
    more: str
    day: str


@dataclass
class Written:
    """Of one recovery: the agreed sentence, their version, dated facts (the first few), what is still to be done."""

    sentence: str = ""
    theirs: list[Line] = field(default_factory=list)
    facts: list[Line] = field(default_factory=list)
    facts_more: int = 0
    tasks: list[Line] = field(default_factory=list)


def written_of(running: Sequence[Incident]) -> dict[int, Written]:
    """By the id of the incident; evidence that was replaced or taken out is not part of it."""
    found: dict[int, Written] = defaultdict(Written)
    for what, incident, said, more, on, shade, _pk in _rows(running):
        line = Line(said, more, day_of(on, shade or Precision.DAY) if on else "")
        _put(found[incident], what, line)
    return found


def _put(written: Written, what: str, line: Line) -> None:
    if what == SENTENCE:
        written.sentence = line.said
    elif what == THEIRS:
        written.theirs.append(line)
    elif what == TASK:
        written.tasks.append(line)
    elif len(written.facts) < FACTS_SHOWN:
        written.facts.append(line)
    else:
        written.facts_more += 1


def _rows(running: Sequence[Incident]) -> Any:
    """One statement for five tables; the longest ago first."""
    tasks = [_of(kind, TASK, running, more="owner__name", on="due_on", done_at=None) for kind in (Remedy, Prevention)]
    facts = _of(Fact, FACT, running, more="source", on="happened_on", shade="precision")
    theirs = _of(Account, THEIRS, running, more="contact__name", side=Side.THEIRS)
    return _of(Frame, SENTENCE, running, words="sentence").union(facts, theirs, *tasks, all=True).order_by("day", "pk")


def _of(
    model: Any,
    what: str,
    running: Sequence[Incident],
    *,
    words: str = "text",
    more: str = "",
    on: str = "",
    shade: str = "",
    **only: object,
) -> Any:
    rows = model.objects.current().filter(incident__in=running, **only).order_by()
    columns = {
        "what": Value(what, output_field=CharField()),
        "said": F(words),
        "more": Coalesce(F(more), Value(""), output_field=TextField()) if more else Value("", output_field=TextField()),
        "day": F(on) if on else Value(None, output_field=DateField()),
        "shade": F(shade) if shade else Value("", output_field=CharField()),
    }
    return rows.annotate(**columns).values_list("what", "incident_id", "said", "more", "day", "shade", "pk")
