"""No token, address, query or escape code reaches the log; one event is one line."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from trustrepair.log import harmless, logging_settings

pytestmark = pytest.mark.apart
TOKEN = "Zk3vQ1_xN-8sWm0pLr7tYb2cJd5eFh9uGa4iOo6KqRs"


@pytest.fixture
def line() -> Iterator[Any]:
    """What a handler with our formatter writes for a record."""
    formatter = logging_settings(as_json=True)["formatters"]["line"].copy()
    made = formatter.pop("()")(**formatter)
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(made)
    logger = logging.getLogger("tests.roof.log")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield lambda: stream.getvalue()
    logger.removeHandler(handler)


HARMLESS = [
    (f"GET /s/{TOKEN}", "GET /s/[token]"),
    ("from Ingrid <ingrid@halvorsen.example>", "from Ingrid <[address]>"),
    ("a\x1b[31mred", "a\\x1b[31mred"),
    ("a\x9b31m", "a\\x9b31m"),
    ("turned \u202e round", "turned \\x202e round"),
    ("a\rb", "a\\x0db"),
    ("0f8fad5b-d9cb-469f-a165-70867728950e", "0f8fad5b-d9cb-469f-a165-70867728950e"),
    ("ab" * 32, "ab" * 32),
    ("test_a_letter_claimed_by_a_dead_worker", "test_a_letter_claimed_by_a_dead_worker"),
]


@pytest.mark.parametrize(("text", "kept"), HARMLESS)
def test_a_text_is_made_harmless(text: str, kept: str) -> None:
    assert harmless(text) == kept


def test_an_event_of_ours_is_one_line_of_json_with_its_ids(line: Any) -> None:
    structlog.stdlib.get_logger("tests.roof.log").info("letter_sent", letter=7, request=f"GET /s/{TOKEN}?q=ingrid")
    written = json.loads(line())
    assert written["letter"] == 7
    assert written["request"] == "GET /s/[token]"
    assert written["event"] == "letter_sent"


def test_a_line_of_django_is_made_harmless_too(line: Any) -> None:
    logging.getLogger("tests.roof.log").warning("Not Found: %s", f"/s/{TOKEN}\nsecond\x1b[2J")
    assert line().count("\n") == 1
    assert json.loads(line())["event"] == "Not Found: /s/[token]\\nsecond\\x1b[2J"


def test_a_failure_keeps_its_traceback_without_the_address(line: Any) -> None:
    try:
        raise ValueError("nobody@nowhere.example")
    except ValueError:
        logging.getLogger("tests.roof.log").exception("it_broke")
    written = json.loads(line())
    assert "Traceback" in written["exception"]
    assert "nobody@nowhere" not in line()
