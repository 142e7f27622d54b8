"""Makers of what mail servers send about our letters: reports by the standard, and those with a shape of their own."""

from __future__ import annotations

from tests.mailbox.mails import OURS


def dsn(
    message_id: str,
    *,
    to: str = "ingrid@halvorsen.example",
    action: str = "failed",
    status: str = "5.1.1",
    said: str = "smtp; 550 5.1.1 User unknown",
    sender: str = "MAILER-DAEMON@mx.halvorsen.example",
    subject: str = "Undelivered Mail Returned to Sender",
    headers_only: bool = False,
) -> bytes:
    """RFC 3464, as Postfix writes it."""
    inner = "text/rfc822-headers" if headers_only else "message/rfc822"
    return f"""Return-Path: <>
From: Mail Delivery System <{sender}>
To: {OURS}
Subject: {subject}
Message-ID: <dsn-{abs(hash((message_id, action, status)))}@mx.halvorsen.example>
Date: Thu, 19 Nov 2026 18:40:00 +0000
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="=_r"

--=_r
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.halvorsen.example.

I'm sorry to have to inform you that your message could not be delivered.

<{to}>: host mail.halvorsen.example said: 550 5.1.1 User unknown

--=_r
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.halvorsen.example

Final-Recipient: rfc822; {to}
Original-Recipient: rfc822;{to}
Action: {action}
Status: {status}
Diagnostic-Code: {said}

--=_r
Content-Type: {inner}

From: Brightwater Supply <{OURS}>
To: {to}
Subject: We made a mistake with your freight
Message-ID: {message_id}

Dear Ingrid,
--=_r--
""".encode()


def complaint(message_id: str, *, to: str = "ingrid@halvorsen.example") -> bytes:
    """RFC 5965, as a large mail provider writes it."""
    return f"""Return-Path: <>
From: complaints@provider.example
To: {OURS}
Subject: FW: We made a mistake with your freight
Date: Thu, 19 Nov 2026 18:40:00 +0000
Message-ID: <arf-1@provider.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="=_c"

--=_c
Content-Type: text/plain

This is an email abuse report.

--=_c
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: SomeGenerator/1.0
Version: 1
Original-Rcpt-To: {to}

--=_c
Content-Type: message/rfc822

From: {OURS}
To: {to}
Message-ID: {message_id}
Subject: We made a mistake with your freight

Dear Ingrid,
--=_c--
""".encode()
