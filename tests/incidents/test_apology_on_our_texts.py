"""The apology check on our own labelled texts; the figures of each set stand in apologies/README.md."""

import pytest

from incidents.apologies.markers import MARKERS
from incidents.apology import Component, check
from tests.incidents import labelled


def all_texts() -> list[labelled.Text]:
    return [text for language in labelled.LANGUAGES for text in labelled.texts(language)]


def test_the_set_is_large_and_has_both_classes_in_every_language():
    assert len(all_texts()) >= 150
    for language in labelled.LANGUAGES:
        mine = labelled.texts(language)
        assert len({text.about for text in mine}) >= 20
        assert min(sum(text.sound for text in mine), sum(not text.sound for text in mine)) >= 10


def test_every_label_is_a_part_or_a_marker_we_know():
    for text in all_texts():
        assert text.has <= {str(part) for part in Component}, text.words
        assert text.marks <= set(MARKERS), text.words


@pytest.mark.parametrize("language", labelled.LANGUAGES)
def test_sound_or_not_is_right_in_nineteen_of_twenty(language):
    score = labelled.score(labelled.texts(language))
    assert score.right / score.texts >= 0.95


@pytest.mark.parametrize("part", list(Component))
def test_each_part_is_found_with_an_f1_of_at_least_nine_tenths(part):
    assert labelled.score(all_texts()).f1(str(part)) >= 0.9


def test_what_undoes_an_apology_is_found_with_an_f1_of_at_least_nine_tenths():
    score = labelled.score(all_texts())
    found, extra, missed = (sum(c[m] for m in MARKERS) for c in (score.found, score.extra, score.missed))
    assert 2 * found / (2 * found + extra + missed) >= 0.9


@pytest.mark.parametrize("language", labelled.LANGUAGES)
def test_nothing_is_marked_on_the_benign_list(language):
    marked = {said: check(said, language=language).findings for said in labelled.benign(language)}
    assert not {said: found for said, found in marked.items() if found}
