"""Kept whole under a name nobody chose, told in the history, at most twenty for one subject."""

import stat
from threading import Barrier, Thread

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from ground.files.keeping import keep_file, path_of, read_file
from ground.files.limits import LARGEST, MOST
from ground.files.models import File
from ground.files.refusals import FileRefused
from ground.history.models import Entry

SUBJECT = ("thing", 7)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.FILES_DIR = tmp_path / "files"
    return settings.FILES_DIR


def upload(name="note.txt", data=b"Forty reams."):
    return SimpleUploadedFile(name, data)


@pytest.mark.django_db
def test_it_is_kept_under_its_key_for_the_house_alone_and_the_history_tells_of_it(john, now, folder):
    file = keep_file(upload("../Signed order.txt"), subject=SUBJECT, by=john, now=now)
    assert (file.name, file.size, file.media_type) == ("Signed order.txt", 12, "text/plain")
    assert read_file(file) == b"Forty reams."
    path = path_of(file.key)
    assert "order" not in str(path.relative_to(folder))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    entry = Entry.objects.about(*SUBJECT).get()
    assert (entry.what, entry.text, entry.facts["file"]) == ("file.kept", "Signed order.txt", file.pk)
    assert list(File.objects.about(*SUBJECT)) == [file]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("file", "said"),
    [
        (upload(data=b"x" * (LARGEST + 1)), "larger than 10 MB"),
        (upload(data=b""), "empty"),
        (upload("photo.png", b"<html></html>"), "something else inside"),
    ],
    ids=["large", "empty", "markup"],
)
def test_what_is_refused_leaves_nothing_behind(john, now, folder, file, said):
    with pytest.raises(FileRefused, match=said):
        keep_file(file, subject=SUBJECT, by=john, now=now)
    assert not File.objects.exists()
    assert not [path for path in folder.rglob("*") if path.is_file()]


@pytest.mark.django_db
def test_one_too_many_is_refused_and_its_bytes_are_gone(john, now, folder):
    for _number in range(MOST):
        keep_file(upload(), subject=SUBJECT, by=john, now=now)
    with pytest.raises(FileRefused, match="20 files already"):
        keep_file(upload(), subject=SUBJECT, by=john, now=now)
    assert len([path for path in folder.rglob("*") if path.is_file()]) == File.objects.count() == MOST
    keep_file(upload(), subject=("thing", 8), by=john, now=now)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_not_both_the_last(john, now):
    for _number in range(MOST - 1):
        keep_file(upload(), subject=SUBJECT, by=john, now=now)
    barrier, refused = Barrier(3), []

    def keep():
        barrier.wait(60)
        try:
            keep_file(upload(), subject=SUBJECT, by=john, now=now)
        except FileRefused as said:
            refused.append(str(said))
        finally:
            connection.close()

    threads = [Thread(target=keep) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (File.objects.count(), len(refused)) == (MOST, 2)
