"""Where our words are translated: locale/<language>/LC_MESSAGES/django.po, and the files Django reads made from them.

Only the .po files are kept. Whoever starts first after one has changed makes its .mo with Babel, so that neither a
fresh machine nor a fresh checkout needs a tool or a step for it.
"""

from __future__ import annotations

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

STAFF = ("en", "de")
"""What our own pages and the letters to our own people are written in; customers are written to in every language."""


def compiled(folder: Path) -> frozenset[str]:
    """The languages of `folder`, each with a .mo as new as its .po."""
    catalogues = sorted(folder.glob("*/LC_MESSAGES/django.po"))
    for catalogue in catalogues:
        _compile(catalogue)
    return frozenset(catalogue.parts[-3] for catalogue in catalogues)


def _compile(catalogue: Path) -> None:
    """Whole or not at all: several processes may start at once. The .mo bears the time of the .po it was made from."""
    made, written = catalogue.with_suffix(".mo"), catalogue.stat()
    if made.exists() and made.stat().st_mtime_ns == written.st_mtime_ns:
        return
    unfinished = made.with_suffix(f".{os.getpid()}")
    with catalogue.open("rb") as words, unfinished.open("wb") as file:
        write_mo(file, read_po(words, locale=catalogue.parts[-3]))
    os.utime(unfinished, ns=(written.st_atime_ns, written.st_mtime_ns))
    unfinished.replace(made)
