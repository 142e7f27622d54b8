"""Which letter came back, from whom and why: delivery reports (RFC 3464), complaints (RFC 5965), and mail servers
that follow neither. Pure.

A letter is recognised by its own Message-ID, which stands in the head that is sent back; a stranger would have to know
it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .charsets import one_line
from .heads import addresses_in

if TYPE_CHECKING:
    from .parts import Parts

_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_CODE = re.compile(r"\b([45]\d\d)[ -]")
_ID_LINE = re.compile(r"(?im)^[>\s]{0,10}message-id:\s{0,5}<?([^<>\s]{3,250})>?")
_SAID = re.compile(
    r"(?i)\b[45]\d\d[ -#]?[45]?\.?\d?|no such (user|mailbox|recipient)|user (unknown|doesn'?t exist)|does ?n[o']t exist"
    r"|unknown (user|recipient|address)|mailbox (is )?(full|unavailable|not found)|quota|address rejected|not found"
    r"|could ?n[o']t be (delivered|found)|unbekannt|existiert nicht|inconnu|desconocid"
    r"|onbekend|存在しません|見つかりません"
)
_FROM_A_SERVER = re.compile(
    r"(?i)^(mailer-daemon|postmaster|mail-daemon|mdaemon|mail\.daemon|bounce|bounces|mmdf)\b[^@]*@?"
)
_SUBJECTS = re.compile(
    r"(?i)^(\W*(re|aw):\s*)?(undeliver|delivery status notification|delivery (has )?failed|delivery failure"
    r"|mail delivery (failed|system|failure)|returned mail|failure notice|nondeliverable|non[- ]?delivery"
    r"|mail system error|message not delivered|undelivered mail|warning: (message|could not send)|unzustellbar"
    r"|nicht zustellbar|zustellung fehlgeschlagen|non remis"
    r"|échec de la (remise|distribution)|no se puede entregar|no entregado"
    r"|onbestelbaar|niet[- ]bezorgd|配信不能|配信できませんでした|rejected:|could not deliver|auto: delivery)"
)
_DELAYED = re.compile(
    r"(?i)delay|warning: (message|could not send)|still being retried|verzöger|retardé|will (keep|continue) trying"
)


@dataclass(frozen=True)
class Returned:
    """One letter that came back: the address it was for, the status (RFC 3463) where one is said, what was said, and
    the Message-IDs that may be its own. `final` is false while the server still tries."""

    address: str
    status: str
    words: str
    message_ids: tuple[str, ...]
    final: bool = True


def looks_returned(parts: Parts) -> bool:
    """Whether a mail server wrote it about a letter of ours, in a report or in words."""
    if parts.report_type in ("delivery-status", "global-delivery-status") or parts.head.has("x-failed-recipients"):
        return True
    if any("final-recipient" in fields or "action" in fields for fields in parts.reports):
        return True
    sender = next(iter(parts.head.addresses("from")), None)
    by_a_server = sender is not None and bool(_FROM_A_SERVER.match(sender.email))
    about_it = bool(_SUBJECTS.match(parts.head.text("subject", 200)))
    return by_a_server and (about_it or bool(parts.returned) or bool(_SAID.search(parts.plain[:5_000])))


def looks_like_a_complaint(parts: Parts) -> bool:
    return parts.report_type == "feedback-report" or any("feedback-type" in fields for fields in parts.reports)


def returned(parts: Parts) -> Returned:
    """What the report, else the words around it, say."""
    groups = [fields for fields in parts.reports if "final-recipient" in fields or "action" in fields]
    failed = next((g for g in groups if g.get("action", "").lower().startswith("failed")), None)
    group = failed or (groups[0] if groups else {})
    action = group.get("action", "").lower()
    words = group.get("diagnostic-code", "") or _sentence(parts.plain)
    status = _first(_STATUS, group.get("status", "")) or _first(_STATUS, words) or _first(_STATUS, parts.plain[:10_000])
    return Returned(
        address=_address(parts, group),
        status=status,
        words=one_line(words.partition(";")[2] if ";" in words[:12] else words, 300),
        message_ids=_ids(parts),
        final=_is_final(action, parts),
    )


def complained(parts: Parts) -> Returned:
    """Whoever marked a letter of ours as spam; the reporter may have blanked the address."""
    group = next((fields for fields in parts.reports if "feedback-type" in fields), {})
    found = addresses_in(group.get("original-rcpt-to", "") or group.get("removal-recipient", ""), at_most=1)
    inner = parts.returned[0].addresses("to") if parts.returned else []
    address = (found or inner)[0].email if (found or inner) else ""
    return Returned(address, "", group.get("feedback-type", "abuse")[:300], _ids(parts))


def _is_final(action: str, parts: Parts) -> bool:
    if action:
        return action.startswith("failed")
    return not _DELAYED.search(parts.head.text("subject", 200))


def _address(parts: Parts, group: dict[str, str]) -> str:
    for name in ("original-recipient", "final-recipient"):
        found = addresses_in(group.get(name, "").rpartition(";")[2], at_most=1)
        if found:
            return found[0].email
    listed = parts.head.addresses("x-failed-recipients") or (
        parts.returned[0].addresses("to") if parts.returned else []
    )
    if listed:
        return listed[0].email
    own = {address.email for address in parts.head.addresses("from", "to")}
    return next((a.email for a in addresses_in(parts.plain[:5_000], at_most=20) if a.email not in own), "")


def _ids(parts: Parts) -> tuple[str, ...]:
    """The letter's own Message-ID in the head that came back, in the words, or where a reply would name it."""
    found = [one for head in parts.returned for one in head.ids("message-id")]
    found += [f"<{one}>" for one in _ID_LINE.findall(f"{parts.plain}\n{parts.html[:20_000]}")[:10]]
    found += [one for fields in parts.reports for one in _bracketed(fields.get("original-message-id", ""))]
    found += parts.head.ids("in-reply-to") + parts.head.ids("references")
    for attachment in parts.attachments:
        if attachment.media_type in ("application/octet-stream", "text/plain", "message/rfc822"):
            words = attachment.data[:20_000].decode("latin-1")
            found += [f"<{one}>" for one in _ID_LINE.findall(words)[:5]]
    return tuple(dict.fromkeys(found))[:50]


def _bracketed(text: str) -> list[str]:
    return [f"<{one}>" for one in re.findall(r"<([^<>\s]{3,250})>", text)[:5]]


def _sentence(text: str) -> str:
    """The first line that says what is wrong."""
    for line in text[:10_000].split("\n"):
        if _SAID.search(line[:400]):
            return one_line(line, 300)
    return one_line(text[:300], 300)


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    return found[1] if found else ""
