"""The parts of a mail: taken apart within bounds of size, depth and number, whatever it says of itself. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from typing import Any
from urllib.parse import unquote_to_bytes

from .charsets import clean, decode, one_line
from .heads import Head, decoded
from .limits import LARGEST_HEAD, LONGEST_TEXT, MOST_DIVIDERS, MOST_PARTS, MOST_STRUCTURES

TNEF = b"\x78\x9f\x3e\x22"
_STRUCTURES = re.compile(rb"multipart/|message/|application/octet-stream;[^\n]*boundary", re.IGNORECASE)
_NESTED = ("message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers")
_REPORTS = ("message/delivery-status", "message/global-delivery-status", "message/feedback-report")
_NAMED = re.compile(r"(?i)\b(?:file)?name\*?(?:0\*?)?\s*=\s*(?:\"([^\"]{1,500})\"|([^\s;]{1,500}))")


class TooComplicated(Exception):
    """So many or so deep parts that no mail of a person is built like it."""


@dataclass(frozen=True)
class Attachment:
    name: str
    media_type: str
    data: bytes
    inline: bool = False
    content_id: str = ""


@dataclass(frozen=True)
class Parts:
    """What a mail is made of. `reports` are the fields of delivery and complaint reports, one dict a group;
    `returned` the heads of mails inside it; `tnef`: some of it is in Outlook's own format."""

    head: Head
    media_type: str
    plain: str
    html: str
    attachments: tuple[Attachment, ...]
    reports: tuple[dict[str, str], ...]
    returned: tuple[Head, ...]
    report_type: str
    tnef: bool
    faults: tuple[str, ...]


def take_apart(raw: bytes) -> Parts:
    """TooComplicated when it is built to break readers; everything else gives at least a head."""
    raw, faults = _bounded(raw)
    message = BytesParser(policy=compat32).parsebytes(raw)
    found = _Found(faults)
    waiting: list[tuple[Message, bool]] = [(message, False)]
    seen = 0
    while waiting and seen < MOST_PARTS:
        part, alternative = waiting.pop()
        seen += 1
        waiting += _inside(part, alternative, found)
    if waiting:
        found.faults.append("parts")
    return found.parts(message)


def _bounded(raw: bytes) -> tuple[bytes, list[str]]:
    """Its bytes with a head no longer than LARGEST_HEAD; what would nest too deep is refused unread."""
    faults: list[str] = []
    raw = raw.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if raw.startswith(b"From "):  # a line of the mailbox format, before the head
        raw = raw.partition(b"\n")[2]
    ends = re.search(rb"\r?\n\r?\n", raw[: LARGEST_HEAD + 4])
    if ends is None and len(raw) > LARGEST_HEAD:
        body = re.search(rb"\r?\n\r?\n", raw)
        head = raw[:LARGEST_HEAD].rpartition(b"\n")[0]
        raw = head + b"\n\n" + (raw[body.end() :] if body else b"")
        faults.append("head")
    if sum(1 for _ in _STRUCTURES.finditer(raw)) > MOST_STRUCTURES or raw.count(b"\n--") > MOST_DIVIDERS:
        raise TooComplicated
    return raw, faults


def _inside(part: Message, alternative: bool, found: _Found) -> list[tuple[Message, bool]]:
    """What is still to be looked at of this part, the first last (it is taken from the end)."""
    kind = part.get_content_type()
    payload: Any = part.get_payload()
    if kind in _REPORTS:
        found.report(part)
        return []
    if kind in _NESTED:
        found.inner(part)
        return []
    if isinstance(payload, list):
        below = alternative or kind == "multipart/alternative"
        return [(one, below) for one in reversed(payload) if isinstance(one, Message)]
    found.leaf(part, kind, alternative)
    return []


