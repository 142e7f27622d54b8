"""One stylesheet for every page, put together from the small ones people read and write.

A phone asks once instead of thirteen times. Found by Django as any static file is, so that tests, `collectstatic` and
the product see the same.
"""

import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.files.storage import FileSystemStorage, Storage

NAME = "css/house.css"
PARTS = (
    "vendor/bootstrap/bootstrap.min.css",
    "css/fonts.css",
    "css/tokens.css",
    "css/base.css",
    "css/shell.css",
    "css/basics.css",
    "css/forms.css",
    "css/components.css",
    "css/charts.css",
    "css/public.css",
    "css/responsive.css",
    "css/print.css",
)


class OneStylesheet(BaseFinder):
    """Finds the one file under its name, made anew when a part has changed."""

    def find(self, path: str, find_all: bool = False, **_more: Any) -> Any:
        found = [str(made())] if path == NAME else []
        return found if find_all else (found or [""])[0] or []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Storage]]:
        if not matches_patterns(NAME, ignore_patterns or ()):
            yield NAME, FileSystemStorage(made().parent.parent)


def made() -> Path:
    """The file as its parts stand now; the parts lie one folder below the root, as it does, so addresses hold."""
    place: Path = settings.VAR_DIR / "stylesheet" / NAME
    text = "\n".join((settings.BASE_DIR / "static" / part).read_text() for part in PARTS)
    if not place.exists() or place.read_text() != text:
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, fresh = tempfile.mkstemp(dir=place.parent)
        with os.fdopen(handle, "w") as file:
            file.write(text)
        Path(fresh).chmod(0o644)
        Path(fresh).replace(place)
    return place
