"""Keys come from the environment or from files; a house that was given none makes its own once."""

import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from .house_env import HELD, ROOT, key, production, python

pytestmark = [pytest.mark.slow, pytest.mark.apart]

SHOW = "from trustrepair import settings as s; print(s.SECRET_KEY, *s.LINK_KEYS)"


def test_keys_are_made_once_into_a_file_only_its_owner_may_read(tmp_path: Path) -> None:
    environment = {"VAR_DIR": str(tmp_path / "house")}
    first, second = python(SHOW, environment), python(SHOW, environment)
    assert first.stdout == second.stdout
    assert len(set(first.stdout.split())) == 2
    file = tmp_path / "house" / "secrets.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [each.name for each in file.parent.iterdir()] == ["secrets.json"]


def test_two_processes_that_start_together_share_one_set_of_keys(tmp_path: Path) -> None:
    command = [sys.executable, "-c", SHOW]
    environment = {**HELD, "VAR_DIR": str(tmp_path)}
    both = [subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE) for _ in range(4)]
    assert len({each.communicate(timeout=60)[0] for each in both}) == 1


def test_a_file_that_others_may_read_stops_the_house(tmp_path: Path) -> None:
    python(SHOW, {"VAR_DIR": str(tmp_path)})
    (tmp_path / "secrets.json").chmod(0o644)
    answer = python(SHOW, {"VAR_DIR": str(tmp_path)})
    assert f"Others may read {tmp_path}/secrets.json. Run: chmod 600" in answer.stderr


def test_a_damaged_file_is_said_and_never_replaced(tmp_path: Path) -> None:
    python(SHOW, {"VAR_DIR": str(tmp_path)})
    (tmp_path / "secrets.json").write_text("{")
    answer = python(SHOW, {"VAR_DIR": str(tmp_path)})
    assert "secrets.json is damaged." in answer.stderr
    assert (tmp_path / "secrets.json").read_text() == "{"


def test_keys_may_come_from_files_and_links_have_a_list_of_them(tmp_path: Path) -> None:
    secret, new, old = key(), key(), key()
    (tmp_path / "secret").write_text(f"{secret}\n")
    (tmp_path / "links").write_text(f"{new},{old}\n")
    environment = production(SECRET_KEY_FILE=f"{tmp_path}/secret", LINK_KEY_FILE=f"{tmp_path}/links")
    del environment["SECRET_KEY"], environment["LINK_KEY"]
    assert python(SHOW, environment).stdout.split() == [secret, new, old]


def test_given_keys_leave_no_file(tmp_path: Path) -> None:
    answer = python(SHOW, {"VAR_DIR": str(tmp_path), "SECRET_KEY": key(), "LINK_KEY": key()})
    assert answer.returncode == 0
    assert not list(tmp_path.iterdir())


def test_the_file_holds_nothing_but_the_two_keys(tmp_path: Path) -> None:
    python(SHOW, {"VAR_DIR": str(tmp_path)})
    assert set(json.loads((tmp_path / "secrets.json").read_text())) == {"SECRET_KEY", "LINK_KEY"}
