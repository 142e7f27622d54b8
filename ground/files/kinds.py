"""What a file really is: by its first bytes, never by its name or by what the sender says. Pure."""

from __future__ import annotations

import re

import filetype
from django.utils.translation import gettext as _

from .refusals import FileRefused

PLAIN, MAIL, TABLE, HTML, SVG, XML = (
    "text/plain",
    "message/rfc822",
    "text/csv",
    "text/html",
    "image/svg+xml",
    "application/xml",
)
_OFFICE = "application/vnd.openxmlformats-officedocument"
_OPEN = "application/vnd.oasis.opendocument"
ENDINGS: dict[str, tuple[str, ...]] = {
    "application/pdf": ("pdf",),
    "image/jpeg": ("jpg", "jpeg"),
    "image/png": ("png",),
    "image/apng": ("png", "apng"),
    "image/gif": ("gif",),
    "image/webp": ("webp",),
    "image/tiff": ("tif", "tiff"),
    "image/heic": ("heic", "heif"),
    "image/avif": ("avif",),
    "audio/mpeg": ("mp3",),
    "audio/mp4": ("m4a", "mp4"),
    "audio/ogg": ("ogg", "oga", "opus"),
    "audio/x-wav": ("wav",),
    "audio/amr": ("amr",),
    "video/mp4": ("mp4", "m4v"),
    "application/zip": ("zip", "docx", "xlsx", "pptx", "odt", "ods", "odp"),
    "application/msword": ("doc", "msg"),
    "application/vnd.ms-excel": ("xls", "msg"),
    "application/vnd.ms-powerpoint": ("ppt",),
    "application/rtf": ("rtf",),
    f"{_OFFICE}.wordprocessingml.document": ("docx",),
    f"{_OFFICE}.spreadsheetml.sheet": ("xlsx",),
    f"{_OFFICE}.presentationml.presentation": ("pptx",),
    f"{_OPEN}.text": ("odt",),
    f"{_OPEN}.spreadsheet": ("ods",),
    f"{_OPEN}.presentation": ("odp",),
    PLAIN: ("txt", "text", "log", "md", "csv", "tsv", "eml"),
    MAIL: ("eml",),
    TABLE: ("csv",),
    HTML: ("html", "htm", "eml"),
    SVG: ("svg",),
    XML: ("xml",),
}
"""Every type we keep, and the endings a name of it may have; a name with no ending fits all of them."""
_MARKUP = re.compile(rb"<\s*(?:(svg)\b|(html|head|body|script|iframe|!doctype\s+html)\b|(\?xml))", re.IGNORECASE)
_MAIL_HEADER = re.compile(
    rb"(?:received|return-path|delivered-to|from|to|subject|date|message-id|mime-version|x-[\w-]+):", re.IGNORECASE
)
_LOOKED_AT = 4096


def kind_of(data: bytes, name: str) -> str:
    """The media type of the bytes. FileRefused when we keep no such thing, or when the name says another."""
    found = _by_signature(data) or _by_text(data, _ending(name))
    if found not in ENDINGS:
        raise FileRefused(_("We keep documents, pictures, tables, mails and recordings. This is none of them."))
    ending = _ending(name)
    if ending and ending not in ENDINGS[found]:
        raise FileRefused(_("This is named .%(ending)s, but it is something else inside.") % {"ending": ending[:12]})
    return found


def _by_signature(data: bytes) -> str:
    known = filetype.guess(data[:8192])
    return str(known.mime) if known else ""


def _by_text(data: bytes, ending: str) -> str:
    """Text has no signature: it is markup when it has some, a mail when it begins like one, else plain or a table."""
    if not _is_text(data):
        return ""
    markup = _MARKUP.search(data[:_LOOKED_AT])
    if markup and ending not in ("eml", "txt", "csv", "md", "log"):
        return SVG if markup[1] or b"<svg" in data[:_LOOKED_AT].lower() else HTML if markup[2] else XML
    if ending == "eml":
        return MAIL if _MAIL_HEADER.match(data.lstrip()) else PLAIN
    return TABLE if ending == "csv" else PLAIN


def _is_text(data: bytes) -> bool:
    """UTF-8, UTF-16 by its mark, or one byte a letter without control characters."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return True
    return not any(byte < 9 or 13 < byte < 27 or 27 < byte < 32 for byte in set(data))


def _ending(name: str) -> str:
    before, dot, after = name.rpartition(".")
    return after.lower() if dot and before else ""
