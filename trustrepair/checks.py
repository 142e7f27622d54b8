"""What `manage.py check` looks at besides Django's own list, each finding with a hint that says what to do."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.checks import Warning as Caution
from django.db import connections

from ground.worktime.models import DemoClock


@register()
def the_house_has_a_way_out(**_: Any) -> list[CheckMessage]:
    """Production mail leaves by a relay, never into a folder nobody looks at."""
    if settings.PRODUCTION and settings.LETTERS_DIR:
        return [
            Caution(
                "Letters are written to a folder and reach nobody.",
                hint="Set EMAIL_URL to a relay: smtp+tls://user:password@relay.example.com:587",
                id="trustrepair.W001",
            )
        ]
    return []


@register(deploy=True)
def the_address_is_https(**_: Any) -> list[CheckMessage]:
    if settings.HTTPS:
        return []
    return [
        Caution(
            "SITE_URL is not https: cookies and private links travel in the clear.",
            hint="Put a proxy with a certificate before gunicorn and set SITE_URL=https://…",
            id="trustrepair.W002",
        )
    ]


@register("database")
def the_demo_keeps_to_itself(databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """The demo's sign-ins are printed for everybody; a database that holds them may only be opened as the demo."""
    if settings.DEMO or "default" not in (databases or []):
        return []
    if DemoClock._meta.db_table not in connections["default"].introspection.table_names():
        return []
    if not DemoClock.objects.exists():
        return []
    return [
        Error(
            "This database holds the demo, whose passwords everybody knows.",
            hint="Use another database, or open this one with DEMO=1.",
            id="trustrepair.E001",
        )
    ]
