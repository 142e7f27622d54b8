"""Every part of the shell in every state, on one page of the demo, to look at."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe

from incidents.steps import STEPS
from updates.clock_words import FIRST_NOTICE, NEXT_UPDATE, ClockWords, clock_words

NOW = datetime(2026, 11, 19, 10, 40, tzinfo=UTC)


class ExampleForm(forms.Form):
    """One field of each look, so that the page shows them with and without errors."""

    what = forms.CharField(
        label="What did we get wrong?",
        widget=forms.Textarea(attrs={"rows": 2, "class": "letter letter--s"}),
        help_text="One or two plain sentences. The customer will read these words.",
        error_messages={"required": "Say what we got wrong, in a sentence the customer would accept."},
    )
    kind = forms.ChoiceField(
        label="What kind of mistake?",
        choices=[("overcharge", "Overcharge"), ("late", "Late delivery"), ("other", "Something else")],
        widget=forms.RadioSelect,
    )
    tell = forms.MultipleChoiceField(
        label="Who should hear from you?",
        choices=[("1", "Ingrid Halvorsen"), ("2", "Tomas Reed")],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one person, or use “Log it, tell them later”."},
    )
    trust = forms.ChoiceField(
        label="How much do they trust us?",
        required=False,
        choices=[(n, str(n)) for n in range(1, 11)],
        widget=forms.RadioSelect(attrs={"class": "scale"}),
    )
    started = forms.CharField(label="When did it start?", required=False)
    severity = forms.ChoiceField(label="How bad is it?", choices=[("low", "Low"), ("high", "High")])
    on_page = forms.BooleanField(label="Show this on their page", required=False)


class WrongForm(ExampleForm):
    prefix = "wrong"

    def clean(self) -> dict[str, Any] | None:
        raise forms.ValidationError("There is already an open one about this. Add to it?")


def words(hours: float, share: int, *, soon: bool = False, about: str = "") -> ClockWords:
    """The clock `hours` from now, its dial at `share` percent."""
    due = NOW + timedelta(hours=hours)
    start = due - timedelta(hours=hours) / (share / 100) if hours > 0 else None
    return clock_words(due, NOW, start, UTC, soon=soon, about=about)


CLOCKS = [
    (words(25.34, 71), ""),
    (words(5.84, 34), ""),
    (words(2.34, 9, soon=True), ""),
    (words(0.07, 1, soon=True), ""),
    (words(-1.17, 0), "Dana knows."),
    (words(-0.34, 0, about=FIRST_NOTICE), "Logged 06:20, nobody told yet."),
]
BANDS = [
    (words(25.34, 71, about=NEXT_UPDATE), "Friday at 12:00, to Ingrid Halvorsen. Last update today at 10:05."),
    (words(2.34, 9, soon=True, about=NEXT_UPDATE), "Today at 13:00, to Ingrid Halvorsen and Tomas Reed."),
    (words(-1.17, 0, about=NEXT_UPDATE), "You said today at 09:30. Dana was told at 09:30. Send even a short one now."),
]
PROMISES = [
    ("open", "Corrected price list, signed by Dana", "Due today", "", "written"),
    ("overdue", "Call back before lunch", "Late", ", by 2 h", "spoken"),
    ("kept", "First $10,000 within the week", "Kept", " 13 Nov", "spoken"),
    ("kept_late", "Facts by Thursday at 10:00", "Kept late", ", by 40 min", "written"),
    ("broken", "Yearly price check every January", "Broken", " in 2024 and 2025", "spoken"),
    ("renegotiated", "The list by Tuesday", "A new date agreed", ", before it was due", "spoken"),
]
STATES = [
    ("", "", "Draft"),
    ("open", "check-lg", "Approved"),
    ("kept", "check-lg", "On time"),
    ("soon", "hourglass-split", "Waiting for Dana"),
    ("late", "exclamation-lg", "40 min late"),
    ("", "hourglass-split", "Waiting"),
    ("open", "send", "Handed over"),
    ("kept", "reply", "Answered"),
    ("soon", "moon", "Away"),
    ("late", "envelope-x", "Came back"),
]
FIGURES = [
    {"label": "Overdue updates", "value": "2", "sub": "longest 19 h", "tone": "late"},
    {"label": "Open recoveries", "value": "7", "sub": "2 more than last week"},
    {"label": "Updates on time", "value": "91%", "sub": "last 30 days, goal 95%"},
    {"label": "Promises kept", "value": "34 of 39", "sub": "3 late, 2 broken"},
    {"label": "Still owed", "value": "$11,317.35", "sub": "Halvorsen", "tone": "sum"},
]
EVENTS = [
    {
        "look": "out",
        "icon": "envelope",
        "title": "Update 4 sent to Ingrid and Tomas",
        "at": NOW,
        "when": "Wed 18 Nov, 11:55",
        "state_tone": "kept",
        "state_icon": "check-lg",
        "state_text": "On time",
        "letter": "All 44 invoices are recalculated. The list is attached.",
    },
    {
        "look": "in",
        "icon": "telephone",
        "title": "Ingrid called, trust 3",
        "at": NOW,
        "when": "Mon 9 Nov, 08:52",
        "said": "You have charged us the wrong rate for three years.",
    },
    {
        "look": "late",
        "icon": "clock",
        "title": "Update 2 sent",
        "at": NOW,
        "when": "Thu 12 Nov, 10:40",
        "state_tone": "late",
        "state_icon": "exclamation-lg",
        "state_text": "40 min late",
        "text": "Dana was told at 10:00.",
    },
    {
        "icon": "flag",
        "title": "Step 5 marked not needed",
        "at": NOW,
        "when": "Tue 17 Nov, 15:20",
        "text": "The contract says $38.00 a pallet.",
    },
]
CHECKS = [
    {"state": "done", "text": "The sentence, where and when, and both causes"},
    {"state": "missing", "text": "Ingrid has accepted the sentence", "sub": "On her page, by reply, or in a call."},
    {"state": "note", "text": "Bellingham is still being checked"},
]
EVIDENCE = [
    {
        "when": "12 Feb 2023",
        "text": "Contract signed: freight handling $38.00 a pallet",
        "source": "Contract HMS-2023, page 4",
        "icon": "paperclip",
        "url": "#evidence",
        "act": "Change",
    },
    {
        "when": "By Wed 25 Nov",
        "text": "Were the Bellingham depot’s invoices wrong too?",
        "source": "John finds out",
        "url": "#evidence",
        "act": "Answer",
    },
]
LETTER = {
    "sender": "John Reyes, Brightwater Supply",
    "to": "Ingrid Halvorsen, Tomas Reed",
    "heading": "Where your refund stands",
    "paragraphs": [
        "Dear Ingrid,",
        mark_safe("All 44 invoices are recalculated. We are sorry for <mark>any inconvenience</mark>."),
        "",
    ],
    "next": "You will hear from me again by Friday 20 November, 12:00.",
    "after": [],
    "signature": ["John Reyes", "+1 253 555 0142"],
}


def rail_rows() -> list[dict[str, Any]]:
    states = {5: "not_needed", 6: "todo", 7: "todo", 8: "todo"}
    subs = {"done": "Done 9 Nov", "not_needed": "Not needed"}
    return [
        {
            "number": step.number,
            "name": step.name,
            "state": (state := states.get(step.number, "done")),
            "sub": "You are here" if step.number == 6 else subs.get(state, ""),
            "url": "#rail",
        }
        for step in STEPS
    ]


def show_components(request: HttpRequest) -> HttpResponse:
    wrong = WrongForm({"wrong-started": "March 2032"}, prefix="wrong")
    keys = ("look", "text", "state", "after", "how")
    context = {
        "clocks": CLOCKS,
        "bands": BANDS,
        "promises": [dict(zip(keys, row, strict=True)) for row in PROMISES],
        "states": STATES,
        "figures": FIGURES,
        "events": EVENTS,
        "checks": CHECKS,
        "evidence": EVIDENCE,
        "letter": LETTER,
        "next_act": {"url": "#ask", "label": "Ask Ingrid if it is right"},
        "rail": rail_rows(),
        "plain_form": ExampleForm(initial={"kind": "overcharge", "trust": "4", "tell": ["1"]}),
        "wrong_form": wrong,
    }
    return render(request, "desk/components.html", context)
