"""What Django reads is made from the catalogues by whoever starts first after they changed."""

import gettext
import os

import pytest

from trustrepair.catalogues import compiled

pytestmark = pytest.mark.apart
PO = """msgid ""
msgstr ""
"Language: de\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Yes"
msgstr "{yes}"
"""


def written(folder, yes):
    file = folder / "de" / "LC_MESSAGES" / "django.po"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(PO.format(yes=yes), encoding="utf-8")
    return file


def said(file):
    with file.with_suffix(".mo").open("rb") as made:
        return gettext.GNUTranslations(made).gettext("Yes")


def test_a_missing_one_is_made_and_a_newer_catalogue_makes_it_again(tmp_path):
    file = written(tmp_path, "Ja")
    assert compiled(tmp_path) == {"de"}
    assert said(file) == "Ja"
    written(tmp_path, "Jawohl")
    os.utime(file, ns=(1, file.with_suffix(".mo").stat().st_mtime_ns - 1))
    compiled(tmp_path)
    assert said(file) == "Jawohl"


def test_one_that_is_up_to_date_is_left_alone_and_nothing_else_is_left_behind(tmp_path):
    file = written(tmp_path, "Ja")
    compiled(tmp_path)
    before = file.with_suffix(".mo").stat().st_ino
    compiled(tmp_path)
    assert file.with_suffix(".mo").stat().st_ino == before
    assert sorted(path.name for path in file.parent.iterdir()) == ["django.mo", "django.po"]


def test_without_a_catalogue_there_is_english_alone(tmp_path):
    assert compiled(tmp_path) == frozenset()