class _Found:
    """What has been found so far, while the parts are walked through."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        self.plain: list[str] = []
        self.html: list[str] = []
        self.attachments: list[Attachment] = []
        self.reports: list[dict[str, str]] = []
        self.returned: list[Head] = []
        self.tnef = False

    def leaf(self, part: Message, kind: str, alternative: bool) -> None:
        data, name = _bytes_of(part), _name_of(part)
        if kind.startswith("multipart/"):  # it names no boundary: what is there is read as it stands
            kind = "text/plain"
        disposition = _raw(part, "content-disposition").strip().lower()
        if kind in ("text/plain", "text/html") and not disposition.startswith("attachment") and not name:
            self._text(part, kind, data, alternative)
            return
        if not data:
            return
        self.tnef = self.tnef or kind == "application/ms-tnef" or data.startswith(TNEF)
        content_id = one_line(_raw(part, "content-id"), 200).strip("<>")
        inline = disposition.startswith("inline") or (bool(content_id) and kind.startswith("image/"))
        self.attachments.append(Attachment(name, kind, data, inline, content_id))

    def _text(self, part: Message, kind: str, data: bytes, alternative: bool) -> None:
        words = decode(data[: 4 * LONGEST_TEXT], str(_charset(part)))
        if len(words) > LONGEST_TEXT:
            words = words[:LONGEST_TEXT]
            self.faults.append("text")
        where = self.plain if kind == "text/plain" else self.html
        if words.strip() and not (alternative and where and kind == "text/plain"):
            where.append(clean(words))

    def report(self, part: Message) -> None:
        """The groups of fields of a report (RFC 3464, RFC 5965); a report is itself parsed as heads by the parser."""
        payload: Any = part.get_payload()
        groups = payload if isinstance(payload, list) else [part]
        for group in groups[:MOST_PARTS]:
            fields = {name.lower(): one_line(decoded(str(value)), 1_000) for name, value in group.raw_items()}
            text = group.get_payload() if group is not part else payload
            if isinstance(text, str) and not fields.keys() - {"content-type"}:
                fields |= _fields_in(text)
            if fields:
                self.reports.append(fields)
        if not isinstance(payload, list) and isinstance(payload, str):
            self.reports += [found for block in payload.split("\n\n")[:MOST_PARTS] if (found := _fields_in(block))]

    def inner(self, part: Message) -> None:
        """The head of a mail inside this one; its words are not the sender's."""
        payload: Any = part.get_payload()
        if isinstance(payload, list) and payload and isinstance(payload[0], Message):
            inner = payload[0]
            self.returned.append(Head.of(inner.raw_items()))
            if part.get_content_type() in ("message/rfc822", "message/global"):
                subject = self.returned[-1].text("subject", 100) or "mail"
                data = inner.as_bytes(policy=compat32.clone(max_line_length=None))
                self.attachments.append(Attachment(f"{subject}.eml", "message/rfc822", data))
            return
        words = decode(_bytes_of(part)[:LARGEST_HEAD], "utf-8")
        self.returned.append(Head.of(_lines_of(words)))

    def parts(self, message: Message) -> Parts:
        report = re.search(r"(?i)report-type\s*=\s*\"?([\w-]{1,40})", _raw(message, "content-type"))
        return Parts(
            head=Head.of(message.raw_items()),
            media_type=message.get_content_type(),
            plain="\n\n".join(self.plain)[:LONGEST_TEXT],
            html="\n".join(self.html)[:LONGEST_TEXT],
            attachments=tuple(self.attachments),
            reports=tuple(self.reports),
            returned=tuple(self.returned),
            report_type=report[1].lower() if report else "",
            tnef=self.tnef,
            faults=tuple(dict.fromkeys(self.faults)),
        )


def _bytes_of(part: Message) -> bytes:
    """Decoded as it says; a part that says something impossible is taken as it stands."""
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError, UnicodeError):
        data = None
    if isinstance(data, bytes):
        return data
    payload: Any = part.get_payload()
    return payload.encode("utf-8", "surrogateescape") if isinstance(payload, str) else b""


def _charset(part: Message) -> str:
    found = re.search(r"(?i)\bcharset\*?\s*=\s*\"?(?:[\w-]*'[\w-]*')?([^\s\";]{1,40})", _raw(part, "content-type"))
    return found[1] if found else ""


def _name_of(part: Message) -> str:
    """What the file is called; by either header, in any of the ways in which a name is written."""
    for header in ("content-disposition", "content-type"):
        value = _raw(part, header)[:4_000]
        found = _NAMED.search(value)
        if found:
            name = found[1] or found[2]
            if "''" in name:
                charset, _quotes, words = name.partition("''")
                name = decode(unquote_to_bytes(words), charset)
            return one_line(decoded(name), 300)
    return ""


def _raw(part: Message, header: str) -> str:
    return next((str(value) for name, value in part.raw_items() if name.lower() == header), "")


def _fields_in(block: str) -> dict[str, str]:
    return {name.lower(): one_line(decoded(value), 1_000) for name, value in _lines_of(block)}


def _lines_of(text: str) -> list[tuple[str, str]]:
    """The fields of a head that came as plain text, their folding undone."""
    found: list[tuple[str, str]] = []
    for line in text.replace("\r\n", "\n").split("\n")[:1_000]:
        if line[:1] in (" ", "\t") and found:
            found[-1] = (found[-1][0], f"{found[-1][1]} {line.strip()}"[:4_000])
            continue
        name, colon, value = line.partition(":")
        if colon and re.fullmatch(r"[!-9;-~]{1,80}", name):
            found.append((name, value.strip()))
    return found
