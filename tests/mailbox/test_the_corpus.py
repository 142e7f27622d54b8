"""Every mail of the corpus, as from the pipe: none lost, none on the wrong case, no exception, each within a second."""

import random
import time
from collections import Counter
from datetime import timedelta

import pytest

from ground.mailbox.choices import State, Way
from ground.mailbox.counting import in_and_out
from ground.mailbox.models import Mail
from ground.mailbox.parsing import Envelope, parse
from ground.mailbox.reading import read_one
from ground.mailbox.storing import store
from ground.outbox.models import Letter
from tests import make, make_cases
from tests.mailbox.corpus_machines import machines
from tests.mailbox.corpus_people import Case, Ours, people
from tests.mailbox.mails import AUTHORITY
from tests.mailbox.test_a_reply_reaches_its_incident import our_letter
from updates.models import Link
from updates.reply_address import reply_address

LATER = timedelta(hours=2)
NOBODY = Ours("<none@brightwater.example>", "reply+abcdefghijklmnopqrstuvwxyz@brightwater.example", "TR-1001")
ENVELOPE = Envelope(make.NOW)
SPLINTERS = (b"\n", b"\r", b"\n\n", b"=?", b"?=", b"<", b'"', b"--b\n", b"Content-Type: ")


def corpus(ours: Ours = NOBODY) -> list[Case]:
    return [*people(ours), *machines(ours)]


def test_there_are_enough_of_them_and_each_has_its_own_name():
    names = Counter(case.name for case in corpus())
    assert len(names) >= 120
    assert [name for name, times in names.items() if times > 1] == []


def test_every_mail_comes_where_it_should(john, now):
    told = make_cases.told(make_cases.halvorsen(john), now=now - LATER, next_at=now + LATER)
    link = Link.objects.get(incident=told, contact__name="Ingrid Halvorsen")
    cases = corpus(Ours(our_letter(told).message_id, reply_address(link), told.reference))
    wrong = {case.name: found for case in cases if (found := _what_is_wrong(case, now))}

    assert wrong == {}
    counted = in_and_out()
    assert (counted.total, counted.adds_up, counted.by_state[State.STORED]) == (len(cases), True, 0)
    assert told.answers.count() == sum(case.state == State.PLACED for case in cases)
    assert Letter.objects.filter(key__startswith="receipt:").count() == 1


def _what_is_wrong(case: Case, now) -> str:
    """What differs from what the case says, in words; nothing when all is as it should be."""
    began = time.process_time()
    kept = store(case.raw, way=Way.PIPE, now=now, envelope_from=case.envelope_from)
    read_one(kept.pk, now=now)
    took = time.process_time() - began
    mail = Mail.objects.get(pk=kept.pk)
    found = [f"{took:.1f} s"] if took > 1 else []
    found += [f"copies {mail.copies}"] if mail.copies > 1 else []
    found += [f"{mail.kind}, not {case.kind}"] if mail.kind != case.kind else []
    found += [f"{mail.state} ({mail.why}), not {case.state}"] if mail.state != case.state else []
    found += [f"why {mail.why}, not {case.why}"] if case.why and mail.why != case.why else []
    found += [f"text {mail.text!r}, not {case.text!r}"] if case.text is not None and mail.text != case.text else []
    return ", ".join(found)


def test_absence_notes_say_when_they_are_back(now):
    notes = [case for case in machines(NOBODY) if case.kind == "away"]
    said = {case.name: parse(case.raw, ENVELOPE).judged.back_on for case in notes}

    assert {name: str(day) for name, day in said.items() if str(day) != "2026-11-23"} == {}


def mutated(raw: bytes, chance: random.Random) -> bytes:
    """A few things that go wrong on the way, or that somebody does on purpose."""
    data = bytearray(raw[:20_000])
    for _ in range(chance.randint(1, 6)):
        at, to = sorted(chance.randrange(len(data) + 1) for _ in range(2))
        match chance.randrange(6):
            case 0:
                del data[at : min(to, at + 200)]
            case 1:
                data[at:at] = data[at : min(to, at + 400)] * chance.randint(1, 4)
            case 2:
                data[at:at] = bytes(chance.randrange(256) for _ in range(chance.randint(1, 20)))
            case 3:
                data[at : at + 1] = bytes([chance.randrange(256)])
            case 4:
                data[at:at] = chance.choice(
                    (b"\n", b"\r", b"\n\n", b"=?", b"?=", b"<", b'"', b"--b\n", b"Content-Type: ")
                )
            case _:
                data[:at], data[at:] = data[at:], data[:at]
        if not data:
            data = bytearray(b"x")
    return bytes(data)


def try_mutated(number: int) -> None:
    chance, small = random.Random(20261119), [case.raw for case in corpus() if len(case.raw) < 20_000]
    slowest = 0.0
    for _ in range(number):
        raw = mutated(chance.choice(small), chance)
        began = time.process_time()
        parsed = parse(raw, ENVELOPE, authority=AUTHORITY)
        slowest = max(slowest, time.process_time() - began)
        assert "\0" not in parsed.text + parsed.subject + parsed.sender.name
    assert slowest < 1


def test_a_thousand_broken_mails_are_read_without_an_exception():
    try_mutated(1_000)


@pytest.mark.audit
def test_twenty_thousand_broken_mails_are_read_without_an_exception():
    try_mutated(20_000)
