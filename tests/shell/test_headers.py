"""Every answer carries the strict policy: a page, a refusal, a redirect, a file."""

import pytest
from django.test import Client

POLICY = {
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "img-src 'self' data:",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}
OTHERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",
}


@pytest.mark.parametrize("address", ["/sign-in/", "/nothing-here", "/appearance"])
def test_the_content_policy_is_exact(client: Client, db: None, address: str) -> None:
    answer = client.get(address)
    assert set(answer.headers["Content-Security-Policy"].split("; ")) == POLICY


def test_the_other_headers_are_there(client: Client, db: None) -> None:
    answer = client.get("/sign-in/")
    assert {name: answer.headers[name] for name in OTHERS} == OTHERS
    assert "camera=()" in answer.headers["Permissions-Policy"]
