"""Gathers every word of ours that can be translated and brings the catalogues up to date: make words.

What is new comes without a translation, what is gone goes, what is translated stays. Sorted and without line numbers,
so that a catalogue changes only where words do. Nothing but Django and Babel is needed for it.
"""

from __future__ import annotations

import ast
import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

TOP = Path(__file__).parent.parent
sys.path.insert(0, str(TOP))

from babel.messages.catalog import Catalog, Message  # noqa: E402
from babel.messages.extract import extract  # noqa: E402
from babel.messages.pofile import read_po, write_po  # noqa: E402
from django.conf import settings  # noqa: E402
from django.utils.translation.template import templatize  # noqa: E402

from trustrepair.catalogues import STAFF  # noqa: E402

LANGUAGES = ("de", "es", "fr", "ja", "nl")
NOT_OURS = {".venv", "tests", "benches", "scripts", "static", "var", "docs", "locale"}
READ_BY_CUSTOMERS = (
    *("statuspage/", "templates/statuspage/", "templates/base_public.html", "templates/letters/parts/"),
    *(
        f"templates/letters/{letter}/"
        for letter in ("update", "new_link", "receipt", "reply_receipt", "check_in", "holding")
    ),
    *(f"templates/{error}.html" for error in (400, 403, 404, 429, 500)),
    *(
        "updates/words.py",
        "updates/instants.py",
        "updates/page.py",
        "updates/page_promises.py",
        "updates/wording.py",
        "updates/answer_ways.py",
        "updates/attached.py",
        "ground/text.py",
    ),
    *("recovery/answer_words.py", "recovery/answers.py", "recovery/understanding.py", "recovery/apologising.py"),
    "recovery/campaign_words.py",
    *("incidents/emotions.py", "incidents/asked_words.py"),
    *("recovery/refund_letter.py", "templates/refunds/"),
    *("refunds/conventions.py", "refunds/sheet_table.py", "refunds/sheet_files.py", "refunds/statement.py"),
)
"""Folders and files with words that customers read: these are translated into every language."""
CALLS = {
    **dict.fromkeys(("_", "_t", "_later", "gettext", "gettext_lazy", "gettext_noop"), 1),
    **dict.fromkeys(("ngettext", "ngettext_lazy", "pgettext", "pgettext_lazy"), 2),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), 3),
}
"""How many words of ours each call takes; the first of those with a p is the context."""
TAGS: dict[str, Any] = {
    "gettext": None,
    "ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
Found = Iterator[tuple[str | tuple[str, ...], str | None]]
Words = dict[tuple[str, str | None], tuple[str | tuple[str, ...], set[str]]]
"""By singular and context: the message (singular and plural where it has both) and the files it stands in."""


def gathered(top: Path = TOP) -> Words:
    """Every message of ours."""
    found: Words = {}
    for file in sources(top):
        text = file.read_text(encoding="utf-8")
        for message, context in _of_code(text) if file.suffix == ".py" else _of_template(text):
            single = message if isinstance(message, str) else message[0]
            known, files = found.get((single, context), (message, set()))
            kept = known if isinstance(known, tuple) else message
            found[single, context] = (kept, files | {str(file.relative_to(top))})
    return found


def sources(top: Path = TOP) -> list[Path]:
    """Every file that may hold words of ours."""
    rooms = [room for room in top.iterdir() if room.is_dir() and room.name not in NOT_OURS and room.name[0] != "."]
    return sorted(file for room in rooms for file in room.rglob("*") if file.suffix in (".py", ".html", ".txt"))


def for_customers(files: set[str]) -> bool:
    return any(file.startswith(READ_BY_CUSTOMERS) for file in files)


def needed(words: Words, language: str) -> Words:
    """What a language must say: all of it where our own people read it, else what customers read."""
    return {key: known for key, known in words.items() if language in STAFF or for_customers(known[1])}


def catalogue_of(language: str, top: Path = TOP) -> Catalog:
    file = _file(language, top)
    if not file.exists():
        return Catalog(locale=language)
    with file.open("rb") as words:
        return read_po(words, locale=language)


def updated(language: str, words: Words, top: Path = TOP) -> Catalog:
    """The catalogue of `language` with exactly the words it needs now."""
    old, new = catalogue_of(language, top), Catalog(locale=language, fuzzy=False)
    for (single, context), (message, _files) in needed(words, language).items():
        known = old.get(single, context)
        fits = known is not None and isinstance(known.id, str) == isinstance(message, str)
        new.add(message, known.string if known is not None and fits else "", context=context)
    return new


def text_of(catalogue: Catalog) -> bytes:
    """The .po file, without dates and names, so that it changes only where words do."""
    head = {
        "Language": catalogue.locale,
        "Content-Type": "text/plain; charset=utf-8",
        "Plural-Forms": catalogue.plural_forms,
    }
    lines = "".join(f'"{name}: {value}\\n"\n' for name, value in head.items())
    with io.BytesIO() as text:
        write_po(text, catalogue, width=0, sort_output=True, omit_header=True, no_location=True)
        return f'msgid ""\nmsgstr ""\n{lines}\n'.encode() + text.getvalue()


def missing(catalogue: Catalog) -> list[Message]:
    """What has no translation, or not in every plural form of the language."""
    return [message for message in catalogue if message.id and not _is_said(message, catalogue.num_plurals)]


def _is_said(message: Message, forms: int) -> bool:
    said = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
    return all(said) and (not message.pluralizable or len(said) == forms)


def _of_code(text: str) -> Found:
    for call in ast.walk(ast.parse(text)):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in CALLS:
            given = call.args[: CALLS[call.func.id]]
            said = [arg.value for arg in given if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
            if given and len(said) == len(given):
                context = said.pop(0) if "pgettext" in call.func.id else None
                yield (said[0] if len(said) == 1 else tuple(said)), context


def _of_template(text: str) -> Found:
    """Its tags, by way of the calls that Django makes of them."""
    calls = "\n".join(line.lstrip() for line in templatize(text).splitlines())
    for _line, message, _comments, context in extract("python", io.BytesIO(calls.encode()), keywords=TAGS):
        yield message, context


def _file(language: str, top: Path) -> Path:
    return top / "locale" / language / "LC_MESSAGES" / "django.po"


def main() -> None:
    settings.configure()
    words = gathered()
    for language in LANGUAGES:
        catalogue, file = updated(language, words), _file(language, TOP)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text_of(catalogue))
        print(f"{language}: {len(catalogue)} messages, {len(missing(catalogue))} without a translation")  # noqa: T201


if __name__ == "__main__":
    main()
