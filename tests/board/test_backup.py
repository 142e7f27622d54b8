"""A backup is one whole file, written while the house is in use, and the printed commands read it back."""

import os
import subprocess
import sys
import tarfile
from datetime import timedelta
from io import StringIO
from pathlib import Path
from threading import Event, Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from board.backup import last_backup, remember_backup, write_backup
from ground.history.recording import record
from tests import make
from tests.servers import environment

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "back ups"
    made.mkdir()
    return made


def manage(*arguments: str, url: str) -> str:
    """What manage.py says in a process of its own, on the house at `url`."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        env=environment.for_children(DATABASE_URL=url, DJANGO_SETTINGS_MODULE="trustrepair.settings"),
        cwd=environment.ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def shell(command: str, url: str) -> str:
    """What a command says that an operator types in the folder of the house, with its environment."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        command,
        shell=True,
        env=environment.for_children(DATABASE_URL=url, DJANGO_SETTINGS_MODULE="trustrepair.settings", PATH=path),
        cwd=environment.ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, (command, done.stderr)
    return done.stdout


LIFE = """
from django.core.management import call_command
from django.db import transaction
from ground.history.recording import record
from ground.worktime.now import now

def write(text):
    with transaction.atomic():
        record(("incident", 7), by=None, what="a", now=now(), text=text)

call_command("migrate", verbosity=0)
write("kept")
call_command("backup", FILE)
write("written after the backup")
"""
READ = """
from ground.history.models import Entry
print("read:", [e.text for e in Entry.objects.about("incident", 7)])
"""


def test_a_house_is_read_back_by_the_printed_commands(folder):
    url, kept = environment.empty_database("lost"), Path(environment.for_children()["VAR_DIR"]) / "files" / "ab" / "abc"
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(b"a photograph")
    printed = manage("shell", "-c", LIFE.replace("FILE", repr(str(folder / "house"))), url=url)
    kept.unlink()
    commands = printed.split("stop the house, then:\n")[1].strip().splitlines()

    said = [shell(command.strip(), url) for command in commands]

    assert "History is whole: 1 entries" in said[-1]
    assert kept.read_bytes() == b"a photograph"
    assert "read: ['kept']" in manage("shell", "-c", READ, url=url)


def test_a_backup_in_the_midst_of_writing_holds_whole_changes_only(folder, now):
    """Each change is an entry and its chain row; a file torn between the two would not verify."""
    stop, running, broken = Event(), Event(), []

    def write() -> None:
        number = 0
        try:
            while not stop.is_set():
                with transaction.atomic():
                    for subject in range(5):
                        record(("incident", subject), by=None, what="a", now=now, text="x" * 5000)
                number += 1
                if number == 10:
                    running.set()
        except BaseException as error:
            broken.append(error)
        finally:
            connection.close()

    writer = Thread(target=write)
    writer.start()
    try:
        assert running.wait(60)
        write_backup(folder / "house")
    finally:
        stop.set()
        writer.join()
    assert broken == []

    url = environment.empty_database("copy")
    if connection.vendor == "sqlite":
        url = f"sqlite:///{folder / 'house'}"
    else:
        shell(f'pg_restore --no-owner --dbname "$DATABASE_URL" "{folder / "house"}"', url)
    assert "entries of 5 subjects" in manage("verify_history", url=url)


def test_only_its_owner_may_read_a_backup_and_nothing_else_is_left_in_the_folder(folder):
    file = folder / "house"
    write_backup(file)
    both = {file, folder / "house.files.tar"}
    assert {each.stat().st_mode & 0o777 for each in both} == {0o600}
    assert set(folder.iterdir()) == both


@pytest.mark.parametrize("where", ["", "not there/house", "house"])
def test_a_wrong_place_is_refused_and_nothing_is_written(folder, where):
    (folder / "house").write_text("somebody's file")
    with pytest.raises(CommandError, match="No backup was written"):
        call_command("backup", folder / where, stdout=StringIO())
    assert [path.read_text() for path in folder.iterdir()] == ["somebody's file"]
    assert last_backup() is None


def test_the_house_s_own_database_is_not_written_over(settings):
    if connection.vendor == "sqlite":
        for ending in ("", "-wal", "-shm"):
            with pytest.raises(CommandError, match="own database"):
                call_command("backup", f"{connection.settings_dict['NAME']}{ending}", "--replace")
    else:
        with pytest.raises(CommandError, match="is a folder"):
            call_command("backup", environment.directory())


def test_an_older_backup_is_replaced_only_when_asked(folder):
    file = folder / "house"
    write_backup(file)
    with pytest.raises(CommandError, match="--replace"):
        call_command("backup", file)
    call_command("backup", file, "--replace", stdout=StringIO())
    assert file.stat().st_size > 10_000


def test_a_backup_that_fails_leaves_the_older_one_and_says_why(folder, monkeypatch):
    file = folder / "house"
    file.write_text("yesterday's")
    name = "NAME" if connection.vendor == "sqlite" else "PASSWORD"
    broken = folder.parent / "broken.sqlite3"
    broken.write_bytes(b"no database at all" * 100)
    with monkeypatch.context() as broken_house, pytest.raises(CommandError, match=r"not a database|password"):
        broken_house.setitem(connection.settings_dict, name, str(broken))
        call_command("backup", file, "--replace")
    assert (list(folder.iterdir()), file.read_text()) == ([file], "yesterday's")


def test_the_house_remembers_its_last_backup(folder, now):
    assert last_backup() is None
    file = folder / "house"
    write_backup(file)
    make.house()
    for days in (0, 1):
        remember_backup(file, now=now + timedelta(days=days))
    assert last_backup() == now + timedelta(days=1)


def test_a_file_of_everything_is_in_no_backup_where_it_would_outlive_its_week(folder, settings, tmp_path):
    settings.FILES_DIR = str(tmp_path / "files")
    for kept in ("exports/abc", "ab/exports"):
        (tmp_path / "files" / kept).parent.mkdir(parents=True)
        (tmp_path / "files" / kept).write_bytes(b"kept")
    write_backup(folder / "house")
    with tarfile.open(folder / "house.files.tar") as archive:
        names = archive.getnames()
    assert "./ab/exports" in names and not any("abc" in name for name in names)
