"""Whatever stands in a name, a heading or a message is only ever words: no markup, no header, no template, no turn."""

import random
from email.message import EmailMessage

import pytest
from django.utils.html import escape

from customers.models import Contact, Customer
from incidents.models import Incident
from tests import make
from tests.updates import told
from tests.updates.letters_made import ADDRESS, Marks, as_received, contact, html, letter, plain
from updates import rendering
from updates.letters import ReminderLine, reminder_letter, trouble_came_back
from updates.links import link_for, token_of
from updates.page import page_for
from updates.words import Voice

NASTY = {
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "attribute": '" onmouseover="alert(1)',
    "template": "{{ settings.SECRET_KEY }}{% include 'x' %}{% debug %}",
    "header": "Ingrid\r\nBcc: everyone@elsewhere.example\r\n\r\nhello",
    "newline": "Ingrid\nX-Evil: 1",
    "separators": "a\u2028b\u2029c\x85d\x0be",
    "turned": "Ingrid \u202egnp.exe\u2066x\u2069",
    "quotes": 'O\'Brien "Bob" <evil@elsewhere.example>, Reed; Tomas',
    "percent": "100 %(name)s %s %d",
    "encoded": "=?utf-8?q?evil?= =0D=0ABcc: x",
    "comment": "<!-- --><![CDATA[ x ]]>",
    "null": "a\x00b",
    "dots": ".\n..\n.",
    "long": "x" * 150,
    "emoji": "Ingrid 🚚 Ωmega ü",
}


@pytest.mark.parametrize("name", NASTY.values(), ids=NASTY.keys())
def test_no_name_of_theirs_or_ours_leaves_its_place(name):
    voice = Voice(name, name, "john@brightwater.example")
    message = letter(
        contact(name=name, customer=name, role=name),
        others=[name],
        heading=name,
        subject=f"{name} [TR-1042]",
        body=name,
        house=name,
        customer=name,
        author=voice,
        manager=voice,
    )
    assert sorted(message.keys()) == sorted(
        ["Subject", "Content-Language", "MIME-Version", "Content-Type", "From", "Reply-To", "To"]
    )
    assert [address.addr_spec for address in message["From"].addresses] == ["care@brightwater.example"]
    assert [address.addr_spec for address in message["To"].addresses] == ["ingrid@halvorsen.example"]
    assert "\n" not in str(message["Subject"])
    text = html(message)
    usual, made = Marks(html(letter())), Marks(text)
    assert (made.tags - usual.tags, made.attributes - usual.attributes) == (set(), set())
    assert text.count("<style>") == 1
    assert text.count('href="https:') == html(letter()).count('href="https:')
    assert ADDRESS in plain(message)


def test_template_syntax_is_shown_as_it_was_typed():
    message = letter(body=NASTY["template"], heading=NASTY["template"])
    assert NASTY["template"] in plain(message)
    assert escape(NASTY["template"]).replace("&#x27;", "'") in html(message).replace("&#x27;", "'")


def test_marks_that_turn_the_writing_are_dropped_from_names():
    assert "\u202e" not in str(letter(contact(name=NASTY["turned"]))["To"])


@pytest.mark.parametrize("name", NASTY.values(), ids=NASTY.keys())
def test_staff_mail_is_as_harmless(cast, name):
    story = told.story(cast)
    line = ReminderLine(name, name, "TR-1042", make.NOW, make.NOW, True, name, False, what=name)
    reminder = as_received(reminder_letter(cast.john, [line], now=make.NOW))
    update = story.incident.updates.get()
    update.heading = name
    trouble = trouble_came_back(cast.john, update=update, contact=contact(name=name), words=name, now=make.NOW)
    for message in (reminder, as_received(trouble)):
        assert set(message.keys()) == {
            "Subject", "Content-Language", "MIME-Version", "Content-Type", "From", "To", "Auto-Submitted"
        }  # fmt: skip
        assert "<script" not in html(message)


@pytest.mark.parametrize("name", [name for key, name in NASTY.items() if key != "null"])
def test_the_page_shows_them_as_words(cast, client, monkeypatch, name):
    monkeypatch.setattr("statuspage.views.now", lambda: make.NOW)
    story = told.story(cast)
    Customer.objects.filter(pk=story.customer.pk).update(name=name[:100])
    Contact.objects.filter(pk=story.ingrid.pk).update(name=name[:100])
    story.incident.updates.update(heading=name[:150], body=name)
    told.promise(story.incident, name[:300], make.NOW)
    incident = Incident.objects.get(pk=story.incident.pk)
    assert page_for(incident, story.ingrid, now=make.NOW)
    answer = client.get(f"/s/{token_of(link_for(incident, story.ingrid, now=make.NOW))}")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "<script>alert" not in text
    assert "<img src=x" not in text
    assert 'onmouseover="alert' not in text


@pytest.mark.slow
def test_no_name_however_odd_makes_a_second_address():
    """Names of all lengths out of the characters that mean something in a header, folded as they go on the wire."""
    letters = list("ab xyz,;:<>@\"\\().[]=?_%'-·é李🚚ñ   ")
    chance = random.Random(7)
    for length in [5, 20, 58, 60, 61, 62, 70, 80, 120, 300] * 12:
        name = "".join(chance.choices(letters, k=length))
        for written in (name, "".join(filter(str.isascii, name))):
            message = EmailMessage()
            message["From"] = rendering.address(written, "care@brightwater.example")
            message.set_content("x")
            read = as_received(message)
            assert [a.addr_spec for a in read["From"].addresses] == ["care@brightwater.example"], written
            assert len(read.keys()) == 4, written


@pytest.mark.parametrize(
    "name", ["John Reyes, Brightwater Supply", "Tomás Ortega", 'O\'Brien "Bob"', "李娜", "John Reyes, " + "x" * 48]
)
def test_ordinary_names_are_written_as_they_are(name):
    message = EmailMessage()
    message["From"] = rendering.address(name, "care@brightwater.example")
    message.set_content("x")
    assert as_received(message)["From"].addresses[0].display_name == name
