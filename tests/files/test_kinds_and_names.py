"""What a file is comes from its bytes; what it is called is cleaned of everything but its name."""

import io
import zipfile

import pytest

from ground.files.kinds import kind_of
from ground.files.limits import NAME_LENGTH
from ground.files.names import clean_name
from ground.files.refusals import FileRefused

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><html><body><script>alert(1)</script></body></html>"
EXE = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00"


def zipped(name="a.txt"):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr(name, "text")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (PNG, "shelf.png", "image/png"),
        (PNG, "shelf", "image/png"),
        (PDF, "Order 5512.PDF", "application/pdf"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "truck.jpeg", "image/jpeg"),
        (zipped(), "notes.zip", "application/zip"),
        ("Größe;Preis\n1;2\n".encode("latin-1"), "list.csv", "text/csv"),
        (b"Forty reams.", "note.txt", "text/plain"),
        ("Vierzig Ries".encode("utf-16"), "note.txt", "text/plain"),
        (b"From: Ann <ann@bay.example>\r\nSubject: Pallets\r\n\r\n<html>Hi</html>", "mail.eml", "message/rfc822"),
        (SVG, "logo.svg", "image/svg+xml"),
        (HTML, "page.html", "text/html"),
        (HTML, "page", "text/html"),
        (b"<?xml version='1.0'?><order/>", "order.xml", "application/xml"),
    ],
)
def test_the_bytes_say_what_it_is(data, name, kind):
    assert kind_of(data, name) == kind


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (HTML, "photo.png"),
        (SVG, "photo.png"),
        (SVG, "photo.jpg"),
        (PNG, "photo.pdf"),
        (PDF, "order.docx"),
        (zipped(), "order.pdf"),
        (PNG, "page.html"),
    ],
)
def test_a_name_that_says_another_thing_is_refused(data, name):
    with pytest.raises(FileRefused, match="something else inside"):
        kind_of(data, name)


@pytest.mark.parametrize(("data", "name"), [(EXE, "setup.exe"), (EXE, "photo.png"), (b"\x00\x01\x02\x03", "x.bin")])
def test_what_is_none_of_what_we_keep_is_refused(data, name):
    with pytest.raises(FileRefused, match="none of them"):
        kind_of(data, name)


@pytest.mark.parametrize(
    ("sent", "name"),
    [
        ("order.pdf", "order.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        ("a\x00b.pdf", "ab.pdf"),
        ("line\r\nBcc: all.pdf", "lineBcc: all.pdf"),
        ("\u202egpj.exe\u2066.png", "gpj.exe.png"),
        ("\ud800lone.txt", "lone.txt"),
        ("", "file"),
        ("..", "file"),
        ("/", "file"),
        ("\u200b\u2060", "file"),
        ("  Signed   order .pdf ", "Signed order .pdf"),
        ("Lieferschein größer.pdf", "Lieferschein größer.pdf"),
        ("株式会社.pdf", "株式会社.pdf"),
    ],
)
def test_of_a_name_only_the_name_is_left(sent, name):
    assert clean_name(sent) == name


def test_a_long_name_is_cut_before_its_ending():
    name = clean_name("x" * 5000 + ".pdf")
    assert len(name) == NAME_LENGTH
    assert name.endswith("x.pdf")
