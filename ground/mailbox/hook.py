"""The address a mail provider posts to: raw mail as the body or in a field of a form, let in by a secret.

The key comes as a password (Basic) or as a token (Bearer), so that no log of an address holds it. The provider is told
200 only when the mail is committed; then it must not send it again. A repeated post is the same mail, and is known.
"""

from __future__ import annotations

from base64 import b64decode
from binascii import Error as NotBase64
from hmac import compare_digest
from typing import TYPE_CHECKING

import structlog
from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import DatabaseError, InterfaceError
from django.http import Http404, HttpResponse
from django.http.multipartparser import MultiPartParserError
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from ground.worktime.now import now

from .choices import Way
from .limits import LARGEST
from .storing import store

if TYPE_CHECKING:
    from django.http import HttpRequest

log = structlog.get_logger(__name__)

FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
FIELDS = ("body-mime", "email", "raw", "message")
"""What providers call the field with the whole mail."""


@csrf_exempt
@require_POST
def take_in(request: HttpRequest) -> HttpResponse:
    key = settings.MAIL_IN.hook_key
    if not key:
        raise Http404
    if not compare_digest(_shown(request).encode(), key.encode()):
        return _said("The key is not ours.", 401)
    try:
        raw, sender, to = _mail(request)
    except RequestDataTooBig:
        return _said("This is too large for a form. Post the mail itself as message/rfc822.", 413)
    except (MultiPartParserError, SuspiciousOperation, UnicodeError):
        return _said("This cannot be read.", 400)
    if not raw.strip():
        return _said("There is no mail in it.", 400)
    try:
        store(raw, way=Way.HOOK, now=now(), envelope_from=sender, envelope_to=to)
    except (DatabaseError, InterfaceError) as error:
        log.warning("mail_not_stored", error=type(error).__name__)
        return _said("Try again later.", 503)
    return _said("Stored.", 200)


def _shown(request: HttpRequest) -> str:
    """The key in the head of the request, or nothing."""
    kind, _space, shown = request.headers.get("Authorization", "")[:1_000].partition(" ")
    if kind.lower() == "bearer":
        return shown.strip()
    if kind.lower() != "basic":
        return ""
    try:
        return b64decode(shown, validate=True).decode().partition(":")[2]
    except (NotBase64, UnicodeError, ValueError):
        return ""


def _mail(request: HttpRequest) -> tuple[bytes, str | None, str]:
    """The mail, and what is known of its envelope."""
    if request.content_type not in FORMS:
        return request.read(LARGEST + 1), None, ""
    posted = request.POST
    upload = next((request.FILES[name] for name in FIELDS if name in request.FILES), None)
    if upload is not None:
        return upload.read(LARGEST + 1), posted.get("sender"), posted.get("recipient", "")  # type: ignore[union-attr]
    words = next((posted[name] for name in FIELDS if name in posted), "")
    return str(words).encode("utf-8", "surrogateescape"), posted.get("sender"), posted.get("recipient", "")


def _said(words: str, status: int) -> HttpResponse:
    return HttpResponse(f"{words}\n", status=status, content_type="text/plain")
