"""What a request claims about its letters is not believed: they are UTF-8."""

import io
from wsgiref.util import setup_testing_defaults

import pytest

from trustrepair.content_type import kind_and_boundary
from trustrepair.wsgi import application

CODECS = ("utf-16", "utf-7", "unicode_escape", "raw_unicode_escape", "hex", "idna", "punycode", "undefined", "x" * 500)
KINDS = [f"application/x-www-form-urlencoded; charset={codec}" for codec in CODECS]
KINDS += [f"multipart/form-data; boundary=B; charset={codec}" for codec in CODECS]
KINDS += ["text/plain; x*=hex''%61", "text/plain; x*='", "\x00", ";;;=", "a" * 100_000, "text/plain; charset*=hex''a"]


def ask(method: str, path: str, query: str, body: bytes, kind: str) -> int:
    environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, "CONTENT_TYPE": kind}
    environ |= {"CONTENT_LENGTH": str(len(body)), "wsgi.input": io.BytesIO(body), "HTTP_HOST": "127.0.0.1"} | {
        "REMOTE_ADDR": "10.0.0.1"
    }
    setup_testing_defaults(environ)
    said: list[str] = []
    b"".join(application(environ, lambda status, headers, error=None: said.append(status)))
    return int(said[0].split()[0])


@pytest.mark.django_db(transaction=True)
def test_a_claim_about_letters_breaks_nothing():
    part = b'--B\r\nContent-Disposition: form-data; name="email"\r\n\r\na\\ud800b+2AA-@x.example\r\n--B--\r\n'
    for kind in KINDS:
        assert ask("GET", "/sign-in/", "next=a%5Cud800%2B2AA-&login=%5Cud800", b"x", kind) == 200, kind
        assert ask("POST", "/s/new", "", part, kind) in (200, 302, 400), kind
        assert ask("POST", "/s/new", "", b"email=a%5Cud800@x.example", kind) in (200, 302, 400), kind


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("application/x-www-form-urlencoded; charset=UTF-8", "application/x-www-form-urlencoded"),
        ("multipart/form-data; charset=hex; boundary=----WebKit7MA4", "multipart/form-data; boundary=----WebKit7MA4"),
        ('multipart/form-data; boundary="a b"', 'multipart/form-data; boundary="a b"'),
        ("", ""),
        ("words", ""),
    ],
)
def test_kind_and_boundary_are_kept(text, kept):
    assert kind_and_boundary(text) == kept
