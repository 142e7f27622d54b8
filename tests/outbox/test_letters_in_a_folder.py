"""A folder as the way out: whole files, named so that a repeat is one file, and a pause when it cannot be written."""

from pathlib import Path

import pytest

from ground.outbox import transports
from ground.outbox.delivery import deliver_due
from ground.outbox.models import Channel, Letter
from ground.outbox.relayaddress import RelayAddress
from tests.make import NOW
from tests.outbox.write import letter

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def folder(settings, tmp_path):
    settings.MAIL = RelayAddress(folder=str(tmp_path / "letters"))
    yield tmp_path / "letters"
    transports.hang_up()


def test_each_letter_is_one_whole_file_named_by_its_message_id_and_a_repeat_is_the_same_file(folder):
    written = letter()
    assert deliver_due(now=NOW) == 1
    (file,) = folder.iterdir()
    assert file.name == written.message_id.strip("<>") + ".eml"
    assert file.read_bytes() == bytes(written.raw)
    Letter.objects.update(state="waiting", sent_at=None, finished_at=None)
    assert deliver_due(now=NOW) == 1
    assert list(folder.iterdir()) == [file]


def test_a_folder_that_cannot_be_written_pauses_the_channel(folder):
    Path(folder).write_text("a file stands where the folder should be")
    letter()
    assert deliver_due(now=NOW) == 0
    assert Channel.objects.get().paused_since is not None
    assert Letter.objects.get().attempts == 0
