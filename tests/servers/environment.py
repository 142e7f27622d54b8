"""What the settings read while tests run; set before Django looks, once for a whole run.

The first process makes a directory and the database; the workers of pytest-xdist and other children inherit both by
the environment.
"""

import atexit
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.db import connection

ROOT = Path(__file__).resolve().parent.parent.parent
MARK = "TRUSTREPAIR_TEST_DIR"
SETTINGS = {
    "DEMO": "0",
    "SECRET_KEY": "kU7-only-for-tests-9qXv2_mLz4Rw8TbN1cYhJ6pDfGs3aEoQ5ViKu",
    "LINK_KEY": "wB3-links-of-tests-5nHt7_jQk2Zx9MvC4rLdP8sFgYe1aUoS6TiXb",
    "SITE_URL": "http://127.0.0.1:8000",
    # Nobody listens there: a test that needs the broker starts one and says so.
    "REDIS_URL": "redis://127.0.0.1:9/0",
}


def prepare() -> None:
    if MARK not in os.environ:
        directory = Path(tempfile.mkdtemp(prefix="trustrepair-tests-"))
        directory.chmod(0o711)
        atexit.register(shutil.rmtree, directory, ignore_errors=True)
        os.environ.update(SETTINGS, VAR_DIR=f"{directory}/var", EMAIL_URL=f"file://{directory}/letters")
        os.environ["DATABASE_URL"] = _database(directory)
        os.environ[MARK] = str(directory)


def directory() -> Path:
    """Where this run keeps its files; removed at its end."""
    return Path(os.environ[MARK])


def new_directory(name: str) -> Path:
    """A directory of this run that servers, which run as their own user, may enter too."""
    made = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=directory()))
    made.chmod(0o711)
    return made


def for_children(**more: str) -> dict[str, str]:
    """The environment for a process of the house (web, worker, beat) on the database of this test."""
    return {**os.environ, "DATABASE_URL": _url(connection.settings_dict), **more}


def empty_database(name: str) -> str:
    """The address of a new database beside that of this test, of the same kind; needs a transactional test."""
    if connection.vendor == "sqlite":
        return f"sqlite:///{new_directory(name) / name}.sqlite3"
    name = f"{name}_{uuid4().hex}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    return _url({**connection.settings_dict, "NAME": name})


def _url(database: dict[str, Any]) -> str:
    if database["ENGINE"] == "django.db.backends.sqlite3":
        return f"sqlite:///{database['NAME']}"
    return "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**database)


def _database(directory: Path) -> str:
    match os.environ.get("TEST_DATABASE", "sqlite"):
        case "sqlite":
            return f"sqlite:///{directory / 'house.sqlite3'}"
        case "postgres":
            return _postgresql(directory)
        case other:
            sys.exit(f"TEST_DATABASE is {other!r}; it may be sqlite or postgres.")


def _postgresql(directory: Path) -> str:
    keeper = subprocess.Popen(
        [sys.executable, "-m", "tests.servers.keeper", str(directory / "postgresql")],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    url = keeper.stdout.readline().strip()
    if not url:
        sys.exit(keeper.wait() or "PostgreSQL did not start.")
    atexit.register(_release, keeper)
    return url


def _release(keeper: "subprocess.Popen[str]") -> None:
    keeper.stdin.close()
    keeper.wait(60)
