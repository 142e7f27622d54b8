"""Every word of ours is translated: all of them into German, what customers read into every language we speak."""

import ast
import re

import pytest
from django.conf import settings

from scripts import words

PLACE = re.compile(r"%\(\w+\)[a-z]|%%|<[^<>]*>")
"""What is filled in, and the markup around it."""


@pytest.fixture(scope="module")
def gathered():
    return words.gathered()


def forms(value):
    return list(value) if isinstance(value, (tuple, list)) else [value]


def messages(language):
    return [message for message in words.catalogue_of(language) if message.id]


def calls_hidden_in(file):
    """A sentence within an f-string is not gathered: what reads the source sees one string there."""
    parts = [part for part in ast.walk(ast.parse(file.read_text())) if isinstance(part, ast.JoinedStr)]
    calls = [call for part in parts for call in ast.walk(part) if isinstance(call, ast.Call)]
    named = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id in words.CALLS]
    return [f"{file.name}:{call.lineno}" for call in named if any(isinstance(a, ast.Constant) for a in call.args)]


@pytest.mark.slow
def test_no_sentence_hides_in_an_f_string():
    files = [file for file in words.sources() if file.suffix == ".py"]
    assert len(files) > 300
    assert [found for file in files for found in calls_hidden_in(file)] == []


AT_ONCE = {"gettext", "ngettext", "pgettext", "npgettext"}


def said_too_early(file):
    """A sentence translated while the module is read stays in the language of the machine, whoever reads it later."""
    tree = ast.parse(file.read_text())
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    names = {name.asname or name.name for one in imports for name in one.names if name.name in AT_ONCE}
    waiting, found = [tree], []
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            found.append(f"{file.relative_to(words.TOP)}:{node.lineno}")
        inside = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
        waiting += [child for child in ast.iter_child_nodes(node) if not isinstance(child, inside)]
    return found


@pytest.mark.slow
def test_nothing_is_translated_before_anybody_reads_it():
    assert [found for file in words.sources() if file.suffix == ".py" for found in said_too_early(file)] == []


def test_there_is_a_catalogue_for_every_language_we_offer():
    assert {"en", *words.LANGUAGES} == {code for code, _name in settings.LANGUAGES} == settings.PAGE_LANGUAGES


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_nothing_is_left_in_english(language, gathered):
    assert [message.id for message in words.missing(words.updated(language, gathered))] == []


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_the_catalogue_holds_exactly_the_words_in_use(language, gathered):
    kept = (words.TOP / "locale" / language / "LC_MESSAGES" / "django.po").read_bytes()
    assert words.text_of(words.updated(language, gathered)) == kept, "make words"


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_what_is_filled_in_and_the_markup_are_the_same(language):
    wrong = []
    for message in messages(language):
        allowed = {tuple(sorted(PLACE.findall(said))) for said in forms(message.id)}
        wrong += [said for said in forms(message.string) if tuple(sorted(PLACE.findall(said))) not in allowed]
    assert wrong == []


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_nothing_is_only_guessed(language):
    assert [message.id for message in messages(language) if message.fuzzy] == []


def test_japanese_has_one_form_for_every_number():
    assert {len(forms(message.string)) for message in messages("ja") if message.pluralizable} == {1}


def test_every_file_named_as_read_by_customers_is_there():
    names = [str(file.relative_to(words.TOP)) for file in words.sources()]
    assert [start for start in words.READ_BY_CUSTOMERS if not any(name.startswith(start) for name in names)] == []


def test_each_kind_of_call_and_tag_is_gathered(tmp_path):
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk" / "a.py").write_text(
        '_("one" " line"), pgettext("verb", "Open"), ngettext("%(n)s day", "%(n)s days", n), _(a["key"]), _later("two")'
    )
    (tmp_path / "desk" / "b.html").write_text(
        '{% translate "three" %}{% blocktranslate count n=n trimmed %}\n  {{ n }} hour{% plural %}{{ n }} hours\n'
        '{% endblocktranslate %}{% translate "Open" context "state" %}'
    )
    found = {key: message for key, (message, _files) in words.gathered(tmp_path).items()}
    assert found == {
        ("one line", None): "one line",
        ("Open", "verb"): "Open",
        ("%(n)s day", None): ("%(n)s day", "%(n)s days"),
        ("two", None): "two",
        ("three", None): "three",
        ("%(n)s hour", None): ("%(n)s hour", "%(n)s hours"),
        ("Open", "state"): "Open",
    }
