"""Whatever is typed or sent: a sentence, the rest of the form kept, nothing half saved, and never an error of ours."""

import html
import re

import pytest

from ground.outbox.models import Letter
from ground.worktime.now import now
from incidents.models import Incident
from tests import bad_input, make
from tests.everything import changed, everything
from tests.house.the_forms import KEPT, SHEETS
from tests.house.the_routes import ROUTES, build
from updates.asking import answer_asked_links

pytestmark = [pytest.mark.doors, pytest.mark.django_db]
SESSIONS = frozenset({"sessions.Session", "accounts.Tries"})


@pytest.fixture
def world(cast):
    return build(cast)


@pytest.fixture(params=SHEETS)
def filled(request, client, world):
    """One form: a function that posts its good values with some changed."""
    sheet = SHEETS[request.param]
    client.force_login(world.who(sheet.role))

    def post(**change):
        return client.post(sheet.address(world), sheet.good(world) | change)

    return sheet, post


def complaint(answer) -> str:
    """What the page says is wrong; empty when it says nothing."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", summary(answer))).split())


def summary(answer) -> str:
    found = re.search(r'<div class="error-summary".*?</div>', answer.content.decode(), re.S)
    return found[0] if found and answer.status_code == 200 else ""


def wrong_ones(sheet, post, tries) -> list[tuple]:
    """Each try that was not answered by the same page with a short complaint and the other words still in it."""
    found = []
    for fields, kind, value in tries:
        together = summary(post(**dict.fromkeys(fields, value))) if len(fields) > 1 else ""
        for field in fields:
            if f'href="#id_{field}"' in together and len(together) < 600 * len(fields):
                continue  # the complaint leads to this very field
            answer = post(**{field: value})
            said = complaint(answer)
            if not said or len(said) > 600:
                found.append((field, kind, answer.status_code, said[:120]))
            elif sheet.kept and field != sheet.kept and KEPT not in answer.content.decode():
                found.append((field, kind, "what was typed is gone"))
    return found


def tries_of(sheet) -> list[tuple[list[str], str, str]]:
    """Every wrong value of every field, by the kind of the field; blanks for what has to be filled in.

    Fields of a kind are wrong together, the one whose words must be kept alone.
    """
    tables = (
        (sheet.lines, bad_input.LINES_REFUSED),
        (sheet.texts, bad_input.TEXTS_REFUSED),
        (sheet.choices, bad_input.NO_CHOICE),
        (sheet.moments, bad_input.MOMENTS_REFUSED),
        (sheet.required, {"nothing": ""}),
        ([name for name in sheet.required if name in (*sheet.lines, *sheet.texts)], bad_input.EMPTY_TO_THE_EYE),
    )
    groups = [([f for f in fields if (f == sheet.kept) is alone], t) for fields, t in tables for alone in (False, True)]
    return [(fields, kind, value) for fields, table in groups if fields for kind, value in table.items()]


def test_what_cannot_be_is_refused_with_a_sentence_and_nothing_is_saved(filled):
    sheet, post = filled
    before = everything(but=SESSIONS)
    assert "\n".join(map(str, wrong_ones(sheet, post, tries_of(sheet)))) == ""
    assert changed(before) == []


def test_a_field_sent_twice_or_all_of_them_empty_breaks_nothing(filled):
    sheet, post = filled
    names = (*sheet.lines, *sheet.texts, *sheet.choices, *sheet.moments)
    answer = post(**dict.fromkeys(names, ""))
    assert complaint(answer) or not sheet.required
    for name in names:
        assert post(**{name: ["zzz", "\x00"]}).status_code in (200, 302), name


def test_words_like_any_other_are_taken_and_never_run(filled):
    sheet, post = filled
    for words in bad_input.HARMLESS.values():
        page = post(**dict.fromkeys((*sheet.lines, *sheet.texts), words))
        assert page.status_code in (200, 302)
        assert b"<script>alert" not in page.content
        assert b"<img src=x" not in page.content


@pytest.mark.parametrize("local", [bad_input.DST_GAP, bad_input.DST_TWICE])
def test_a_local_time_that_is_missing_or_there_twice_is_taken(client, world, local):
    client.force_login(world.cast.john)
    sheet = SHEETS["promise"]
    assert client.post(sheet.address(world), sheet.good(world) | {"due_at": local}).status_code == 302


STARTS = ("0001", "9999", "30 February 2024", "March", "13/13/2024", "٣", "2023-02-29", "-1")


@pytest.mark.parametrize("started", STARTS)
def test_a_start_that_cannot_be_is_refused_with_a_sentence(client, world, started):
    client.force_login(world.cast.john)
    sheet, before = SHEETS["log"], Incident.objects.count()
    answer = client.post(sheet.address(world), sheet.good(world) | {"started": started})
    assert complaint(answer), started
    assert Incident.objects.count() == before


def test_a_step_that_is_not_one_is_not_there(client, world):
    client.force_login(world.cast.john)
    for number in (0, 9, 99999999999999999999):
        assert client.get(f"/i/{world.incident.reference}/step/{number}").status_code == 404
        for end in ("draft", "reopen"):
            sent = {"note": "x", "act": "finish", "reason": "x"}
            assert client.post(f"/i/{world.incident.reference}/step/{number}/{end}", sent).status_code == 404


REFERENCES = (
    "TR-99999999999999999999",
    "TR-１０４２",
    "TR-0001001",
    "TR-1000",
    "TR-999",
    "TR--1042",
    "TR-1042.0",
    "TR-",
    "tr-1001",
    "1001",
    "TR-1001%00",
    "TR-1001%0a",
    "TR-1001%2f..",
    "%ED%A0%80",
    "x" * 5000,
)


def test_a_reference_that_is_none_is_not_there(client, world):
    client.force_login(world.cast.john)
    for reference in REFERENCES:
        for end in ("", "/update", "/step/1"):
            assert client.get(f"/i/{reference}{end}").status_code == 404, reference
        assert client.post(f"/i/{reference}/note", {"text": "x"}).status_code == 404, reference


TOKENS = (
    "%00",
    "%ED%A0%80",
    "%ff",
    "A" * 43,
    "Ａ" * 43,
    "../../etc/passwd",
    "x" * 100_000,
    "%0d%0aSet-Cookie:a=b",
    "a/b",
)


def test_every_token_that_opens_nothing_gets_the_same_answer(client, world):
    answers = {(answer.status_code, answer.content) for answer in (client.get(f"/s/{token}") for token in TOKENS)}
    assert len(answers) == 1
    assert next(iter(answers))[0] == 404


def test_numbers_in_addresses_that_no_database_holds_are_not_there(client, world):
    client.force_login(world.cast.administrator)
    huge = 99999999999999999999
    for address in (f"/people/{huge}/", f"/people/teams/{huge}/", f"/letters/{huge}", f"/letters/{huge}/seen"):
        assert client.get(address).status_code == 404, address
    client.force_login(world.cast.john)
    ref = world.incident.reference
    for address in (
        f"/i/{ref}/promise/{huge}",
        f"/board/decisions/{huge}",
        f"/i/{ref}/seen-by/{huge}",
        f"/i/{ref}/stop/{'x' * 5000}",
        f"/c/{'x' * 5000}",
        f"/c/{world.customer.slug}/contacts/{huge}",
        f"/customers/import/{huge}",
    ):
        assert client.get(address).status_code == 404, address
    assert client.post(f"/i/{ref}/update/{huge}/undo").status_code == 404
    assert client.post(f"/me/absence/{huge}/end/").status_code == 404


WALKERS = ("dana", "administrator", "out")


@pytest.mark.parametrize("role", WALKERS)
def test_no_query_breaks_a_page(client, world, role):
    """Each page for the first of the walkers who may open it."""
    if role != "out":
        client.force_login(world.who(role))
    for name, route in ROUTES.items():
        first = next((walker for walker in WALKERS if walker in route.opens), None)
        if role == first and name != "healthz":
            for query in bad_input.QUERIES:
                status = client.get(f"{route.address(name, world)}?{query}").status_code
                assert status in (200, 302), (name, query, status)


def test_a_query_of_a_megabyte_or_of_many_fields_is_answered(client, world):
    client.force_login(world.cast.dana)
    for address in ("/", "/board", "/customers", "/letters", "/log"):
        assert client.get(f"{address}?q={'x' * 1_000_000}").status_code == 200
        assert client.get(f"{address}?{'&'.join(f'a{n}=1' for n in range(2000))}").status_code == 400
        assert client.get(f"{address}?q={'%' * 100_000}").status_code == 200


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_a_method_nobody_offers_is_refused_and_changes_nothing(client, world, method):
    client.force_login(world.cast.john)
    before = everything(but=SESSIONS)
    for name, route in ROUTES.items():
        status = getattr(client, method)(route.address(name, world)).status_code
        well = {404, 405} | ({200} if method == "options" else set())
        # Whoever is signed in is led away from the pages of signing in, however they ask.
        assert status in well | ({302} if name.startswith("account_") else set()), (name, status)
    assert changed(before) == []


BODIES = (
    (b"text=" + b"x" * 3_000_000, "application/x-www-form-urlencoded"),
    (b"a=1&" * 5000, "application/x-www-form-urlencoded"),
    (b"{" * 100_000, "application/json"),
    (b'{"text": "a", "text": "b"}', "application/json"),
    (b"--x", "multipart/form-data"),
    (b"--x\r\n", "multipart/form-data; boundary=x"),
    (b"", "multipart/form-data; boundary=" + "x" * 500),
    (b"abc", "text/plain"),
    (b"abc", "\x00"),
)


def test_a_body_of_the_wrong_kind_is_refused_and_saves_nothing(client, world):
    client.force_login(world.cast.john)
    before = everything(but=SESSIONS)
    for body, kind in BODIES:
        for address in (f"/i/{world.incident.reference}/note", "/log", "/customers/import"):
            assert client.post(address, body, content_type=kind).status_code in (200, 400), (address, kind[:50])
    assert changed(before) == []


ELSEWHERE = (
    "//evil.example",
    "https://evil.example/",
    "/\\evil.example",
    "https:evil",
    "javascript:alert(1)",
    "x",
    "\x00",
    "?a=1",
)


@pytest.mark.parametrize("target", ELSEWHERE)
def test_nobody_is_sent_to_another_site_or_to_an_address_that_is_none(client, world, target):
    chosen = client.post("/appearance", {"theme": "dark", "next": target})
    assert chosen["Location"] == "/"
    entered = client.post(
        f"/sign-in/?next={target}",
        {"login": world.cast.john.email, "password": make.PASSWORD, "next": target},
    )
    assert entered.status_code == 302
    assert "evil" not in entered["Location"]
    assert not entered["Location"].startswith(("javascript", "//"))


def test_links_in_letters_never_follow_the_host_of_a_request(client, world, settings):
    settings.ALLOWED_HOSTS = ["*"]
    client.force_login(world.cast.john)
    hostile = {
        "HTTP_HOST": "evil.example",
        "HTTP_X_FORWARDED_HOST": "evil.example",
        "HTTP_ORIGIN": "http://evil.example",
    }
    sheet = SHEETS["update"]
    assert client.post(sheet.address(world), sheet.good(world), **hostile).status_code == 302
    client.post(sheet.address(world), sheet.good(world) | {"act": "me"}, **hostile)
    client.post("/s/new", {"email": world.contact.email}, **hostile)
    answer_asked_links(now=now())
    client.post("/password/forgotten/", {"email": world.cast.john.email}, **hostile)
    client.force_login(world.cast.administrator)
    invited = {"name": "Noor", "email": "noor@x.example", "role": "finance", "zone": "UTC", "language": "en"}
    client.post("/people/invite/", invited, **hostile)
    letters = [bytes(letter.raw) for letter in Letter.objects.all()]
    assert len(letters) >= 6
    assert not [raw for raw in letters if b"evil" in raw]


def test_a_foreign_host_is_refused(client):
    assert client.get("/sign-in/", headers={"host": "evil.example"}).status_code == 400


STRANGE = (
    {"cookie": 'session="\\000\\000\\000\\000\\000\\000\\000\\000\\000"'},
    {"cookie": 'csrf="\\000"; theme="\\000"; messages="\\000"; shortcuts="\\000"'},
    {"accept-language": "x" * 100_000},
    {"accept-language": "en;q=1e309, \x00"},
    {"hx-request": "true", "hx-current-url": "http://["},
    {"referer": "http://["},
    {"origin": "null"},
    {"x-request-id": "\x1b[31m\r\nevil"},
    {"x-forwarded-for": "x, \x00, 1.2.3.4.5"},
)


@pytest.mark.parametrize("headers", STRANGE)
def test_strange_headers_break_nothing(client, world, headers):
    assert client.get("/sign-in/", headers=headers).status_code == 200
    assert client.post("/s/new", {"email": "a@b.example"}, headers=headers).status_code == 302
