"""One short value for every row of every table, to see whether anything changed."""

import hashlib

from django.apps import apps
from django.core.serializers import serialize


def everything(*, but: frozenset[str] = frozenset()) -> dict[str, str]:
    """A digest a table, history with its chains among them; `but` names models (app.Model) to leave out."""
    return {
        model._meta.label: hashlib.sha256(serialize("json", model._base_manager.order_by("pk")).encode()).hexdigest()
        for model in apps.get_models()
        if model._meta.label not in but
    }


def changed(before: dict[str, str]) -> list[str]:
    """The tables of `before` that hold something else now."""
    now = everything(but=frozenset(m._meta.label for m in apps.get_models()) - before.keys())
    return sorted(label for label in before if before[label] != now[label])
