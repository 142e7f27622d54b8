"""The self-check belongs to its author: no role, page, list or history shows it to anybody else."""

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from ground.history.models import Entry, Text
from ground.worktime.now import now
from tests import make, make_cases
from trust.models import SelfCheck
from trust.self_check import keep_self_check

CANARY = "I went to the numbers too soon"
OTHERS = ("dana", "priya", "tomas", "top", "finance", "auditor", "administrator")


@pytest.fixture
def halvorsen(cast):
    customer = make_cases.halvorsen(cast.john)
    customer.slug = "halvorsen"
    customer.save()
    return customer


@pytest.fixture
def mine(halvorsen, cast):
    scores = {"professionalism": 6, "caring": 5}
    return keep_self_check(author=cast.john, customer=halvorsen, scores=scores, line=CANARY, now=now())


def test_it_is_kept_shown_and_deleted(client, halvorsen, john):
    client.force_login(john)
    page = client.post("/c/halvorsen/self-check", {"caring": "5", "line": CANARY}, follow=True).content.decode()
    assert CANARY in page
    assert "Caring 5" in page
    assert "Professionalism –" in page
    again = client.get("/c/halvorsen/self-check").content.decode()
    assert "Last time 5, on" in again
    assert CANARY in again
    row = SelfCheck.objects.get()
    assert client.post(f"/me/self-checks/{row.pk}/delete").status_code == 302
    assert not SelfCheck.objects.exists()


def test_all_of_ones_own_go_and_nobody_elses(client, halvorsen, mine, cast):
    keep_self_check(author=cast.dana, customer=halvorsen, scores={"caring": 1}, now=now())
    client.force_login(cast.john)
    assert "There is 1." in client.get("/me/self-checks/delete").content.decode()
    client.post("/me/self-checks/delete")
    assert SelfCheck.objects.get().author == cast.dana


def test_it_needs_one_answer(client, halvorsen, john):
    client.force_login(john)
    page = client.post("/c/halvorsen/self-check", {"line": CANARY}).content.decode()
    assert "Answer at least one of the four." in page
    assert not SelfCheck.objects.exists()


@pytest.mark.parametrize("who", [*OTHERS, "colleague", "deputy"])
def test_nobody_else_finds_it_whatever_their_role(who, client, halvorsen, mine, cast):
    person = {
        "colleague": lambda: make.person(role="colleague"),
        "deputy": lambda: make.person("Dev Malik", team=cast.john.team),
    }.get(who, lambda: getattr(cast, who))()
    if who == "deputy":
        type(halvorsen).objects.update(deputy=person)
    client.force_login(person)
    assert client.post(f"/me/self-checks/{mine.pk}/delete").status_code == 404
    assert client.get(f"/me/self-checks/{mine.pk}/delete").status_code in (404, 405)
    for path in ("/c/halvorsen/self-check", "/me/self-checks/", "/me/", "/c/halvorsen", "/", "/board/review"):
        answer = client.get(path)
        assert CANARY not in answer.content.decode(), path
        assert "Last time" not in answer.content.decode(), path
    client.post("/me/self-checks/delete")
    assert SelfCheck.objects.filter(pk=mine.pk).exists()


def test_the_history_carries_no_word_of_it_not_even_that_it_was_there(halvorsen, cast):
    before = (Entry.objects.count(), Text.objects.count())
    keep_self_check(author=cast.john, customer=halvorsen, scores={"caring": 5}, line=CANARY, now=now())
    assert (Entry.objects.count(), Text.objects.count()) == before
    assert not Entry.objects.filter(what__contains="self").exists()


def test_no_other_table_leads_to_it():
    leading = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.related_model is SelfCheck
    ]
    assert leading == []
    assert all(field.remote_field.hidden for field in SelfCheck._meta.concrete_fields if field.is_relation)


@pytest.mark.django_db
@pytest.mark.parametrize("scores", [{}, {"caring": 0}, {"caring": 11}])
def test_the_database_refuses_what_is_no_answer(scores, halvorsen, cast):
    with pytest.raises(IntegrityError), transaction.atomic():
        SelfCheck.objects.create(author=cast.john, customer=halvorsen, made_at=now(), **scores)
