"""A letter to a customer: who it is from, where an answer goes, what it says in which order, twice."""

import re
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from playwright.sync_api import Page

from tests import make
from tests.servers.chromium import assert_accessible
from tests.updates.letters_made import ADDRESS, NEXT, contact, html, letter, plain, words
from updates.letters import copy_to_me, preview, words_for
from updates.words import Voice

GOLDEN = f"""Brightwater Supply

Why nobody checked, and what is still to come

Dear Ingrid,

You asked why nobody checked. In March 2023 we applied a new price list
to your account by mistake. It was meant for another customer. Nobody
compared it with your contract, and I did not look again for three
years.

I am sorry for the hours your team spent finding it.
- the list of 44 invoices is attached
- the sum is with Dana Whitfield

----------------------------------------
You will hear from us again by Friday 20 November, 12:00 Pacific Time.
Even if all I can say is that I am still working on it.
----------------------------------------

See where things stand:
{ADDRESS}

Correct us on your page if something is wrong:
{ADDRESS}?right=no#h-right

John Reyes
+1 253 555 0142

--\x20
Also sent to Tomas Reed, accounts payable.
Reply to this email and John reads it.
If you would rather not talk to John, call their manager, Dana
Whitfield: +1 253 555 0101.
We do not track whether you open this email.
The link to your page is only for Halvorsen Marine Supply.
"""


