"""When two names look the same to a reader, and what a name becomes in an address. Pure."""

import hashlib
import unicodedata

from django.utils.text import slugify

KEY_LENGTH = 240
SLUG_LENGTH = 80

_LATIN_TWINS = str.maketrans(
    # Cyrillic and Greek small letters that are drawn like a Latin one.
    "авекмнорстухіјѕԁԛԝһӏ" + "αβεικνορτυχωγ",
    "abekmhopctyxijsdqwhl" + "abeikvoptuxwy",
)
_SPELLED_OUT = str.maketrans({"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "đ": "d", "ð": "d", "ł": "l", "þ": "th"})


def alike_key(name: str) -> str:
    """What two names share when a reader would take one for the other.

    Letter case, width, ligatures, runs of spaces and twins from other alphabets do not count; accents and digits do:
    Muller and Müller are two companies. At most KEY_LENGTH letters.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    key = " ".join(folded.translate(_LATIN_TWINS).split())
    if len(key) <= KEY_LENGTH:
        return key
    return f"{key[:170]} {hashlib.sha256(key.encode()).hexdigest()}"


def slug_base(name: str) -> str:
    """The name in plain letters, digits and hyphens, short enough for a number behind it; "customer" without any."""
    spelled = name.casefold().translate(_SPELLED_OUT)
    return slugify(spelled)[: SLUG_LENGTH - 10].strip("-_") or "customer"


def free_slug(name: str, taken: set[str]) -> str:
    """The first address for this name that is not in `taken`: halvorsen, halvorsen-2, halvorsen-3 ..."""
    base = slug_base(name)
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug
