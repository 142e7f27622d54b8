"""What a machine lacks is said with the package to install, before anything is made."""

from pathlib import Path

import pytest

from .house_env import HELD, ROOT, run

pytestmark = pytest.mark.apart
OLD = '#!/bin/sh\ncase "$2" in *print*) echo 3.9;; *) exit 1;; esac\n'
NO_VENV = '#!/bin/sh\ncase "$2" in *print*) echo 3.12;; *ensurepip*) exit 1;; esac\n'


def install(python: Path) -> tuple[int, list[str]]:
    before = (ROOT / ".venv").stat().st_mtime_ns
    answer = run([str(ROOT / "scripts" / "install.sh")], {**HELD, "PYTHON": str(python)})
    assert (ROOT / ".venv").stat().st_mtime_ns == before
    return answer.returncode, answer.stderr.splitlines()


@pytest.mark.parametrize(
    ("script", "sentences"),
    [
        ("", ["There is no {python}. Install Python 3.11 or newer."]),
        (OLD, ["{python} is Python 3.9. Trust Repair needs 3.11 or newer: make run PYTHON=python3.12"]),
        (
            NO_VENV,
            [
                "Python 3.12 has no venv module. Install it, then try again:",
                "  apt install python3.12-venv     (Debian, Ubuntu)",
            ],
        ),
    ],
    ids=["no python", "old python", "no venv"],
)
def test_what_is_missing_is_said(script: str, sentences: list[str], tmp_path: Path) -> None:
    python = tmp_path / "python3"
    if script:
        python.write_text(script)
        python.chmod(0o755)
    code, said = install(python)
    assert code == 1
    assert said == [line.format(python=python) for line in sentences]
