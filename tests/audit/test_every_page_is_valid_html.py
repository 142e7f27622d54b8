"""Every page of the house, for everybody who opens it, read by html-validate: it finds nothing."""

import pytest
from django.test import Client

from tests.audit.judging import html_faults
from tests.house.the_routes import build
from tests.journeys.test_every_page import LOOKED_AT_BY, addresses, cases  # noqa: F401

pytestmark = [pytest.mark.audit, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def world(cast):
    return build(cast)


def test_every_page_is_valid_html(world, cases, tmp_path, settings):  # noqa: F811
    opened = {}
    settings.ROOT_URLCONF = "tests.shell.test_error_pages"
    for role in LOOKED_AT_BY:
        client = Client(raise_request_exception=False)
        if role != "out":
            client.force_login(world.who(role))
        for address in dict.fromkeys(addresses(role, world, cases)):
            answer = client.get(address, follow=True)
            if answer["Content-Type"].startswith("text/html"):
                name = f"{len(opened):03}.html"
                opened[name] = f"{role} {address}"
                (tmp_path / name).write_bytes(answer.content)
    assert len(opened) > 90
    faults = [f"{opened[fault[:8]]} {fault}" for fault in html_faults(tmp_path)]
    assert faults == [], "\n" + "\n".join(faults)
