"""The customer's page on a phone, judged by Lighthouse: the real server, packed files, as people would load it."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from http.client import HTTPConnection, HTTPException

import pytest

from ground.worktime.now import now
from tests import make_cases
from tests.audit.judging import lighthouse
from tests.servers import environment
from tests.servers.ports import free_port
from updates.links import link_for, token_of

pytestmark = [pytest.mark.audit, pytest.mark.django_db(transaction=True)]
AT_LEAST = 98
MOMENTS = ("first-contentful-paint", "largest-contentful-paint", "speed-index", "total-blocking-time")
KB = 1000
HOUR = timedelta(hours=1)


@pytest.fixture
def page(cast) -> str:
    """Ingrid's page, with three letters and a promise."""
    at = now()
    told = make_cases.told(make_cases.halvorsen(cast.john), now=at - 3 * HOUR, next_at=at - 2 * HOUR)
    make_cases.tell(told, now=at - 2 * HOUR, next_at=at - HOUR)
    make_cases.tell(told, now=at - HOUR, next_at=at + HOUR)
    return f"/s/{token_of(link_for(told, told.speaker, now=at))}"


@pytest.fixture
def site(page: str) -> Iterator[str]:
    """The house's own settings behind gunicorn, with its files collected and packed."""
    port = free_port()
    settings = environment.for_children(DJANGO_SETTINGS_MODULE="trustrepair.settings")
    collect = [sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"]
    subprocess.run(collect, cwd=environment.ROOT, env=settings, check=True)
    serve = [sys.executable, "-m", "gunicorn", "trustrepair.wsgi", "--no-control-socket", "--threads", "4"]
    server = subprocess.Popen([*serve, "--bind", f"127.0.0.1:{port}"], cwd=environment.ROOT, env=settings)
    try:
        wait_for(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(20)


def wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 60
    while server.poll() is None and time.monotonic() < until:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/healthz")
            connection.getresponse()
        except (OSError, HTTPException):
            time.sleep(0.1)
        else:
            return
    raise AssertionError("The server did not start.")


def test_lighthouse_gives_the_private_page_98_and_it_is_light(site, page, tmp_path):
    report = lighthouse(f"{site}{page}", tmp_path / "report.json")
    scores = {name: round(100 * found["score"]) for name, found in report["categories"].items()}
    moments = {name: report["audits"][name].get("displayValue") for name in MOMENTS}
    assert min(scores.values()) >= AT_LEAST, (scores, moments, f"load {os.getloadavg()[0]:.1f}")
    rest, fonts = weight(report)
    assert rest <= 60 * KB
    assert fonts <= 110 * KB


def weight(report) -> tuple[int, int]:
    """Bytes over the wire: everything but typefaces, and typefaces."""
    loaded = report["audits"]["network-requests"]["details"]["items"]
    fonts = sum(one["transferSize"] for one in loaded if one["resourceType"] == "Font")
    return sum(one["transferSize"] for one in loaded) - fonts, fonts
