"""A part of the house is a real process: started again when it dies, ended within a bound, its whole group with it."""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from trustrepair.parts import Part, end_all

pytestmark = pytest.mark.apart
STUBBORN = "import signal,time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(600)"
POLITE = "import time; print('up', flush=True); time.sleep(600)"
LEADER = (
    "import subprocess,sys,time; child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']);"
    "print('child', child.pid, flush=True); time.sleep(600)"
)


@pytest.fixture
def part(tmp_path: Path) -> Callable[[str], Part]:
    return lambda code: Part("part", [sys.executable, "-c", code], dict(os.environ), tmp_path / "log" / "part.log")


def until(true: Callable[[], object], seconds: float = 20) -> None:
    ends = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < ends, "it never came true"
        time.sleep(0.02)


def gone(pid: int) -> bool:
    """Whether no process with this id runs; a zombie that its parent has not looked at yet counts as gone."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return True
    return state == "Z"


def words(part: Part) -> str:
    return part.log.read_text() if part.log.exists() else ""


def test_a_polite_part_ends_at_once(part: Callable[[str], Part]) -> None:
    one = part(POLITE)
    one.start()
    until(lambda: "up" in words(one))
    began = time.monotonic()
    end_all([one], 30, lambda: False)
    assert time.monotonic() - began < 5
    assert not one.alive


def test_a_part_that_does_not_end_is_killed_after_the_bound(
    part: Callable[[str], Part], capsys: pytest.CaptureFixture[str]
) -> None:
    one = part(STUBBORN)
    one.start()
    until(lambda: "up" in words(one))
    began = time.monotonic()
    end_all([one], 1, lambda: False)
    assert 1 <= time.monotonic() - began < 5
    assert not one.alive
    assert "part did not end by itself and was killed." in capsys.readouterr().out


def test_a_second_signal_does_not_wait_for_the_bound(part: Callable[[str], Part]) -> None:
    one = part(STUBBORN)
    one.start()
    until(lambda: "up" in words(one))
    began = time.monotonic()
    end_all([one], 60, lambda: True)
    assert time.monotonic() - began < 5
    assert not one.alive


def test_a_part_that_died_is_started_again_and_its_children_are_not_left(
    part: Callable[[str], Part], capsys: pytest.CaptureFixture[str]
) -> None:
    one = part(LEADER)
    one.start()
    until(lambda: "child" in words(one))
    child, leader = int(words(one).split()[1]), one.process.pid
    os.kill(leader, signal.SIGKILL)
    until(lambda: not one.alive)
    one.look()
    until(lambda: gone(child))
    until(lambda: one.look() or one.alive)
    assert one.process.pid != leader
    assert "part ended. It starts again in 1 s." in capsys.readouterr().out
    end_all([one], 10, lambda: False)


def test_a_part_that_keeps_dying_is_tried_less_and_less_often(part: Callable[[str], Part]) -> None:
    one = part("raise SystemExit(3)")
    waits = []
    for _ in range(7):
        one.start()
        until(lambda: not one.alive)
        one.look()
        waits.append(one.wait)
    assert waits == [1, 2, 4, 8, 16, 30, 30]
    one.kill()


def test_a_long_log_begins_anew(part: Callable[[str], Part]) -> None:
    one = part(POLITE)
    one.log.parent.mkdir()
    one.log.write_bytes(b"x" * 5_000_001)
    one.start()
    until(lambda: "up" in words(one))
    assert one.log.stat().st_size < 100
    end_all([one], 10, lambda: False)
