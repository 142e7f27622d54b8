"""The ledger: every promise of a mistake or a customer, in order, filtered, counted, in few statements."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desk.ledger import finding, ledger
from ground.worktime.now import now
from incidents.choices import How
from incidents.keeping import Kept
from incidents.models import Promise
from incidents.promises import make_promise
from tests import make, make_cases

DAY = timedelta(days=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def incident(john):
    return make_cases.told(make_cases.halvorsen(john), now=now() - 9 * DAY, next_at=now() + 2 * DAY)


def promise(incident, text, state="open", *, how=How.WRITTEN, due=3, **fields):
    known = {"due_zone": make.ZONE, "how": how, "by": incident.owner, "now": now() - 9 * DAY}
    made = make_promise(incident, text=text, due_at=now() + 30 * DAY, **known)
    due_at = now() + due * DAY
    ended = {} if state == "open" else {"settled_at": now()}
    late = {"broken_at": due_at, "followed_at": now()} if state in ("broken", "kept_late") else {}
    Promise.objects.filter(pk=made.pk).update(state=state, due_at=due_at, **ended, **late, **fields)
    return made


@pytest.fixture
def many(incident):
    promise(incident, "Kept one", "kept", due=-1)
    promise(incident, "Broken one", "broken", due=-2)
    promise(incident, "Late one", "kept_late", due=-3)
    promise(incident, "Open one", due=3)
    promise(incident, "Overdue one", due=-1)
    promise(incident, "Moved one", "renegotiated", due=-4)
    promise(incident, "Let go", "released", due=-4)
    promise(incident, "Never told", "void", due=-4)
    promise(incident, "To hear the sum", how=How.INFERRED, due=5)
    return incident


@pytest.fixture
def read(client, john):
    client.force_login(john)
    return lambda path: client.get(path).content.decode()


def order(page, *texts):
    places = [page.index(text) for text in texts]
    return places == sorted(places)


def test_open_ones_come_first_then_late_broken_and_kept(many, read):
    page = read(f"/i/{many.reference}/promises")
    assert order(page, "Overdue one", "Open one", "To hear the sum", "Late one", "Broken one", "Kept one", "Moved one")
    assert order(page, "Moved one", "Let go", "Never told")


def test_internal_deadlines_are_not_in_it(many, read):
    page = read(f"/i/{many.reference}/promises")
    assert "our own rule" not in page and "To hear from us by" in page


@pytest.mark.parametrize(
    ("query", "there", "gone"),
    [
        ("state=late", "Late one", "Kept one"),
        ("state=broken", "Broken one", "Overdue one"),
        ("state=open", "Overdue one", "Broken one"),
        ("state=open&how=inferred", "To hear the sum", "Open one"),
        ("how=written", "Open one", "To hear the sum"),
        ("state=nonsense&how=%00&page=-1", "Never told", "Nothing matches"),
    ],
)
def test_it_can_be_filtered(many, read, query, there, gone):
    page = read(f"/i/{many.reference}/promises?{query}")
    assert there in page and gone not in page


def test_a_filter_that_finds_nothing_says_so(incident, read):
    assert "Nothing matches these filters." in read(f"/i/{incident.reference}/promises?state=broken")


def test_each_row_says_to_whom_when_and_why(many, read):
    Promise.objects.filter(text="Broken one").update(to=many.speaker, settled_why="The archive burnt.")
    page = read(f"/i/{many.reference}/promises")
    assert "To Ingrid Halvorsen · made" in page and "The archive burnt." in page


def test_under_five_it_is_too_few_to_say(many, read):
    assert "Too few to say: 3 promises so far." in read(f"/i/{many.reference}/promises")


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        (Kept(), "None has come due yet."),
        (Kept(on_time=1), "Too few to say: 1 promise so far."),
        (Kept(on_time=4, broken=1), "4 of 5 kept on time."),
    ],
)
def test_the_heading_is_the_finding(kept, words):
    assert finding(kept) == words


def test_the_ledger_of_a_customer_names_the_mistake(many, read):
    page = read(f"/c/{many.customer.slug}/promises")
    assert "Open one" in page and f"· {many.reference}</span>" in page


def test_another_team_finds_nothing(many, client, cast):
    client.force_login(cast.priya)
    for path in (f"/i/{many.reference}/promises", f"/c/{many.customer.slug}/promises"):
        assert client.get(path).status_code == 404


def test_the_statements_do_not_grow_with_the_promises(many, john, rf):
    def asked():
        with CaptureQueriesContext(connection) as told:
            shown = ledger(Promise.objects.filter(incident=many), rf.get("/").GET, john, now(), of=True)
        assert shown["rows"]
        return len(told)

    few = asked()
    for number in range(30):
        promise(many, f"Another {number}", "kept", due=-1)
    assert asked() == few == 3


def test_a_long_one_has_pages(many, read):
    for number in range(45):
        promise(many, f"Another {number}", "kept", due=-1)
    assert "1 to 40 of 55" in read(f"/i/{many.reference}/promises")
    assert "41 to 55 of 55" in read(f"/i/{many.reference}/promises?page=2")
