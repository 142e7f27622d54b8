"""Every wrong variable of the environment is said in a sentence, and the house does not start."""

from pathlib import Path

import pytest

from .house_env import key, manage, production, python

pytestmark = [pytest.mark.slow, pytest.mark.apart]

WRONG = [
    ("DEMO", "maybe", "DEMO is “maybe”. Use 1 or 0."),
    ("PORT", "0", "PORT is “0”. Use a number from 1 to 65535."),
    ("PORT", "70000", "PORT is “70000”. Use a number from 1 to 65535."),
    ("PORT", "eight", "PORT is “eight”. Use a number from 1 to 65535."),
    ("PORT", "８０", "PORT is “８０”. Use a number from 1 to 65535."),
    ("VAR_DIR", __file__, "which is a file. Name a folder."),
    ("DATABASE_URL", "mysql://u:geheim@h/d", "DATABASE_URL begins with “mysql:”."),
    ("DATABASE_URL", "sqlite://", "DATABASE_URL names no database."),
    ("DATABASE_URL", "sqlite:///:memory:", "DATABASE_URL names no database."),
    ("DATABASE_URL", "postgres://host", "DATABASE_URL names no database."),
    ("DATABASE_URL", "postgres://host:port/db", "DATABASE_URL is not an address we can read."),
    ("REDIS_URL", "amqp://u:geheim@h", "REDIS_URL begins with “amqp:”."),
    ("EMAIL_URL", "imap://u:geheim@h", "EMAIL_URL"),
    ("EMAIL_URL", "smtp://", "EMAIL_URL"),
    ("EMAIL_URL", "letters", "EMAIL_URL"),
    ("EMAIL_URL", "postmark://", "EMAIL_URL needs one key and no password"),
    ("EMAIL_URL", "ses://geheim:geheim@", "EMAIL_URL must end in a region"),
    ("SITE_URL", "repair.example.com", "SITE_URL begins with “:”."),
    ("SITE_URL", "ftp://repair.example.com", "SITE_URL begins with “ftp:”."),
    ("SITE_URL", "https://repair.example.com/desk", "SITE_URL must be only scheme and host."),
    ("SITE_URL", "https://user@repair.example.com", "SITE_URL must be only scheme and host."),
    ("SITE_URL", "https://", "SITE_URL must be only scheme and host."),
    ("SECRET_KEY", "short", "SECRET_KEY is too easy to guess."),
    ("SECRET_KEY", "a" * 60, "SECRET_KEY is too easy to guess."),
    ("SECRET_KEY_FILE", "/nowhere/key", "SECRET_KEY_FILE names /nowhere/key, which cannot be read"),
    ("LINK_KEY", "short", "LINK_KEY is too easy to guess."),
    ("LINK_KEY", f"{'0123456789abcdef' * 4},short", "LINK_KEY is too easy to guess."),
]


@pytest.mark.parametrize(("name", "value", "sentence"), WRONG)
def test_a_wrong_variable_is_said_in_a_sentence(name: str, value: str, sentence: str, tmp_path: Path) -> None:
    answer = python("import trustrepair.settings", {"VAR_DIR": str(tmp_path), name: value})
    assert answer.returncode != 0
    assert sentence in answer.stderr
    assert "geheim" not in answer.stderr


MISSING = ["REDIS_URL", "EMAIL_URL", "SITE_URL", "SECRET_KEY", "LINK_KEY"]


@pytest.mark.parametrize("name", MISSING)
def test_production_has_no_default_for(name: str, tmp_path: Path) -> None:
    environment = {**production(VAR_DIR=str(tmp_path))}
    del environment[name]
    answer = python("import trustrepair.settings", environment)
    assert answer.returncode != 0
    assert f"- {name} is missing." in answer.stderr
    assert not list(tmp_path.iterdir())


def test_everything_wrong_is_said_at_once_and_without_a_traceback(tmp_path: Path) -> None:
    answer = manage("check", environment={"DATABASE_URL": "postgres://h/d", "PORT": "x", "VAR_DIR": str(tmp_path)})
    lines = answer.stderr.splitlines()
    assert lines[0] == "Trust Repair cannot start:"
    assert [line.split()[1] for line in lines[1:]] == [
        "SECRET_KEY",
        "LINK_KEY",
        "PORT",
        "SITE_URL",
        "REDIS_URL",
        "EMAIL_URL",
    ]
    assert answer.returncode == 1


def test_one_key_for_two_purposes_is_refused() -> None:
    same = key()
    answer = python("import trustrepair.settings", production(SECRET_KEY=same, LINK_KEY=same))
    assert "LINK_KEY is the same as SECRET_KEY." in answer.stderr


def test_a_value_and_its_file_together_are_refused(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(key())
    answer = python("import trustrepair.settings", production(SECRET_KEY_FILE=str(tmp_path / "key")))
    assert "SECRET_KEY and SECRET_KEY_FILE are both set. Keep one of them." in answer.stderr


def test_the_demo_keeps_out_of_a_database_that_is_not_its_own(tmp_path: Path) -> None:
    environment = {"DEMO": "1", "VAR_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/house.sqlite3"}
    answer = python("import trustrepair.settings", environment)
    assert "DEMO=1 needs a database of its own" in answer.stderr
    assert python("import trustrepair.settings", {"DEMO": "1", "VAR_DIR": str(tmp_path)}).returncode == 0
