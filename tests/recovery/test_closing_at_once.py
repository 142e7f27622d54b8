"""Two people close at the same moment, two wake-ups ask at the same moment, a worker dies while it asks."""

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from ground.decisions.refusals import DecisionRefused
from ground.history.models import Entry
from ground.outbox.models import Letter
from incidents.choices import Ending, State
from incidents.endings import EndingRefused
from incidents.models import CheckIn, Incident, Reopening
from recovery import deciding
from recovery.after_closing import answered, decline, open_again
from recovery.check_ins import ask_due
from recovery.closing import ask_override, close_by_a_manager, close_met
from tests import make, make_closings
from tests.make_closings import HOUR, MINUTE, letter
from tests.servers import environment

pytestmark = pytest.mark.django_db(transaction=True)
REFUSED = (EndingRefused, DecisionRefused)


def together(*acts):
    """Every act in a thread and connection of its own, let loose at once: what each brought, or the sentence it met."""
    start = Barrier(len(acts))

    def run(act):
        try:
            start.wait(30)
            return act()
        except REFUSED as refused:
            return str(refused)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return [done.result() for done in [threads.submit(run, act) for act in acts]]


def sentences(answers):
    return [answer for answer in answers if isinstance(answer, str)]


def closings(incident):
    return Entry.objects.about("incident", incident.pk).filter(what="incident.closed").count()


def test_of_two_who_close_at_once_one_closes_and_the_other_reads_who(now):
    cast = make.cast()
    incident = make_closings.ready(cast.john, now=now)
    words = letter(incident)
    answers = together(
        lambda: close_met(incident, letter=words, by=cast.john, now=now),
        lambda: close_by_a_manager(incident, reason="Her wish.", by=cast.dana, now=now),
    )
    assert len(sentences(answers)) == 1
    closed = Incident.objects.get(pk=incident.pk)
    assert sentences(answers)[0].startswith(f"{closed.closed_by.name} closed this ")
    assert (closings(incident), closed.check_ins.count()) == (1, 3)
    assert closed.updates.filter(kind="resolved").count() == (1 if closed.ending == Ending.MET else 0)


def test_a_yes_and_a_closing_that_meet_close_once(now):
    cast = make.cast()
    incident = make_closings.ready(cast.john, now=now)
    decision = ask_override(incident, reason="She asked.", letter=letter(incident), by=cast.john, now=now)
    answers = together(
        lambda: deciding.approve(decision, by=cast.dana, now=now, words="Yes."),
        lambda: close_met(incident, letter=letter(incident), by=cast.john, now=now),
    )
    assert (len(sentences(answers)), closings(incident)) == (1, 1)
    assert incident.updates.filter(kind="resolved").count() == 1


def test_opened_again_and_left_closed_at_once_is_one_of_the_two(now):
    cast = make.cast()
    incident = make_closings.closed(cast.john, now=now - HOUR)
    answered(incident.check_ins.get(day=7), verdict="no", now=now, by=cast.john)
    answers = together(
        lambda: open_again(incident, step=None, reason="It is back.", by=cast.john, now=now + MINUTE),
        lambda: decline(incident, reason="Another matter.", by=cast.dana, now=now + MINUTE),
    )
    settled, state = Reopening.objects.get(), Incident.objects.get(pk=incident.pk).state
    assert settled.settled_at == now + MINUTE
    # Declined first, it may still be opened by its owner; opened first, there is nothing left to decline.
    assert state == State.OPEN
    assert len(sentences(answers)) == (0 if settled.declined_why else 1)


def due(cast, now):
    incident = make_closings.closed(cast.john, now=now)
    return incident.check_ins.get(day=7)


def letters(check_in):
    return Letter.objects.filter(key=f"check_in:{check_in.pk}").count()


def test_two_wake_ups_at_once_ask_once(now):
    check_in = due(make.cast(), now)
    answers = together(*[lambda: ask_due(now=check_in.due_at)] * 3)
    assert sorted(answers) == [0, 0, 1]
    assert letters(check_in) == 1


@pytest.mark.kill
@pytest.mark.parametrize(("commit", "sent"), [("before", 0), ("after", 1)])
def test_a_worker_killed_while_it_asks_leaves_one_letter_in_all(now, commit, sent):
    check_in = due(make.cast(), now)
    command = [sys.executable, "-m", "tests.recovery.dies_while_asking", check_in.due_at.isoformat(), commit]
    worker = subprocess.run(command, cwd=environment.ROOT, env=environment.for_children(), timeout=120)
    assert worker.returncode == -signal.SIGKILL
    assert letters(check_in) == sent
    assert ask_due(now=check_in.due_at) == 1 - sent
    assert (letters(check_in), CheckIn.objects.get(pk=check_in.pk).asked_at) == (1, check_in.due_at)
