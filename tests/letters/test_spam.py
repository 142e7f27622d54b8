"""SpamAssassin, with its local rules alone, finds nothing wrong with any of our letters."""

import mailbox
import os
import re
import shutil
import subprocess

import pytest

from .test_golden import GOLDEN

MOST = 2.0
SPAMASSASSIN = shutil.which("spamassassin") or "spamassassin"

pytestmark = [pytest.mark.audit, pytest.mark.doors]


def test_every_kind_in_every_language_is_far_from_spam(tmp_path):
    files = sorted(GOLDEN.rglob("*.eml"))
    box = mailbox.mbox(tmp_path / "letters")
    for file in files:
        box.add(file.read_bytes())
    box.flush()
    with (tmp_path / "letters").open("rb") as letters:
        said = subprocess.run(
            [SPAMASSASSIN, "--local", "--mbox"],
            stdin=letters,
            capture_output=True,
            check=True,
            timeout=600,
            env={**os.environ, "HOME": str(tmp_path)},
        )
    (tmp_path / "judged").write_bytes(said.stdout)
    judged = mailbox.mbox(tmp_path / "judged")
    scores = [re.search(r"score=(-?[\d.]+)", message["X-Spam-Status"]) for message in judged]
    found = {str(file.relative_to(GOLDEN)): float(score[1]) for file, score in zip(files, scores, strict=True)}
    assert {name: score for name, score in found.items() if score >= MOST} == {}
