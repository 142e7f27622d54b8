"""`manage.py prepare` may run at every start; the demo and a real house never open each other's database."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from .house_env import manage

pytestmark = [pytest.mark.slow, pytest.mark.apart]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A house of its own whose file could also be opened as the demo."""
    return {"VAR_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/demo.sqlite3"}


def founded(environment: dict[str, str], folder: Path) -> None:
    (folder / "password").write_text("correct horse battery\n")
    assert manage("migrate", "-v0", environment=environment).returncode == 0
    flags = (
        "--name=Halls",
        "--zone=UTC",
        "--sender=a@halls.example",
        "--administrator=Ann",
        "--email=ann@halls.example",
    )
    answer = manage("first_house", *flags, f"--password-file={folder}/password", environment=environment)
    assert answer.returncode == 0, answer.stderr


def rows(folder: Path, table: str) -> int:
    with closing(sqlite3.connect(folder / "demo.sqlite3")) as database:
        return int(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def test_a_new_house_is_migrated_and_asks_for_its_first_administrator(
    environment: dict[str, str], tmp_path: Path
) -> None:
    answer = manage("prepare", environment=environment)
    assert answer.returncode == 1
    assert "Nobody is here to answer. Give these flags: --name" in answer.stderr
    assert rows(tmp_path, "accounts_house") == 0


def test_it_may_run_again_and_again(environment: dict[str, str], tmp_path: Path) -> None:
    founded(environment, tmp_path)
    for _ in range(2):
        answer = manage("prepare", environment=environment)
        assert (answer.returncode, answer.stdout, answer.stderr) == (0, "", "")
    assert rows(tmp_path, "accounts_house") == 1


def test_the_demo_never_moves_into_a_real_house(environment: dict[str, str], tmp_path: Path) -> None:
    founded(environment, tmp_path)
    answer = manage("prepare", environment={**environment, "DEMO": "1"})
    assert answer.returncode == 1
    assert "This database holds a house that is not the demo." in answer.stderr
    assert rows(tmp_path, "accounts_person") == 1


def test_a_real_house_never_opens_the_demo_whose_passwords_are_known(
    environment: dict[str, str], tmp_path: Path
) -> None:
    founded(environment, tmp_path)
    with closing(sqlite3.connect(tmp_path / "demo.sqlite3")) as database, database:
        columns = {row[1] for row in database.execute("PRAGMA table_info(worktime_democlock)")} - {"id"}
        values = {"offset": 0, "only": 1, "moved_at": None}
        names = ", ".join(f'"{name}"' for name in columns)
        marks = ", ".join("?" for _ in columns)
        database.execute(
            f"INSERT INTO worktime_democlock ({names}) VALUES ({marks})", [values[name] for name in columns]
        )
    for command in (("prepare",), ("check", "--database", "default")):
        answer = manage(*command, environment=environment)
        assert answer.returncode == 1
        assert "This database holds the demo, whose passwords everybody knows." in answer.stderr
    assert manage("check", "--database", "default", environment={**environment, "DEMO": "1"}).returncode == 0
