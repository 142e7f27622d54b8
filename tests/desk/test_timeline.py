"""The story of a case: its sides, and what is folded away."""

import pytest
from django.urls import reverse

from incidents import evidence
from incidents.models import Preparation
from tests import make_cases
from updates.talking import add_note

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(john, now):
    case = make_cases.told(make_cases.halvorsen(john), now=now, next_at=now + make_cases.HOUR * 48)
    add_note(case, text="She sounded tired.", by=john, now=now)
    evidence.add(Preparation, case, by=john, now=now, promised="11.40 a pallet")
    return case


@pytest.mark.parametrize(
    ("side", "shown", "hidden"),
    [
        ("", "She sounded tired.", "John Reyes added to step 1"),
        ("told", "First notice sent to", "She sounded tired."),
        ("internal", "John Reyes added to step 1", "First notice sent to"),
        ("said", "Nothing of this kind yet.", "She sounded tired."),
        ("nonsense", "She sounded tired.", "John Reyes added to step 1"),
    ],
)
def test_each_side_of_the_story_is_shown_alone(client, case, john, side, shown, hidden):
    client.force_login(john)
    address = reverse("desk:incident", args=[case.reference])
    page = client.get(address, {"story": side} if side else {}).content.decode()
    assert shown in page
    assert hidden not in page
