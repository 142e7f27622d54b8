"""One form of a step page as it stands now: on which row, with which words, and whose words came in between."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from desk.steps.words import row_words
from incidents import evidence
from incidents.evidence import ChangedMeanwhile, EvidenceRefused
from updates.clock_words import time_words

if TYPE_CHECKING:
    from desk.steps.contract import Page, Part
    from desk.steps.forms import PartForm
    from incidents.models import Evidence

NUMBER = re.compile("[0-9]{1,18}")
ROW, WHY = "row", "why"


class Slot:
    """`typed` is what somebody wrote and has not saved: a post that is shown again, or their draft.

    `theirs` is the version somebody else saved meanwhile; the words of `typed` stay in the form beside it.
    """

    def __init__(self, part: Part, page: Page, typed: QueryDict | None) -> None:
        self.part, self.page, self.typed = part, page, typed
        self.theirs: Evidence | None = None
        self.row = self._row()
        self._overtaken: Evidence | None = None
        self._form: PartForm | None = None
        if self.theirs is not None and not self.filled:
            # Somebody else wrote in between, and this one changed nothing: nothing to choose, until it is sent.
            self._overtaken = self.row = self.theirs
            self.theirs, self.typed = None, None

    @property
    def form(self) -> PartForm:
        """Made when it is first asked for: what a page does not show costs nothing."""
        if self._form is None:
            self._form = self._unsent()
        return self._form

    @property
    def wrong(self) -> bool:
        """Whether it was sent and something in it is not right."""
        return self._form is not None and bool(self._form.errors)

    @property
    def name(self) -> str:
        return self.part.name

    @property
    def row_name(self) -> str:
        return f"{self.part.name}-{ROW}"

    @property
    def row_value(self) -> str:
        row = self.theirs or self.row
        return str(row.pk) if row else ""

    @property
    def changing(self) -> bool:
        """Whether the form stands on a row that is there already."""
        return self.row is not None

    @property
    def open(self) -> bool:
        """Whether the form is to be shown: always while the step runs; afterwards to add, to change, or to go on."""
        if not self.page.writes:
            return False
        return not (self.part.one and self.page.finished) or self.asked_for or self.filled or self.wrong

    @property
    def asked_for(self) -> bool:
        return self.page.change is not None and self.page.change[0] == self.part.name

    @property
    def begun(self) -> bool:
        """Whether it says more than an untouched form: shown unfolded."""
        return self.asked_for or self.changing or self.filled or self.wrong or self.theirs is not None

    @property
    def filled(self) -> bool:
        """Whether somebody wrote something here that is not saved; a form that was not on their page says nothing."""
        return self.typed is not None and self._sent(self.typed) and self._bound(self.typed).has_changed()

    @property
    def theirs_at(self) -> str:
        return time_words(self.theirs.at, self.page.zone) if self.theirs else ""

    @property
    def their_words(self) -> list[tuple[str, str]]:
        """The version that stands by now, as label and words of each field of the form."""
        if self.theirs is None:
            return []
        columns = {field.name for field in self.theirs._meta.concrete_fields}
        return row_words(self.theirs, [name for name in self.form.fields if name in columns])

    def bind(self, posted: QueryDict) -> bool:
        """Check what was posted to this form."""
        self.theirs = self.theirs or self._overtaken
        self._form = self._bound(posted)
        return self._form.is_valid()

    def save(self) -> str:
        """Write it down; the sentence to say. ChangedMeanwhile and every refusal pass through."""
        if self.theirs is not None:
            raise ChangedMeanwhile(self.theirs)
        if self.part.save is not None:
            return self.part.save(self)
        if self.row is not None and not self.form.has_changed():
            return _("Nothing was changed.")
        self.write()
        return str(self.part.said)

    def write(self, **more: Any) -> Evidence:
        """The usual way: a new row, or a new version of the row the form stands on."""
        page, form, kind = self.page, self.form, self.part.kind
        if kind is None:
            raise LookupError(f"{self.part.name} has no rows of its own")
        fields = form.kept() | dict(self.part.fixed) | more
        if self.row is None:
            return evidence.add(kind, page.incident, by=page.person, now=page.now, **fields)
        return evidence.change(self.row, by=page.person, now=page.now, why=form.why, **fields)

    def take_out(self, posted: QueryDict) -> str:
        if self.row is None:
            raise EvidenceRefused(_("Choose what to take out."))
        why = " ".join(posted.get(f"{self.part.name}-{WHY}", "").split())[:300]
        if self.theirs is not None:
            raise ChangedMeanwhile(self.theirs)
        if self.part.take_out is not None:
            self.part.take_out(self, why)
        else:
            evidence.take_out(self.row, why=why, by=self.page.person, now=self.page.now)
        return _("Taken out. The words and your reason stay on record.")

    def meet(self, changed: ChangedMeanwhile) -> None:
        """Somebody else was first: their version stands beside the words of this one."""
        self.theirs = changed.theirs

    # -- How it begins ------------------------------------------------------------------------------------------------

    def _row(self) -> Evidence | None:
        """The row the form was opened on; when another version stands by now, `theirs` is that one."""
        if self.part.kind is None:
            return None
        sent = self.typed.get(self.row_name) if self.typed is not None else None
        if sent:
            return self._the_one_sent(sent)
        stands = self._asked() or self._only()
        if self.part.one and sent == "" and stands is not None:
            self.theirs, stands = stands, None
        return stands

    def _the_one_sent(self, sent: str) -> Evidence | None:
        """What was taken out meanwhile is written anew."""
        known = {row.pk: row for row in self.page.standing.every(self._kind) if self.part.fits(row)}
        row = known.get(int(sent)) if NUMBER.fullmatch(sent) else None
        if row is None:
            return None
        latest = self.page.standing.latest(row)
        if latest.removed_at is not None:
            return None
        if latest.pk != row.pk:
            self.theirs = latest
        return row

    def _asked(self) -> Evidence | None:
        change = self.page.change
        if change is None or change[0] != self.part.name:
            return None
        return self.page.standing.one(self._kind, lambda row: row.pk == change[1] and self.part.fits(row))

    def _only(self) -> Evidence | None:
        return self.page.standing.one(self._kind, self.part.fits) if self.part.one else None

    @property
    def _kind(self) -> type[Evidence]:
        return self.part.kind  # type: ignore[return-value]

    def _initial(self) -> dict[str, Any]:
        if self.row is None:
            return dict(self.part.initial)
        return dict(self.part.initial) | {
            field.name: getattr(self.row, field.attname) for field in self.row._meta.concrete_fields
        }

    def _make(self, data: QueryDict | None, initial: dict[str, Any]) -> PartForm:
        options = self.part.options
        return self.part.form(data, prefix=self.part.name, initial=initial, page=self.page, row=self.row, **options)

    def _bound(self, data: QueryDict) -> PartForm:
        return self._make(data, self._initial())

    def _sent(self, data: QueryDict) -> bool:
        return any(key.startswith(f"{self.part.name}-") and key != self.row_name for key in data)

    def _unsent(self) -> PartForm:
        """The form with what is typed so far, without a word about what is wrong with it."""
        form = self._make(None, self._initial())
        if self.typed is None or not self._sent(self.typed):
            return form
        for name, field in form.fields.items():
            form.initial[name] = field.widget.value_from_datadict(self.typed, {}, form.add_prefix(name))
        return form
