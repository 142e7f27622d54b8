"""Every rule of the apology check: a text that needs it, and one where it must stay quiet."""

import dataclasses

import pytest

from incidents.apologies.languages import FILES, language_of
from incidents.apologies.markers import MARKERS
from incidents.apologies.phrases import Compiler
from incidents.apologies.reader import Reader
from incidents.apologies.sentences import sentences
from incidents.apologies.shapes import Component
from incidents.apology import check
from tests.incidents import labelled

OF_THE_WHOLE = {"no-next-time", "too-long"}
CASES = [case for language in labelled.LANGUAGES for case in labelled.cases(language)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.language} {case.marker} {case.fires[:30]}")
def test_a_rule_marks_what_it_is_for_and_leaves_its_harmless_twin_alone(case):
    found = check(case.fires, language=case.language).findings
    assert case.marker in {finding.marker for finding in found}
    for finding in found:
        assert case.fires[finding.start : finding.end].split() == finding.words.split() != []
    assert not check(case.quiet, language=case.language).findings


@pytest.mark.parametrize("code", FILES)
def test_no_rule_is_without_a_case_that_needs_it(code):
    language = language_of(code)
    for rule in language.rules:
        alone = Reader(dataclasses.replace(language, rules=(rule,)))
        texts = [case.fires for case in labelled.cases(code) if case.marker == rule.marker]
        marked = [alone.read(sentences(text, split_apostrophes=language.splits_apostrophes))[1] for text in texts]
        assert any(marked), (code, rule.marker, rule.phrases)


@pytest.mark.parametrize("code", FILES)
def test_every_marker_has_a_rule_and_a_better_sentence_in_every_language(code):
    language = language_of(code)
    assert {rule.marker for rule in language.rules} | OF_THE_WHOLE == set(MARKERS)
    assert {rule.marker for rule in language.rules} <= set(language.better)
    assert {str(part) for part in Component if part != Component.FORGIVENESS} <= set(language.better)


@pytest.mark.parametrize("code", FILES)
def test_a_better_sentence_is_short_and_is_not_itself_marked(code):
    for better in language_of(code).better.values():
        assert len(better.split()) <= 25
        assert not check(better, language=code).findings, better


@pytest.mark.parametrize("code", FILES)
def test_every_name_in_a_phrase_is_known_and_every_gap_has_an_end(code):
    language = language_of(code)
    compiler = Compiler(language.macros, language.stops)
    phrases = [phrase for group in (*language.cues.values(), *language.not_cues.values()) for phrase in group]
    phrases += [phrase for rule in language.rules for phrase in (*rule.phrases, *rule.also, *rule.unless)]
    for phrase in phrases:
        pattern = compiler.pattern(phrase).regex.pattern
        assert "{0," in pattern or "*" not in phrase


def test_reasons_and_advice_are_short():
    for marker in MARKERS.values():
        for said in (str(marker.reason) % {"words": "words"}, str(marker.advice)):
            assert 0 < len(said.split()) <= 25
            assert "!" not in said
