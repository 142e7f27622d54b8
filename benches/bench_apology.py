"""The apology check: how often it is right on our labelled texts, per language, part and marker, and how quick it is.

The sets and what each was for stand in tests/incidents/apologies/README.md: only the first reading of a set measures
letters never seen, and those figures are kept there.
"""

import sys
import time

from incidents.apologies.markers import MARKERS
from incidents.apology import Component, check
from tests.incidents import labelled

RIGHT, F1 = 0.95, 0.9
LETTER, LETTER_MS = 20_000, 20.0


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


def bench_soundness() -> bool:
    well = True
    for language in labelled.LANGUAGES:
        sets = [(name, labelled.score(labelled.texts(language, [name]))) for name in labelled.SETS]
        texts, right = sum(score.texts for _, score in sets), sum(score.right for _, score in sets)
        each = ", ".join(f"{name} {score.right}/{score.texts}" for name, score in sets)
        say(f"{language}: sound or not right in {right} of {texts}, {right / texts:.1%} (bound {RIGHT:.0%}); {each}")
        well = well and right / texts >= RIGHT
    return well


def bench_parts() -> bool:
    well = True
    for language in (*labelled.LANGUAGES, "all"):
        codes = labelled.LANGUAGES if language == "all" else (language,)
        score = labelled.score(text for code in codes for text in labelled.texts(code))
        for part in map(str, Component):
            figures = f"precision {score.precision(part):.2f}, recall {score.recall(part):.2f}, F1 {score.f1(part):.2f}"
            say(f"{language}: {part:14} {figures}")
            well = well and (language != "all" or score.f1(part) >= F1)
    return well


def bench_markers() -> bool:
    score = labelled.score(text for code in labelled.LANGUAGES for text in labelled.texts(code))
    for marker in MARKERS:
        found, extra, missed = score.found[marker], score.extra[marker], score.missed[marker]
        say(f"marker {marker:18} found {found}, extra {extra}, missed {missed}")
    said = [(code, sentence) for code in labelled.LANGUAGES for sentence in labelled.benign(code)]
    alarms = sum(bool(check(sentence, language=code).findings) for code, sentence in said)
    say(f"benign sentences marked: {alarms} of {len(said)} (bound 0)")
    return alarms == 0


def bench_time() -> bool:
    well = True
    for language in labelled.LANGUAGES:
        words = " ".join(text.words for text in labelled.texts(language))
        letter = (words * (LETTER // len(words) + 1))[:LETTER]
        best = min(_milliseconds(letter, language) for _ in range(15))
        say(f"{language}: {LETTER} characters in {best:.1f} ms (bound {LETTER_MS:.0f})")
        well = well and best <= LETTER_MS
    return well


def _milliseconds(letter: str, language: str) -> float:
    start = time.process_time()
    check(letter, language=language)
    return (time.process_time() - start) * 1000


if __name__ == "__main__":
    results = [bench() for bench in (bench_soundness, bench_parts, bench_markers, bench_time)]
    sys.exit(0 if all(results) else 1)
