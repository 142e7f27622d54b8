"""What the settings make of a whole environment: cookies, hosts, databases."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from .house_env import manage, production, python

pytestmark = [pytest.mark.slow, pytest.mark.apart]

HTTPS_ONLY = [
    ("SESSION_COOKIE_SECURE", True, False),
    ("CSRF_COOKIE_SECURE", True, False),
    ("SESSION_COOKIE_NAME", "__Host-session", "session"),
    ("CSRF_COOKIE_NAME", "__Host-csrf", "csrf"),
    ("SECURE_HSTS_SECONDS", 31_536_000, 0),
    ("SECURE_SSL_REDIRECT", True, False),
]


def settings(environment: dict[str, str], *names: str) -> dict[str, Any]:
    code = (
        f"import json; from trustrepair import settings as s; print(json.dumps({{n: getattr(s, n) for n in {names}}}))"
    )
    answer = python(code, environment)
    assert answer.returncode == 0, answer.stderr
    found: dict[str, Any] = json.loads(answer.stdout)
    return found


def test_cookies_are_secure_exactly_where_the_site_is_https() -> None:
    names = [name for name, *_ in HTTPS_ONLY]
    assert settings(production(), *names) == {name: value for name, value, _ in HTTPS_ONLY}
    plain = settings(production(SITE_URL="http://repair.example.com"), *names)
    assert plain == {name: value for name, _, value in HTTPS_ONLY}


def test_only_the_host_of_the_site_is_answered_in_production() -> None:
    found = settings(production(SITE_URL="https://repair.example.com:8443/"), "ALLOWED_HOSTS", "SITE_URL")
    assert found == {"ALLOWED_HOSTS": ["repair.example.com"], "SITE_URL": "https://repair.example.com:8443"}


def test_the_check_for_deployment_finds_nothing() -> None:
    answer = manage("check", "--deploy", "--fail-level", "WARNING", environment=production())
    assert answer.returncode == 0, answer.stderr


def test_the_check_for_deployment_warns_of_plain_http_and_letters_that_reach_nobody(tmp_path: Path) -> None:
    environment = production(SITE_URL="http://repair.example.com", EMAIL_URL=f"file://{tmp_path}/letters")
    answer = manage("check", "--deploy", environment=environment)
    assert "trustrepair.W001" in answer.stderr
    assert "trustrepair.W002" in answer.stderr


@pytest.mark.parametrize("path", ["house.sqlite3", "a house.sqlite3", "50%.sqlite3", "who?.sqlite3"])
def test_a_folder_of_any_name_holds_the_house(path: str, tmp_path: Path) -> None:
    found = settings(
        {"VAR_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{quote(str(tmp_path / path))}"}, "DATABASES"
    )
    assert found["DATABASES"]["default"]["NAME"] == str(tmp_path / path)


def test_postgresql_connections_are_checked_and_never_shared_over_a_fork() -> None:
    database = settings(production(), "DATABASES")["DATABASES"]["default"]
    assert database["CONN_HEALTH_CHECKS"] is True
    assert "pool" not in database["OPTIONS"]
