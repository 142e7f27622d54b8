"""Who may import whom: the floors are kept, and no room stands outside of them."""

import subprocess
import sys
import tomllib
from pathlib import Path

from tests.house.source import ROOMS
from tests.servers.environment import ROOT

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    return subprocess.run([program, "--no-cache"], cwd=folder, capture_output=True, text=True)


def test_the_floors_are_kept():
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout[-3000:]


def test_every_room_stands_on_a_floor():
    rooms = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "benches"}
    assert rooms == set(ROOMS)
    assert rooms == {room.strip() for layer in CONTRACTS[0]["layers"] for room in layer.split("|")}


def test_every_room_of_the_ground_stands_beside_the_others():
    rooms = {f"ground.{path.parent.name}" for path in (ROOT / "ground").glob("*/apps.py")}
    assert rooms == {room.strip() for layer in CONTRACTS[1]["layers"] for room in layer.split("|")}


def test_an_import_that_climbs_is_caught(tmp_path):
    """The same contract upon a small house, in which the ground has heard of a customer."""
    for room in ROOMS:
        (tmp_path / room).mkdir()
        (tmp_path / room / "__init__.py").touch()
    for room in (path.parent.name for path in (ROOT / "ground").glob("*/apps.py")):
        (tmp_path / "ground" / room).mkdir()
        (tmp_path / "ground" / room / "__init__.py").touch()
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    assert lint(tmp_path).returncode == 0
    (tmp_path / "ground" / "outbox" / "__init__.py").write_text("import customers\n")
    done = lint(tmp_path)
    assert done.returncode == 1
    assert "ground is not allowed to import customers" in done.stdout
