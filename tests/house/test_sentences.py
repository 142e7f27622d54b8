"""Every sentence the house can say, read from its source: none over 25 words, none of the words we avoid."""

import ast
import re
from pathlib import Path

import pytest
from django.utils.translation.template import templatize

from tests.house import source
from tests.plain_words import AVOIDED, LONGEST, sentences
from tests.servers.environment import ROOT

MARKED = {"_", "_t", "_later", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "pgettext", "ngettext_lazy"}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|<[^>]+>")
LITERAL = re.compile(r"""u'(?:[^'\\]|\\.)*'|u"(?:[^"\\]|\\.)*\"""")


def said_in_code(path: Path) -> list[str]:
    """The texts marked for translation in one module."""
    calls = [node for node in ast.walk(source.tree(path)) if isinstance(node, ast.Call)]
    marked = [call for call in calls if source.dotted(call.func).rpartition(".")[2] in MARKED]
    words = [arg for call in marked for arg in call.args if isinstance(arg, ast.Constant)]
    return [word.value for word in words if isinstance(word.value, str)]


def said_in_template(path: Path) -> list[str]:
    marked = templatize((ROOT / path).read_text(encoding="utf-8"))
    return [ast.literal_eval(text) for text in LITERAL.findall(marked)]


def templates() -> list[Path]:
    files = [path for end in ("html", "txt") for path in (ROOT / "templates").rglob(f"*.{end}")]
    return sorted(path.relative_to(ROOT) for path in files)


def plain(text: str) -> str:
    """Placeholders as one word each, tags as none."""
    return PLACEHOLDER.sub(lambda found: "" if found[0].startswith("<") else "X", text)


EVERYTHING = [(path, said_in_code) for path in source.files()] + [(path, said_in_template) for path in templates()]


def test_there_is_much_that_is_said():
    said = [text for path, read in EVERYTHING for text in read(path)]
    assert len(said) > 800
    assert "Write the day like 2026-11-30." in said
    assert "This link opens nothing now" in said


@pytest.mark.parametrize("rule", ["length", "words"])
def test_our_sentences_are_short_and_plain(rule):
    wrong = []
    for path, read in EVERYTHING:
        for text in read(path):
            if rule == "words" and AVOIDED.search(text):
                wrong.append(f"{path}: {text}")
            if rule == "length":
                wrong += [f"{path}: {part}" for part in sentences(plain(text)) if len(part.split()) > LONGEST]
    assert "\n".join(wrong) == ""
