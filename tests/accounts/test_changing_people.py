"""Inviting, changing, disabling and handing over: what is refused, what is recorded, what moves."""

from datetime import date, timedelta

import pytest

from ground.accounts import absences, holdings, people, teams
from ground.accounts.holdings import Holding
from ground.accounts.models import Absence, Person, Role, Team
from ground.accounts.refusals import PeopleRefused
from ground.history.models import Entry
from tests import make
from tests.make import NOW

DAY = timedelta(days=1)


def invite(by, **changes):
    fields = {"email": "noor@brightwater.example", "name": "Noor Aziz", "role": "colleague", "zone": "UTC"}
    return people.invite(**{**fields, "language": "en", "by": by, "now": NOW, **changes})


def change(person, by, **changes):
    names = ("name", "role", "team", "zone", "language", "phone", "calendar")
    return people.change_person(person, **{n: getattr(person, n) for n in names} | changes, by=by, now=NOW)


def told(kind, pk):
    return [entry.what for entry in Entry.objects.about(kind, pk)]


@pytest.fixture
def things():
    """A room above that knows of two things of John's."""
    owned = {"who": None, "count": 2}

    def holds(person, now):
        count = owned["count"] if owned["who"] == person else 0
        return [Holding(f"{count} things", count, "/things/")]

    def hands_over(person, to, by, now):
        if owned["who"] == person:
            owned["who"] = to

    holdings.register("things of a test", holds=holds, hands_over=hands_over)
    yield owned
    holdings.register("things of a test", holds=lambda person, now: [], hands_over=lambda *_: None)


def test_one_address_is_one_person_in_any_case(administrator):
    invite(administrator)
    with pytest.raises(PeopleRefused, match="already has this address"):
        invite(administrator, email="NOOR@brightwater.example")
    assert Person.objects.filter(name="Noor Aziz").count() == 1


@pytest.mark.parametrize("who", ["john", "dana", "finance", "auditor"])
def test_only_administrators_change_people_and_teams(cast, who):
    by = getattr(cast, who)
    verbs = [
        lambda: invite(by),
        lambda: change(cast.priya, by, role=Role.ADMINISTRATOR),
        lambda: people.disable(cast.priya, by=by, now=NOW),
        lambda: people.enable(cast.priya, by=by, now=NOW),
        lambda: teams.open_team(name="New", calendar=make.calendar(), by=by, now=NOW),
        lambda: absences.note_absence(
            cast.priya, first=date(2026, 12, 1), last=date(2026, 12, 2), deputy=None, by=by, now=NOW
        ),
    ]
    for verb in verbs:
        with pytest.raises(PeopleRefused, match="Only an administrator"):
            verb()


def test_a_change_is_recorded_with_ids_as_facts_and_names_as_words(cast):
    change(cast.john, cast.administrator, name="John A. Reyes", zone="Europe/Berlin")
    entry = Entry.objects.about("person", cast.john.pk).get()
    assert (entry.what, entry.by, entry.facts) == ("person.changed", cast.administrator, {"zone": "Europe/Berlin"})
    assert entry.text == "name: John Reyes → John A. Reyes"


def test_a_change_of_nothing_leaves_no_trace(cast):
    change(cast.john, cast.administrator)
    assert told("person", cast.john.pk) == []


def test_the_only_administrator_stays_one(cast):
    with pytest.raises(PeopleRefused, match="only administrator"):
        change(cast.administrator, cast.administrator, role=Role.COLLEAGUE)
    other = make.person("Olga", role=Role.ADMINISTRATOR)
    change(cast.administrator, other, role=Role.COLLEAGUE)
    with pytest.raises(PeopleRefused, match="cannot disable yourself"):
        people.disable(other, by=other, now=NOW)


def test_a_manager_of_a_team_keeps_the_role_until_another_has_the_team(cast):
    with pytest.raises(PeopleRefused, match="Dana Whitfield manages West"):
        change(cast.dana, cast.administrator, role=Role.COLLEAGUE)


def test_nobody_leaves_while_they_hold_open_things(cast, things):
    things["who"] = cast.john
    with pytest.raises(PeopleRefused, match=r"John Reyes still has 2 things\. Say who takes over\."):
        people.disable(cast.john, by=cast.administrator, now=NOW)
    assert Person.objects.get(pk=cast.john.pk).is_active
    people.disable(cast.john, by=cast.administrator, now=NOW, hand_to=cast.priya)
    assert things["who"] == cast.priya
    assert not Person.objects.get(pk=cast.john.pk).is_active
    assert Entry.objects.about("person", cast.john.pk).get().facts == {"handed_to": cast.priya.pk}


def test_a_room_that_keeps_something_back_stops_the_whole_leaving(cast, things):
    things["who"] = cast.dana
    holdings.register(
        "things of a test", holds=lambda p, now: [Holding("1 thing", int(p == cast.dana))], hands_over=lambda *_: None
    )
    with pytest.raises(PeopleRefused, match="1 thing"):
        people.disable(cast.dana, by=cast.administrator, now=NOW, hand_to=cast.tomas)
    assert Team.objects.get(name="West").manager == cast.dana


