"""What the log may hold: ids and words of ours; no addresses, link tokens, query strings or escape codes."""

import re
from collections.abc import MutableMapping
from typing import Any

import structlog

_TOKEN = re.compile(r"(?<![A-Za-z0-9_-])[A-Za-z0-9_-]{32,}(?![A-Za-z0-9_-])")
_ADDRESS = re.compile(r"[^\s@<>\"'(),;:]{1,64}@[^\s@<>\"'(),;:]{1,255}")
_QUERY = re.compile(r"\?\S*")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
# A name of ours, the id of a request, the head of a chain.
_NO_SECRET = re.compile(r"[a-z_]+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{64}")
Event = MutableMapping[str, Any]


def harmless(text: str) -> str:
    """`text` without tokens, email addresses and control characters; names, request ids and chain heads stay."""
    text = _TOKEN.sub(lambda found: found[0] if _NO_SECRET.fullmatch(found[0]) else "[token]", text)
    text = _ADDRESS.sub("[address]", text)
    return _CONTROL.sub(lambda found: f"\\x{ord(found[0]):02x}", text)


def keep_harmless(_logger: Any, _method: str, event: Event) -> Event:
    """The last step before the line is written: every value is made harmless, and a request loses its query."""
    event.pop("user_agent", None)
    for key, value in event.items():
        if isinstance(value, bool | int | float | None):
            continue
        text = value if isinstance(value, str) else repr(value)
        event[key] = harmless(_QUERY.sub("", text) if key == "request" else text)
    return event


def one_line(_logger: Any, _method: str, event: Event) -> Event:
    """A line break in a value must not look like a second entry; a traceback keeps its lines."""
    for key, value in event.items():
        if isinstance(value, str) and key != "exception":
            event[key] = value.replace("\n", "\\n")
    return event


def logging_settings(*, as_json: bool) -> dict[str, Any]:
    """Django's LOGGING: one handler on standard error, JSON in production, readable beside a developer."""
    before: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *before, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    after = [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.format_exc_info,
        keep_harmless,
        one_line,
        structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False),
    ]
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {"()": structlog.stdlib.ProcessorFormatter, "processors": after, "foreign_pre_chain": before}
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        "loggers": {
            "django": {"handlers": [], "level": "INFO", "propagate": True},
            "django.server": {"handlers": [], "level": "INFO", "propagate": True},
            # A wake-up every two seconds would be 43,000 lines a day that say nothing.
            "celery": {"level": "WARNING"},
            "kombu": {"level": "WARNING"},
        },
    }
