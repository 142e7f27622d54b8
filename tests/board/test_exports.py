"""The page of everything as files: asked for, watched, stopped, had by whoever asked."""

import io
import zipfile

import pytest

from ground.files.models import Export
from ground.history.models import Entry
from ground.jobs.models import Job
from ground.jobs.running import run_due
from recovery.export.keeping import ask_everything
from tests import make

PAGE = "/settings/everything"


@pytest.fixture
def ana(client, cast):
    client.force_login(cast.administrator)
    return client


def seen(client):
    return client.get(PAGE).content.decode()


@pytest.mark.django_db(transaction=True)
def test_asked_for_made_and_downloaded_with_its_history(ana, cast, now):
    make.customer("Tidewater", account_manager=cast.john)
    assert "None yet." in seen(ana)
    assert ana.post(PAGE).status_code == 302
    page = seen(ana)
    assert "Waiting for a worker" in page and "Make the file" not in page and 'hx-trigger="every 2s"' in page
    run_due(now=now)
    page = seen(ana)
    assert "Ready" in page and "Make the file" in page and "every 2s" not in page
    export = Export.objects.get()
    answer = ana.post(f"{PAGE}/{export.key}/file")
    with zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as archive:
        assert b"Tidewater" in archive.read("customers.csv")
    assert answer["Content-Disposition"].startswith("attachment; filename=")
    assert Entry.objects.about("export", export.pk).last().what == "export.downloaded"


@pytest.mark.django_db
def test_a_look_at_the_file_is_no_download(ana, cast, now):
    export = ask_everything(by=cast.administrator, now=now)
    assert ana.get(f"{PAGE}/{export.key}/file").status_code == 405
    page = ana.post(f"{PAGE}/{export.key}/file", follow=True).content.decode()
    assert "This file is gone. Ask for a new one." in page


@pytest.mark.django_db
def test_it_is_stopped_once(ana, cast, now):
    export = ask_everything(by=cast.administrator, now=now)
    for words in ("Nothing is kept of it.", "It had ended when you stopped it."):
        assert words in ana.post(f"{PAGE}/{export.key}/stop", follow=True).content.decode()
    assert not Job.objects.live().exists() and "Stopped" in seen(ana)


@pytest.mark.django_db
def test_another_administrator_has_none_of_it(client, cast, now):
    export = ask_everything(by=cast.administrator, now=now)
    other = make.person("Otto Other", role="administrator", team=None)
    client.force_login(other)
    for act in ("file", "stop"):
        assert client.post(f"{PAGE}/{export.key}/{act}").status_code == 404
    assert "None yet." in seen(client)


@pytest.mark.django_db
def test_the_page_asks_the_same_however_many_there_are(ana, cast, django_assert_max_num_queries):
    Export.objects.bulk_create(Export(asked_by=cast.administrator, asked_at=make.NOW) for _ in range(12))
    with django_assert_max_num_queries(10):
        seen(ana)
