"""Snippets in the composer: which are offered, and the message with one of them put in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from desk.findings import plain
from updates.models import Snippet

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import QueryDict

    from ground.accounts.models import Person

INSERT = "insert"


@dataclass(frozen=True)
class Offered:
    """One to choose: `label` names its language where that is not the one of the letter."""

    pk: int
    label: str
    text: str
    mine: bool


def offered(person: Person, language: str) -> list[Offered]:
    """One statement. Those in the language of the letter come first."""
    found: Iterable[Snippet] = Snippet.objects.offered_to(person)
    shown = [(one, one.language == language) for one in found]
    return [
        Offered(
            one.pk,
            one.name if fits else _("%(name)s (%(language)s)") % {"name": one.name, "language": one.language_name},
            one.text,
            one.owner_id is not None,
        )
        for one, fits in sorted(shown, key=lambda pair: not pair[1])
    ]


def inserted(data: QueryDict, person: Person) -> QueryDict | None:
    """The form with the chosen text at the end of its message; None for any other act, or where none was chosen."""
    number = data.get("snippet", "")
    if data.get("act") != INSERT or not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    snippet = Snippet.objects.offered_to(person).filter(pk=int(number)).first()
    if snippet is None:
        return None
    changed = data.copy()
    body = plain(data.get("body", "")).rstrip()
    changed["body"] = f"{body}\n\n{snippet.text}" if body else snippet.text
    return changed
