"""Turning words into mail: the three templates of a letter, its styles inlined, its plain twin wrapped, its head."""

from __future__ import annotations

import re
from email.headerregistry import Address
from email.message import EmailMessage
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from css_inline import CSSInliner
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import override

from ground.colours import USUAL

from .columns import wrapped as wrapped
from .words import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

QUOTED_ON_ONE_LINE, LONGEST_NAME = 60, 100
_MEANS_SOMETHING = re.compile(r"""[()<>@,;:\\".\[\]=?]""")
MOST_REFERENCES = 20


def render(letter: str, context: dict[str, Any], *, language: str) -> EmailMessage:
    """A message with subject, plain text and HTML of templates/letters/<letter>/, in `language`; no addresses yet.

    The context holds the house's `look` besides what the letter says.
    """
    message = EmailMessage()
    with override(language):
        context = {**context, "language": language, "site": settings.SITE_URL}
        message["Subject"] = one_line(render_to_string(f"letters/{letter}/subject.txt", context))
        plain = wrapped(render_to_string(f"letters/{letter}/body.txt", context))
        html = _inliner(context["look"].accent).inline(render_to_string(f"letters/{letter}/body.html", context))
    message.set_content(plain, cte="quoted-printable")
    message.add_alternative(html, subtype="html", cte="quoted-printable")
    message["Content-Language"] = language
    return message


@lru_cache(maxsize=8)
def _inliner(accent: str) -> CSSInliner:
    """Inlines letters/letter.css; the one style block for phones and dark mode stays where it is."""
    css = render_to_string("letters/letter.css").replace(USUAL, accent or USUAL)
    return CSSInliner(extra_css=css, inline_style_tags=False, keep_style_tags=True, load_remote_stylesheets=False)


def address(name: str, email: str) -> Address:
    """A name and one address for a header; the domain as it goes on the wire."""
    local, _at, domain = email.rpartition("@")
    return Address(_displayed(one_line(name)), local, domain.encode("idna").decode())


def _displayed(name: str) -> str:
    """`name` so that no folding can make a second address of it.

    Python's email package loses the quotes of a name that does not fit on one line, and then its commas part addresses;
    such a name, and one that must be encoded, is written without the characters that mean something in a header.
    """
    if not _MEANS_SOMETHING.search(name) or (name.isascii() and len(name) <= QUOTED_ON_ONE_LINE):
        return name[:LONGEST_NAME]
    return " ".join(_MEANS_SOMETHING.sub(" ", name.replace(", ", " · ")).split())[:LONGEST_NAME]


def thread(message: EmailMessage, references: Sequence[str]) -> None:
    """Hang the letter below the earlier ones: the first, then the latest, as many as a header should carry."""
    if references:
        kept = [*references[:1], *references[1:][-(MOST_REFERENCES - 1) :]]
        message["In-Reply-To"] = references[-1]
        message["References"] = " ".join(kept)
