"""Files of a case: kept and given back to those who see the case, always as a download."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ground.files.keeping import path_of
from ground.files.models import File
from ground.worktime.now import now as read_now
from tests import make_cases

pytestmark = pytest.mark.django_db
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"></svg>'


@pytest.fixture
def told(settings, tmp_path, john):
    settings.FILES_DIR = tmp_path
    instant = read_now()
    return make_cases.told(make_cases.halvorsen(john), now=instant, next_at=instant + 30 * make_cases.HOUR)


def send(client, told, name, data):
    return client.post(f"/i/{told.reference}/files", {"file": SimpleUploadedFile(name, data)})


def test_a_file_is_kept_listed_and_given_back_as_a_download(client, john, told):
    client.force_login(john)
    assert send(client, told, "Signed order.svg", SVG).status_code == 302
    assert "Signed order.svg" in client.get(f"/i/{told.reference}/files").content.decode()
    answer = client.get(f"/i/{told.reference}/files/{File.objects.get().pk}")
    assert answer.content == SVG
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="Signed order.svg"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("photo.png", SVG, "something else inside"),
        ("big.txt", b"x" * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
        ("empty.txt", b"", "This file is empty."),
    ],
    ids=["markup", "large", "empty"],
)
def test_a_refusal_is_one_sentence_on_the_page(client, john, told, name, data, said):
    client.force_login(john)
    answer = send(client, told, name, data)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not File.objects.exists()


def test_a_form_without_a_file_says_so(client, john, told):
    client.force_login(john)
    assert "Choose a file." in client.post(f"/i/{told.reference}/files", {"file": "words"}).content.decode()


@pytest.mark.parametrize("who", ["priya", "finance", "administrator"])
def test_whoever_does_not_see_the_case_gets_no_file_of_it(client, cast, told, who):
    client.force_login(cast.john)
    send(client, told, "note.txt", b"Forty reams.")
    client.force_login(getattr(cast, who))
    for address in (f"/i/{told.reference}/files", f"/i/{told.reference}/files/{File.objects.get().pk}"):
        assert client.get(address).status_code == 404


def test_a_file_of_another_case_is_not_there(client, john, told):
    instant = read_now()
    other = make_cases.told(told.customer, now=instant, next_at=instant + 30 * make_cases.HOUR, title="Another")
    client.force_login(john)
    send(client, told, "note.txt", b"Forty reams.")
    assert client.get(f"/i/{other.reference}/files/{File.objects.get().pk}").status_code == 404


def test_a_file_whose_bytes_are_lost_is_not_there(client, john, told):
    client.force_login(john)
    send(client, told, "note.txt", b"Forty reams.")
    path_of(File.objects.get().key).unlink()
    assert client.get(f"/i/{told.reference}/files/{File.objects.get().pk}").status_code == 404
