"""`{{ amount|money }}`: an amount in the language of the page."""

from django import template
from django.utils.translation import get_language

from ground.money.amounts import Money
from ground.money.formatting import format_money

register = template.Library()


@register.filter
def money(amount: Money | None) -> str:
    """The amount as the reader writes it; nothing for no amount."""
    return "" if amount is None else format_money(amount, get_language() or "en")
