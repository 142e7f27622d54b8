"""The habits of the house, read from its source: one clock, no hidden imports, no signals, small parts, captions."""

import ast
import re
from pathlib import Path

import pytest

from tests.house import source

CLOCK = Path("ground/worktime/now.py")
ASKING = ["timezone.now", "timezone.localdate", "datetime.now", "datetime.utcnow", "datetime.today", "date.today"]
CLOCKS = {f"{module}{name}" for name in ASKING for module in ("", "datetime.", "django.utils.")}
CLOCKS |= {"time.time", "localdate", "localtime"}

SIGNALS_ALLOWED = {
    "ground/history/apps.py": "Django tells when a migrate ended; the triggers of history are made again then.",
    "trustrepair/celery.py": "Celery tells when its processes begin and end; nobody else can know.",
}

LONGEST_FILE, LONGEST_FUNCTION = 300, 50
LONG_ON_PURPOSE = {
    "desk/timeline_events.py": "One teller a kind of entry and the table that names them all, to be read as one list.",
}


def places(found) -> list[str]:
    return [f"{path}:{node.lineno}" for path, node in found]


def test_only_one_module_asks_what_time_it_is():
    asked = {
        path
        for path, node in source.nodes(ast.Call, ast.keyword)
        if source.dotted(node.func if isinstance(node, ast.Call) else node.value) in CLOCKS
    }
    assert asked == {CLOCK}


def test_no_field_takes_the_time_by_itself():
    fields = ((p, n) for p, n in source.nodes(ast.keyword) if n.arg in {"auto_now", "auto_now_add"})
    assert places((path, node.value) for path, node in fields) == []


def test_nothing_is_told_by_signals():
    imports = (
        (path, node)
        for path, node in source.nodes(ast.ImportFrom, ast.Import)
        if any("signals" in name or "django.dispatch" in name for name in _imported(node))
    )
    assert [place for place in places(imports) if place.split(":")[0] not in SIGNALS_ALLOWED] == []


def test_no_import_hides_in_a_function():
    """An AppConfig's `ready` has to: models exist only then."""
    hidden = (
        (path, inner)
        for path, function in source.nodes(ast.FunctionDef, ast.AsyncFunctionDef)
        if function.name != "ready"
        for inner in ast.walk(function)
        if isinstance(inner, ast.ImportFrom | ast.Import) and _ours(inner)
    )
    assert places(hidden) == []


def test_every_room_has_its_caption():
    rooms = [Path(room) for room in source.ROOMS if room != "ground"]
    rooms += [path.parent for path in source.files() if path.match("ground/*/apps.py")]
    assert [str(room) for room in rooms if not _caption(room)] == []


def test_every_module_says_what_it_is():
    silent = (
        path
        for path in source.files()
        if path.name not in {"__init__.py", "apps.py"} and not ast.get_docstring(source.tree(path))
    )
    assert [str(path) for path in silent] == []


def test_no_file_is_long_without_a_reason():
    long = [str(path) for path in source.files() if len(source.text(path).splitlines()) > LONGEST_FILE]
    assert [path for path in long if path not in LONG_ON_PURPOSE] == []


def test_no_function_is_long_without_a_reason():
    """Counted from its first statement: parameters and the docstring are for the reader."""
    long = [
        f"{path}:{node.name}"
        for path, node in source.nodes(ast.FunctionDef, ast.AsyncFunctionDef)
        if node.end_lineno - _first_statement(node).lineno >= LONGEST_FUNCTION
    ]
    assert [place for place in long if place not in LONG_ON_PURPOSE] == []


def test_every_reason_belongs_to_a_file_that_is_there():
    reasons = [*SIGNALS_ALLOWED, *LONG_ON_PURPOSE]
    assert [place for place in reasons if Path(place.split(":")[0]) not in source.files()] == []


@pytest.mark.parametrize("word", ["TO" + "DO", "FIX" + "ME", "X" + "XX"])
def test_nothing_is_left_for_later(word):
    everywhere = [*source.files(), *source.test_files()]
    assert [str(path) for path in everywhere if re.search(rf"#.*\b{word}\b", source.text(path))] == []


@pytest.mark.slow
def test_no_test_is_skipped_and_nothing_is_mocked():
    banned = {"pytest.skip", "pytest.mark.skip", "pytest.mark.skipif", "pytest.mark.xfail", "pytest.xfail"}
    banned |= {"pytest.importorskip", "mock.patch", "unittest.mock"}
    among = source.test_files()
    skipped = ((p, n) for p, n in source.nodes(ast.Attribute, among=among) if source.dotted(n) in banned)
    mocked = ((p, n) for p, n in source.nodes(ast.ImportFrom, ast.Import, among=among) if "mock" in str(_imported(n)))
    assert places(skipped) + places(mocked) == []


def _first_statement(function: ast.FunctionDef) -> ast.stmt:
    return function.body[bool(ast.get_docstring(function)) and len(function.body) > 1]


def _imported(node: ast.Import | ast.ImportFrom) -> list[str]:
    prefix = f"{node.module}." if isinstance(node, ast.ImportFrom) and node.module else ""
    return [f"{prefix}{alias.name}" for alias in node.names]


def _ours(node: ast.Import | ast.ImportFrom) -> bool:
    if isinstance(node, ast.ImportFrom) and node.level:
        return True
    return any(name.split(".")[0] in source.ROOMS for name in _imported(node))


def _caption(room: Path) -> bool:
    return any(
        ast.get_docstring(source.tree(room / name))
        for name in ("__init__.py", "apps.py")
        if room / name in source.files()
    )