class Seen(HTMLParser):
    """The words a reader of the HTML sees, in order; and the addresses behind them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str] = []
        self.hidden: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.links += [given["href"]] if "href" in given else []
        if tag in ("style", "title") or "display: none" in (given.get("style") or ""):
            self.hidden.append(tag)

    def handle_endtag(self, tag):
        if self.hidden and self.hidden[-1] == tag:
            self.hidden.pop()

    def handle_data(self, data):
        if not self.hidden:
            self.words += data.split()


def test_it_comes_from_the_person_by_the_address_of_the_house_and_answers_go_to_the_person():
    message = letter()
    assert message["From"] == '"John Reyes, Brightwater Supply" <care@brightwater.example>'
    assert message["Reply-To"] == "John Reyes <john@brightwater.example>"
    assert message["To"] == "Ingrid Halvorsen <ingrid@halvorsen.example>"
    assert message["Cc"] is None
    assert message["Auto-Submitted"] is None


def test_the_subject_stays_that_of_the_first_notice():
    assert letter()["Subject"] == "We made a mistake with your freight handling charges [TR-1042]"


def test_it_hangs_below_the_earlier_letters():
    earlier = [f"<letter-{number}@brightwater.example>" for number in range(30)]
    message = letter(references=earlier)
    assert message["In-Reply-To"] == earlier[-1]
    assert message["References"].split() == [earlier[0], *earlier[-19:]]
    assert letter()["References"] is None


def test_the_plain_twin():
    assert plain(letter()) == GOLDEN


def test_the_twin_says_all_of_it_in_the_same_order():
    message = letter()
    seen = Seen(html(message))
    text = re.sub(rf":\n{ADDRESS}\S*", "", plain(message))
    assert seen.words == text.replace("-" * 40, "").replace("-- \n", "").split()
    assert ADDRESS in seen.links
    assert f"{ADDRESS}?right=no#h-right" in seen.links
    assert "tel:+12535550142" in seen.links


@pytest.mark.parametrize("body", ["word " * 400, "a" * 300, "short\n\n\n\n\nfar below", "- " + "item " * 40])
def test_lines_of_the_twin_fit_72_columns_but_for_links_and_what_cannot_be_broken(body):
    lines = plain(letter(body=body)).splitlines()
    assert all(len(line) <= 72 or " " not in line for line in lines)
    assert "\n\n\n" not in "\n".join(lines)


def test_the_next_time_is_what_an_inbox_shows_first():
    text = html(letter())
    preheader = re.search(r'<div class="preheader"[^>]*>([^<]*)<', text)
    assert preheader[1].startswith("You will hear from us again by Friday 20 November, 12:00 Pacific Time.")
    assert text.index("preheader") < text.index("Brightwater Supply</td>")


def test_styles_are_inlined_and_one_block_serves_phones_and_dark_mode():
    text = html(letter())
    assert text.count("<style>") == 1
    assert text.count("@media") == 2
    assert 'width="600"' in text
    assert not re.search(r"<(img|script|link|iframe|form|object)\b|url\(", text)


def test_colours_come_from_the_tokens(settings):
    tokens = (settings.BASE_DIR / "static/css/tokens.css").read_text().lower()
    assert {colour.lower() for colour in re.findall(r"#[0-9a-fA-F]{6}\b", html(letter()))} <= set(
        re.findall(r"#[0-9a-f]{6}\b", tokens)
    )


def test_the_first_notice_speaks_in_the_first_person():
    text = plain(letter(kind="first_notice"))
    assert "You will hear from me again by Friday 20 November, 12:00 Pacific Time." in text
    assert "Even if all I can say is that I am still checking." in text


@pytest.mark.parametrize(
    ("said", "asked", "answers"),
    [
        (
            {"question": "summary"},
            "Did we get this right?",
            {"Yes, that is what happened": "?right=yes#h-right", "No, let me correct you": "?right=no#h-right"},
        ),
        (
            {"question": "sentence"},
            "Is this what it comes down to?",
            {
                "Yes, that says it": "?sentence=yes#h-sentence",
                "No, I would say it differently": "?sentence=no#h-sentence",
            },
        ),
        (
            {"kind": "resolved"},
            "Is it settled for you?",
            {"Yes, it is settled": "?settled=yes#h-settled", "No, it is not settled": "?settled=no#h-settled"},
        ),
        ({"question": "trust"}, "How much do you trust us right now?", {"Answer on your page": "#answer"}),
    ],
)
def test_one_question_a_letter_with_a_link_for_each_answer(said, asked, answers):
    message = letter(**said)
    ways = "".join(f"{words}:\n{ADDRESS}{place}\n" for words, place in answers.items())
    assert f"{asked}\n{ways}" in plain(message)
    assert "if something is wrong" not in plain(message)
    assert {f"{ADDRESS}{place}" for place in answers.values()} <= set(Seen(html(message)).links)


def test_the_first_notice_asks_nothing_and_says_where_a_correction_is_welcome():
    text = plain(letter(kind="first_notice"))
    assert "?\n" not in text
    assert f"Correct us on your page if something is wrong:\n{ADDRESS}?right=no#h-right" in text


def test_a_moved_time_names_both_in_two_lines():
    text = plain(letter(kind="moved", moved_from=NEXT - timedelta(hours=3)))
    assert (
        "You were to hear from us by Friday 20 November, 09:00 Pacific Time.\n"
        "Now you will hear from us by Friday 20 November, 12:00 Pacific Time.\n"
    ) in text


def test_the_last_letter_says_what_to_do_if_it_is_not_right():
    text = plain(letter(kind="resolved", next_at=None))
    assert "If this is not right, reply to this email.\nThen we take it up again." in text
    assert "You will hear" not in text


@pytest.mark.parametrize(
    ("name", "greeting"),
    [
        ("Ingrid Halvorsen", "Dear Ingrid,"),
        ("Dr. Ingrid Halvorsen", "Dear Dr. Ingrid Halvorsen,"),
        ("Ms Halvorsen", "Dear Ms Halvorsen,"),
        ("Halvorsen, Ingrid", "Dear Halvorsen, Ingrid,"),
        ("Madonna", "Dear Madonna,"),
        ("李 娜", "Dear 李,"),
    ],
)
def test_everybody_is_greeted_by_their_own_name(name, greeting):
    assert greeting in plain(letter(contact(name=name)))


@pytest.mark.parametrize("first", ["Dear Ingrid, dear Tomas,", "Hello both,", "Good morning Ingrid,"])
def test_an_author_who_greets_is_not_doubled(first):
    text = plain(letter(body=f"{first}\n\nThere is news."))
    assert text.count("Dear Ingrid") == first.count("Dear Ingrid")


def test_without_other_readers_manager_or_phone_nothing_is_left_hanging():
    text = plain(letter(others=[], manager=None, author=Voice("John Reyes", "", "john@brightwater.example")))
    assert "Also sent" not in text
    assert "manager" not in text
    assert "John Reyes\n\n-- \nReply to this email" in text


def test_a_copy_to_me_goes_to_its_author_without_the_link_and_says_what_it_is():
    message = copy_to_me(words(), contact=contact(), others=[])
    assert message["To"] == "John Reyes <john@brightwater.example>"
    assert message["Subject"].startswith("Test copy: We made a mistake")
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["References"] is None
    text = plain(message)
    assert "Nothing was sent to Ingrid Halvorsen." in text
    assert "The link to their private page stands here." in text
    assert "/s/" not in text + html(message)
    assert copy_to_me(words(), contact=contact(), others=[], sent=True)["Subject"].startswith("Your copy: ")


def test_the_preview_is_made_of_the_same_words():
    seen = preview(words(), contact(), ["Tomas Reed, accounts payable"])
    text = " ".join(plain(letter()).split())
    said = [seen.house, seen.heading, seen.greeting, seen.next_words, seen.next_more, seen.signature, seen.phone]
    said += [line for lines in seen.paragraphs for line in lines] + seen.foot
    assert all(piece in text for piece in said)
    assert seen.link_address == ""


@pytest.mark.parametrize("width", [320, 600])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_and_reads_on_a_phone_and_a_desk(page: Page, width, scheme):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    page.set_content(html(letter()))
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert_accessible(page)


def test_words_for_a_form_need_no_saved_incident(cast):
    customer = make.customer("Kessler Foundry", account_manager=cast.john)
    made = words_for(
        customer, kind="first_notice", heading="We made a mistake", body="We did.", next_at=NEXT, author=cast.john
    )
    assert (made.subject, made.reference, made.manager.name) == ("We made a mistake", "", "Dana Whitfield")
