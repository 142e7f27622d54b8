"""A running incident may be renamed, and be worse or less bad than it looked; a told time stays."""

from datetime import timedelta

import pytest

from incidents.changing import ChangeRefused, rename, set_severity
from incidents.models import Incident
from incidents.promises import current_clock
from recovery.closing import close_by_a_manager
from recovery.telling import reassess
from tests import make_cases

HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def halvorsen(john):
    return make_cases.halvorsen(john)


def test_renamed_the_subject_of_the_letters_stays(halvorsen, john, now):
    incident = make_cases.told(halvorsen, now=now, next_at=now + 5 * HOUR)
    subject = incident.subject
    rename(incident, title="Freight, 44 invoices", by=john, now=now)
    changed = Incident.objects.get(pk=incident.pk)
    assert (changed.title, changed.subject) == ("Freight, 44 invoices", subject)


def test_a_told_time_stays_when_it_turns_out_to_be_worse(halvorsen, john, now):
    incident = make_cases.told(halvorsen, now=now, next_at=now + 5 * HOUR, severity="low")
    reassess(incident, severity="critical", by=john, now=now + HOUR)
    changed = Incident.objects.get(pk=incident.pk)
    assert (changed.severity, changed.next_update_due_at) == ("critical", now + 5 * HOUR)


def test_a_first_notice_still_to_come_is_due_sooner_when_it_is_worse(halvorsen, john, now):
    incident = make_cases.untold(halvorsen, now=now, severity="low")
    reassess(incident, severity="critical", by=john, now=now + HOUR)
    assert current_clock(incident).due_at == now + 2 * HOUR
    assert Incident.objects.get(pk=incident.pk).next_update_due_at == now + 2 * HOUR


def test_and_never_later_when_it_is_less_bad(halvorsen, john, now):
    incident = make_cases.untold(halvorsen, now=now, severity="critical")
    reassess(incident, severity="low", by=john, now=now)
    assert current_clock(incident).due_at == now + HOUR


def test_a_closed_one_is_not_changed(halvorsen, john, dana, now):

    incident = make_cases.told(halvorsen, now=now, next_at=now + 5 * HOUR)
    close_by_a_manager(incident, reason="They moved away", by=dana, now=now)
    with pytest.raises(ChangeRefused, match="Open it again"):
        set_severity(incident, severity="low", first_due=now, by=john, now=now)