def test_teams_and_absences_go_to_who_takes_over(cast):
    Absence.objects.create(person=cast.john, deputy=cast.dana, starts_at=NOW, ends_at=NOW + DAY)
    Absence.objects.create(person=cast.tomas, deputy=cast.dana, starts_at=NOW, ends_at=NOW + DAY)
    past = Absence.objects.create(person=cast.john, deputy=cast.dana, starts_at=NOW - 9 * DAY, ends_at=NOW - 8 * DAY)
    held = holdings.held_by(cast.dana, NOW)
    assert [holding.label for holding in held] == ["1 team to manage", "2 absences to stand in for"]
    people.disable(cast.dana, by=cast.administrator, now=NOW, hand_to=cast.tomas)
    assert Team.objects.get(name="West").manager == cast.tomas
    assert cast.john.away(NOW).deputy == cast.tomas
    assert cast.tomas.away(NOW).deputy is None
    past.refresh_from_db()
    assert past.deputy == cast.dana
    assert told("team", Team.objects.get(name="West").pk) == ["team.changed"]


def test_a_team_goes_only_to_a_manager(cast):
    with pytest.raises(PeopleRefused, match="Priya Nair is not a manager"):
        people.disable(cast.dana, by=cast.administrator, now=NOW, hand_to=cast.priya)


@pytest.mark.parametrize("whom", ["john", "gone"])
def test_what_is_open_goes_to_somebody_else_who_works_here(cast, whom):
    gone = make.person("Gone", is_active=False)
    with pytest.raises(PeopleRefused, match="Choose somebody who works here"):
        people.disable(cast.john, by=cast.administrator, now=NOW, hand_to={"john": cast.john, "gone": gone}[whom])


def move(team, parent, by):
    return teams.change_team(
        team, name=team.name, calendar=team.calendar, parent=parent, manager=team.manager, by=by, now=NOW
    )


def test_teams_never_stand_in_a_circle(cast):
    top, west = Team.objects.get(name="Brightwater"), Team.objects.get(name="West")
    below = make.team("Tacoma", parent=west)
    for parent in (west, below, top):
        with pytest.raises(PeopleRefused, match="below itself"):
            move(top, parent, cast.administrator)
    move(below, top, cast.administrator)
    assert below.chain() == [cast.top]
    assert told("team", below.pk) == ["team.changed"]


def test_a_team_has_a_name_of_its_own_and_a_manager_who_is_one(cast):
    new = {"calendar": make.calendar(), "by": cast.administrator, "now": NOW}
    with pytest.raises(PeopleRefused, match="of this name already"):
        teams.open_team(name="West", **new)
    with pytest.raises(PeopleRefused, match="John Reyes is not a manager"):
        teams.open_team(name="North", manager=cast.john, **new)


@pytest.mark.parametrize(
    ("zone", "first", "last", "starts", "ends"),
    [
        ("America/Los_Angeles", "2026-11-30", "2026-12-04", "2026-11-30T08:00", "2026-12-05T08:00"),
        ("Europe/Berlin", "2027-03-28", "2027-03-28", "2027-03-27T23:00", "2027-03-28T22:00"),
        ("Asia/Beirut", "2027-03-28", "2027-03-28", "2027-03-27T22:00", "2027-03-28T21:00"),
    ],
)
def test_days_away_begin_and_end_at_the_midnights_of_the_person(zone, first, last, starts, ends):
    begin, end = absences.whole_days(date.fromisoformat(first), date.fromisoformat(last), zone)
    assert (begin.strftime("%Y-%m-%dT%H:%M"), end.strftime("%Y-%m-%dT%H:%M")) == (starts, ends)


def away(person, first, last, *, deputy=None, by=None):
    first, last = date.fromisoformat(first), date.fromisoformat(last)
    return absences.note_absence(person, first=first, last=last, deputy=deputy, by=by or person, now=NOW)


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        ("2026-12-02", "2026-12-01", "before the first"),
        ("2026-11-10", "2026-11-11", "already passed"),
        ("0001-01-01", "2026-12-01", "two years away"),
        ("2026-12-01", "9999-12-31", "two years away"),
        ("2026-12-03", "2026-12-09", "away on some of these days already"),
    ],
)
def test_days_that_cannot_be_are_refused_with_a_sentence(cast, first, last, sentence):
    away(cast.john, "2026-12-01", "2026-12-05", deputy=cast.priya)
    with pytest.raises(PeopleRefused, match=sentence):
        away(cast.john, first, last)


def test_two_people_do_not_stand_in_for_each_other_at_once(cast):
    away(cast.john, "2026-12-01", "2026-12-05", deputy=cast.priya)
    with pytest.raises(PeopleRefused, match="John Reyes is away then too and named Priya Nair"):
        away(cast.priya, "2026-12-05", "2026-12-06", deputy=cast.john)
    away(cast.priya, "2026-12-06", "2026-12-07", deputy=cast.john)


def test_back_early_ends_what_has_begun_and_takes_out_what_has_not(cast):
    running = away(cast.john, "2026-11-19", "2026-11-25")
    coming = away(cast.john, "2026-12-01", "2026-12-05")
    absences.end_absence(running, by=cast.john, now=NOW)
    absences.end_absence(coming, by=cast.administrator, now=NOW)
    assert cast.john.away(NOW) is None
    assert list(Absence.objects.values_list("ends_at", flat=True)) == [NOW]
    assert told("person", cast.john.pk)[2:] == ["person.absence_ended", "person.absence_cancelled"]
    with pytest.raises(PeopleRefused, match="over already"):
        absences.end_absence(running, by=cast.john, now=NOW)


def test_hours_are_the_persons_own_else_the_teams_else_the_houses(cast):
    night, east = make.calendar("Night", zone="Asia/Tokyo"), make.calendar("East", zone="America/New_York")
    Team.objects.filter(name="East").update(calendar=east)
    priya = Person.objects.get(pk=cast.priya.pk)
    assert str(priya.hours().zone) == "America/New_York"
    priya.calendar = night
    assert str(priya.hours().zone) == "Asia/Tokyo"
    assert str(cast.finance.hours().zone) == make.ZONE
