"""What a request says its body is, before Django reads it: the kind and the boundary of its parts, nothing else."""

import re
from collections.abc import Callable, Iterable
from typing import Any

Application = Callable[[dict[str, Any], Any], Iterable[bytes]]
_KIND = re.compile(r"[a-z0-9.+-]{1,60}/[a-z0-9.+-]{1,60}", re.IGNORECASE)
_BOUNDARY = re.compile(r";\s*boundary=(\"[^\"]{1,200}\"|[^\s;\"]{1,200})", re.IGNORECASE)


def only_utf8(application: Application) -> Application:
    """We read UTF-8, whatever is claimed.

    Django takes any codec of Python that a request names. Some make half letters that no database takes, some read
    bytes and end in an error before there is a page to show it on.
    """

    def guarded(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        environ["CONTENT_TYPE"] = kind_and_boundary(str(environ.get("CONTENT_TYPE") or ""))
        return application(environ, start_response)

    return guarded


def kind_and_boundary(text: str) -> str:
    """“multipart/form-data; boundary=x” of whatever else stands beside it; empty for what is no kind."""
    kind, boundary = _KIND.match(text.strip()), _BOUNDARY.search(text)
    if kind is None:
        return ""
    return f"{kind[0]}; boundary={boundary[1]}" if boundary else kind[0]
