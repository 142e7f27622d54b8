"""The whole database in one file and the kept files in another beside it, written while the house is in use."""

import os
import shutil
import sqlite3
import subprocess
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from shlex import quote
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from ground.accounts.models import House
from ground.history.models import Entry
from ground.history.recording import record
from recovery.export.keeping import folder

BACKED_UP = "house.backed_up"
_PG_OPTIONS = ("sslmode", "sslrootcert", "sslcert", "sslkey", "service", "passfile")


class BackupFailed(Exception):
    """Nothing was written; the sentence says why."""


def write_backup(file: Path, *, replace: bool = False) -> None:
    """Write `file` and `kept_beside(file)`, each whole or not at all; only their owner may read them.

    The kept files come second: a file is on the disk before its row is, so every row of the copy finds its bytes.
    Not inside a transaction.
    """
    for each in (file, kept_beside(file)):
        _refuse_the_wrong_place(each, replace=replace)
    with _unfinished(file) as part, _unfinished(kept_beside(file)) as files:
        if connection.vendor == "sqlite":
            _copy_sqlite(Path(connection.settings_dict["NAME"]), part)
        else:
            _dump_postgresql(connection.settings_dict, part)
        with tarfile.open(files, "w") as archive:
            if (kept := Path(settings.FILES_DIR)).is_dir():
                archive.add(kept, arcname=".", filter=_kept_for_long)


def _kept_for_long(entry: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """Not a file of everything: in a backup it would outlive its week."""
    return None if Path(entry.name).parts[:1] == (folder().name,) else entry


def kept_beside(file: Path) -> Path:
    """The archive of the kept files that belongs to a backup of the database."""
    return file.with_name(f"{file.name}.files.tar")


@transaction.atomic
def remember_backup(file: Path, *, now: datetime) -> Entry:
    """The history of the house tells when it was backed up last; the health page reads it there."""
    house = House.objects.first()
    facts = {"kilobytes": file.stat().st_size // 1024}
    return record(("house", house.pk if house else 1), by=None, what=BACKED_UP, now=now, facts=facts)


def last_backup() -> datetime | None:
    """When the latest backup was finished; None when there never was one."""
    return Entry.objects.filter(what=BACKED_UP).order_by("-at").values_list("at", flat=True).first()


def how_to_read_back(file: Path) -> list[str]:
    """The commands, in order, for an operator with the house stopped."""
    path = quote(str(file.resolve()))
    if connection.vendor == "sqlite":
        database = quote(str(connection.settings_dict["NAME"]))
        restore = [f"rm -f {database}-wal {database}-shm", f"cp {path} {database}"]
    else:
        how = "--clean --if-exists --no-owner --single-transaction"
        restore = [f'pg_restore {how} --dbname "$DATABASE_URL" {path}']
    kept = quote(str(settings.FILES_DIR))
    files = [f"mkdir -p {kept}", f"tar --extract --file {quote(str(kept_beside(file).resolve()))} --directory {kept}"]
    return [*restore, *files, "python manage.py migrate", "python manage.py verify_history"]


def _refuse_the_wrong_place(file: Path, *, replace: bool) -> None:
    if file.is_dir():
        raise BackupFailed(f"{file} is a folder. Name a file in it.")
    if not file.parent.is_dir():
        raise BackupFailed(f"{file.parent} is not there. Make this folder first.")
    if file.resolve() in _own_files():
        raise BackupFailed(f"{file} belongs to the house's own database. Choose another name.")
    if file.exists() and not replace:
        raise BackupFailed(f"{file} is there already. Choose another name, or add --replace.")


def _own_files() -> set[Path]:
    if connection.vendor != "sqlite":
        return set()
    return {Path(f"{connection.settings_dict['NAME']}{ending}").resolve() for ending in ("", "-wal", "-shm")}


@contextmanager
def _unfinished(file: Path) -> Iterator[Path]:
    """A private file beside the wanted one, which takes its name only when it is whole and on the disk."""
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        yield part
        _to_disk(part)
        part.replace(file)
        _to_disk(file.parent)
    finally:
        part.unlink(missing_ok=True)


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _copy_sqlite(database: Path, part: Path) -> None:
    """All pages in one reading: SQLite keeps it consistent, and with its write-ahead log no writer waits."""
    with (
        closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True, timeout=20)) as source,
        closing(sqlite3.connect(part)) as copy,
    ):
        try:
            source.backup(copy)
        except sqlite3.Error as error:
            raise BackupFailed(f"The database cannot be read: {error}.") from error
        copy.execute("PRAGMA journal_mode=DELETE")
        [verdict] = copy.execute("PRAGMA quick_check(1)").fetchone()
    if verdict != "ok":
        raise BackupFailed(f"The copy is damaged, and so may be the database: {verdict}")


def _dump_postgresql(database: Mapping[str, Any], part: Path) -> None:
    """pg_dump reads in one snapshot; its list of contents is read back before the file counts as whole."""
    _run(["pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={part}"], database)
    _run(["pg_restore", "--list", str(part)], database)


def _run(command: list[str], database: Mapping[str, Any]) -> None:
    program = shutil.which(command[0])
    if program is None:
        raise BackupFailed(f"{command[0]} is not installed here. Install the package postgresql-client.")
    done = subprocess.run(  # noqa: S603
        [program, *command[1:]], env=_environment(database), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupFailed(f"{command[0]} failed: {done.stderr.strip() or done.returncode}")


def _environment(database: Mapping[str, Any]) -> dict[str, str]:
    """How PostgreSQL's own programs are told where and who; the password never stands in a list of processes."""
    told = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    options = {name: database["OPTIONS"].get(name) for name in _PG_OPTIONS}
    values = {variable: database[key] for variable, key in told.items()} | {
        f"PG{name.upper()}": value for name, value in options.items()
    }
    return os.environ | {variable: str(value) for variable, value in values.items() if value}
