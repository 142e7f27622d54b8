"""First words for a letter, for its author to change: the heading and message a form begins with. Pure.

Two of the sentences are said in the first person and mean it, so that nobody has to find them in a bad hour.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from ground.languages import within_sentence
from incidents.choices import Kind, Noticed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from .instants import Reader

HEADINGS: dict[str, str] = {
    Kind.OVERCHARGE: gettext_noop("We charged you too much"),
    Kind.WRONG_INVOICE: gettext_noop("We sent you a wrong invoice"),
    Kind.LATE_DELIVERY: gettext_noop("Your delivery is late"),
    Kind.DEFECT: gettext_noop("We sent you a product that does not work"),
    Kind.MISSED_COMMITMENT: gettext_noop("We did not do what we said"),
    Kind.OUTAGE: gettext_noop("Our service is down for you"),
    Kind.DATA_ERROR: gettext_noop("We made a mistake with your data"),
    Kind.OTHER: gettext_noop("We made a mistake"),
}
DOING: dict[str, str] = {
    Kind.OVERCHARGE: gettext_noop("I am checking every invoice now."),
    Kind.WRONG_INVOICE: gettext_noop("I am checking the invoice now."),
    Kind.LATE_DELIVERY: gettext_noop("I am finding out where it is now."),
    Kind.DEFECT: gettext_noop("I am finding out what else is affected now."),
    Kind.MISSED_COMMITMENT: gettext_noop("I am finding out why now."),
    Kind.OUTAGE: gettext_noop("I am with the people who are repairing it."),
    Kind.DATA_ERROR: gettext_noop("I am finding out what else is affected now."),
    Kind.OTHER: gettext_noop("I am finding out why now."),
}
_PERIOD = re.compile(r"\s+(since|from|between|in|on|for|until)\s+.*\d.*$", re.IGNORECASE)
_WRONG = re.compile(
    r"\s+(was|were|is|are|has been|have been)?\s*(overcharged|billed twice|charged twice|wrong|missing|late|delayed|"
    r"broken|damaged|defective|down|lost)$",
    re.IGNORECASE,
)


def first_words(*, kind: str, story: str, noticed_by: str, title: str = "") -> tuple[str, str]:
    """Heading and message of the first notice, from what the log form knows; the story is taken as it was written."""
    return first_heading(kind=kind, title=title), "\n\n".join(
        [" ".join(part for part in (_sentence(story), _noticed(noticed_by), _("I am sorry.")) if part), _ours(kind)]
    )


def first_heading(*, kind: str, title: str) -> str:
    """ "We made a mistake with your freight handling", from the title where it names a thing; else by kind."""
    thing = _WRONG.sub("", _PERIOD.sub("", " ".join(title.split()).rstrip(".")))
    named = bool(thing) and thing != " ".join(title.split()).rstrip(".") and len(thing.split()) <= 6
    if not named or re.match(r"(we|i|you|they|it|the|a|an|our|your|no|wrong|late)\b", thing, re.IGNORECASE):
        return _(HEADINGS.get(kind, HEADINGS[Kind.OTHER]))
    return _("We made a mistake with your %(thing)s") % {"thing": within_sentence(thing)}


def facts_only_words(*, kind: str, story: str, title: str = "") -> tuple[str, str]:
    """A first notice that may always go: what is known, what is not, what they need not do; no cause is guessed."""
    known = "\n".join(part for part in (_("This is what we know so far."), _sentence(story)) if part)
    unknown = _("We do not know yet why it happened. We are finding out.")
    return first_heading(kind=kind, title=title), "\n\n".join((known, unknown, _("You need not do anything now.")))


def call_summary_words(*, at: datetime, said: str, now: datetime, reader: Reader) -> tuple[str, str]:
    """The written summary of a conversation, the same day: what we told them, in two lines."""
    when = {"when": reader.moment(at, now=now)}
    lines = (_("This is what we said on %(when)s:") % when, _sentence(said), _("If I have it wrong, write one line."))
    return _("What we said on %(when)s") % when, "\n\n".join(line for line in lines if line)


def promise_kept_words(promise: str) -> tuple[str, str]:
    """What was promised is done, in the words it was promised in."""
    promised = _("I promised you: %(promise)s") % {"promise": _sentence(promise)}
    return _("Done, as I promised"), f"{promised}\n\n" + _("It is done.")


def _noticed(noticed_by: str) -> str:
    if noticed_by == Noticed.CUSTOMER:
        return _("You noticed before we did.")
    return _("Somebody else told us of it.") if noticed_by == Noticed.THIRD_PARTY else ""


def _ours(kind: str) -> str:
    owned = _("This is our mistake and I am the one putting it right.")
    return f"{owned} {_(DOING.get(kind, DOING[Kind.OTHER]))}"


def _sentence(text: str) -> str:
    text = text.strip()
    return text if not text or text[-1] in ".!?…" else f"{text}."


def late_words(*, due_at: datetime, now: datetime, reader: Reader) -> tuple[str, str]:
    """How a late update begins: it says so before anything else."""
    said = {"when": reader.time(due_at) if reader.is_today(due_at, now) else reader.moment(due_at, now=now)}
    return _("I am late"), _("I said %(when)s and I am late. I am sorry.") % said + "\n\n"


def nothing_new_words(*, since: datetime | None, now: datetime, reader: Reader) -> tuple[str, str]:
    """An update on time that has no news; its author adds what it waits for."""
    if since is None:
        return _("Nothing new yet"), _("There is nothing new yet. We are still waiting for") + " "
    said = {"when": reader.time(since) if reader.is_today(since, now) else reader.moment(since, now=now)}
    return _("Nothing new yet"), _("Nothing new since %(when)s. We are still waiting for") % said + " "


def promise_moved_words(
    *, old_at: datetime, new_at: datetime, why: str, now: datetime, reader: Reader
) -> tuple[str, str]:
    """Two lines for a new date of something promised; the reader is whoever it was promised to."""
    said = {"old": reader.moment(old_at, now=now), "new": reader.moment(new_at, now=now)}
    reason = _("I need longer, because %(why)s") % {"why": _sentence(why)} if why.strip() else _("I need longer.")
    lines = (_("I said %(old)s.") % said, reason, _("You will have it by %(new)s.") % said)
    return _("A new date for what I promised"), "\n\n".join((" ".join(lines[:2]), lines[2]))


def moved_words(*, old_at: datetime, now: datetime, reader: Reader) -> tuple[str, str]:
    """A new time, told before the old one; the letter itself names both times."""
    said = {"when": reader.time(old_at) if reader.is_today(old_at, now) else reader.moment(old_at, now=now)}
    return _("A new time for our answer"), _("I said %(when)s. I need longer, because") % said + " "


def closing_words(asked: Sequence[datetime], *, now: datetime, reader: Reader) -> tuple[str, str]:
    """How a last letter begins, with the moments at which we shall ask again; for its author to change."""
    days = [reader.day(at, now=now) for at in asked]
    words = {"days": _(" and ").join(part for part in (", ".join(days[:-1]), days[-1]) if part)}
    first = _("Today we close this. Everything we promised you is done, and you can still see it on your page.")
    then = _("We will ask you on %(days)s whether it has stayed right.") % words
    last = _("If it has not, write one line and we open it again.")
    return _("We close this today"), f"{first}\n\n{then} {last}"


def ending_words() -> tuple[str, str]:
    """How a last letter begins where not everything is as they wished: it claims nothing, and names no day, for a
    manager decides when."""
    first = _("Today we close this, and you can still see it on your page.")
    then = _("We will ask you again whether it has stayed right.")
    last = _("If it has not, write one line and we open it again.")
    return _("We close this today"), f"{first}\n\n{then} {last}"
