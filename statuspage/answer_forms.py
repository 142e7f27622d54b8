"""What a customer fills in on their page: every form carries a key, so that a press that comes twice is taken once."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from ground.text import LineField, TextField
from recovery.answer_words import WORDS, Emotion, Question, Verdict, half_hour
from recovery.answers import Part, Sent, bank_details_refused
from recovery.bank_details import holds_bank_details
from recovery.call_times import LENGTH
from updates.words import Voice

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from updates.instants import Reader
    from updates.models import Link

LONGEST = 4000
NO_CHOICE = {
    "invalid_choice": gettext_lazy("Choose one of these."),
    "invalid_list": gettext_lazy("Choose one of these."),
}
ONE_TO_TEN = [(str(number), str(number)) for number in range(1, 11)]
_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")


def press_of(data: Mapping[str, Any]) -> str:
    """One short name for this press of a button: the same form with the same words is the same press.

    A key nobody of us made is none: such a press counts by itself.
    """
    key = str(data.get("key", ""))
    key = key if _KEY.fullmatch(key) else secrets.token_urlsafe(24)
    items = sorted(data.lists()) if isinstance(data, QueryDict) else sorted(data.items())
    return hashlib.sha256(f"{key} {items!r}".encode("utf-8", "backslashreplace")).hexdigest()


class AnswerForm(forms.Form):
    """The name they sign with, and the key. `act` is the value of the button, and begins every id on the page."""

    act = ""
    heading = ""
    button: Any = ""
    name = LineField(
        label=gettext_lazy("Your name"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": gettext_lazy("Write your name, so that we know whom to answer.")},
    )
    key = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: QueryDict | None = None, *, link: Link, **kwargs: Any) -> None:
        self.link = link
        fresh = {"name": link.contact.name, "key": secrets.token_urlsafe(24)}
        super().__init__(data, auto_id=f"{self.act}_%s", initial=fresh, label_suffix="", **kwargs)
        self.order_fields([name for name in self.fields if name not in ("name", "key")])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for name, value in list(data.items()):
            if isinstance(value, str) and name not in ("key", "about") and holds_bank_details(value):
                self.add_error(name, bank_details_refused(self.link.incident.owner))
        return data

    def sent(self) -> Sent:
        return Sent(name=self.cleaned_data["name"], key=press_of(self.data), parts=tuple(self.parts()))

    def parts(self) -> Sequence[Part]:
        raise NotImplementedError


class VerdictForm(AnswerForm):
    """Yes, or no and what is not right; beside it trust and feelings when they are due."""

    verdict = forms.ChoiceField(
        choices=[],
        required=False,
        widget=forms.RadioSelect,
        error_messages=NO_CHOICE,
    )
    words = TextField(label="", max_length=LONGEST, required=False)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        link: Link,
        act: str,
        question: str,
        about: int | None = None,
        trust: bool = False,
        hint: str = "",
        chosen: str = "",
    ) -> None:
        """`chosen` is the answer whose link in a letter was followed; it waits for a press like any other."""
        self.act, self.question, self.trust = act, question, trust
        super().__init__(data, link=link)
        asked = WORDS[question]
        self.heading, self.button = str(asked.ask), _("Send to %(name)s") % {"name": _owner(link)}
        verdict, words = self.fields["verdict"], self.fields["words"]
        verdict.label, words.label = asked.ask, asked.correct
        verdict.choices = [(Verdict.YES, asked.yes), (Verdict.NO, asked.no)]  # type: ignore[attr-defined]
        verdict.initial = chosen if chosen in (Verdict.YES, Verdict.NO) else None
        if question in (Question.SUMMARY, Question.SENTENCE):
            self.fields["about"] = forms.CharField(widget=forms.HiddenInput, initial=about, required=False)
        self.about = about
        if trust:
            self.fields |= _number_fields(hint)
        self.order_fields(["verdict", "words", "trust", "feelings", "felt", "name"])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("verdict") == Verdict.NO and not data.get("words") and "words" not in self.errors:
            self.add_error("words", _("Write what is not right, so that we can put it right."))
        if not self.errors and not self.parts():
            self.add_error("verdict", _("Choose or write something first."))
        return data

    def parts(self) -> list[Part]:
        data, found = self.cleaned_data, []
        verdict, words = data.get("verdict", ""), data.get("words", "")
        if verdict or words:
            about = self.about if self.question == Question.CHECK_IN else _number(data.get("about", ""))
            found.append(Part(self.question, verdict or Verdict.NO, words, about_id=about))
        feelings, felt = _felt(data), data.get("felt", "")
        if data.get("trust"):
            found.append(Part(Question.TRUST, number=int(data["trust"])))
        if feelings or felt:
            found.append(Part(Question.FEELINGS, words=felt, feelings=feelings))
        return found


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


def _number_fields(hint: str) -> dict[str, forms.Field]:
    """How much they trust us, and how they feel; no colours, and any may be left out."""
    return {
        "trust": forms.ChoiceField(
            label=WORDS[Question.TRUST].ask,
            choices=ONE_TO_TEN,
            required=False,
            error_messages=NO_CHOICE,
            widget=forms.RadioSelect(attrs={"class": "scale"}),
            help_text=" ".join(part for part in (_("1 is not at all, 10 is completely."), hint) if part),
        ),
        "feelings": forms.MultipleChoiceField(
            label=WORDS[Question.FEELINGS].ask,
            choices=[(value, capfirst(str(label))) for value, label in Emotion.choices],
            required=False,
            error_messages=NO_CHOICE,
            widget=forms.CheckboxSelectMultiple(attrs={"class": "pills"}),
        ),
        "felt": TextField(
            label=_("In your own words"),
            max_length=LONGEST,
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
        ),
    }


def _felt(data: dict[str, Any]) -> tuple[str, ...]:
    labels = dict(Emotion.choices)
    return tuple(str(labels[Emotion(value)]) for value in data.get("feelings", ()))


class QuestionForm(AnswerForm):
    act = "ask"
    button = pgettext_lazy("button", "Ask")
    question = TextField(
        label=gettext_lazy("Your question"),
        max_length=LONGEST,
        error_messages={"required": gettext_lazy("Write your question first.")},
    )

    def parts(self) -> list[Part]:
        return [Part(Question.QUESTION, words=self.cleaned_data["question"])]


class CallForm(AnswerForm):
    """One of three times, shown as their clock shows it."""

    act = "call"
    button = gettext_lazy("Ask for this call")
    at = forms.ChoiceField(
        label=gettext_lazy("When may we call?"),
        widget=forms.RadioSelect(attrs={"class": "list"}),
        error_messages=NO_CHOICE | {"required": gettext_lazy("Choose a time.")},
    )
    phone = LineField(
        label=gettext_lazy("Your number"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        help_text=gettext_lazy("Leave it out, and we use the number we know."),
    )
    about = TextField(
        label=gettext_lazy("What is it about?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self, data: QueryDict | None = None, *, link: Link, times: Sequence[datetime], reader: Reader, now: datetime
    ) -> None:
        super().__init__(data, link=link)
        shown = {_stamp(at): half_hour(at, at + LENGTH, reader, now=now) for at in times}
        taken = _instant(data.get("at", "")) if data else None
        if taken is not None:
            shown.setdefault(_stamp(taken), half_hour(taken, taken + LENGTH, reader, now=now))
        self.fields["at"].choices = list(shown.items())  # type: ignore[attr-defined]
        self.order_fields(["at", "phone", "about", "name"])

    def parts(self) -> list[Part]:
        data = self.cleaned_data
        number = _("Number: %(phone)s") % {"phone": data["phone"]} if data["phone"] else ""
        words = "\n".join(part for part in (number, data["about"]) if part)
        return [Part(Question.CALL_BACK, words=words, call_at=_instant(data["at"]))]


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")


def _instant(stamp: str) -> datetime | None:
    """A time of ours within this century; whether it may still be taken is for the verb to say."""
    if not re.fullmatch(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}Z", stamp, re.ASCII):
        return None
    try:
        return datetime.strptime(stamp, "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)
    except ValueError:
        return None


def _owner(link: Link) -> str:
    return Voice.of(link.incident.owner).first_name
