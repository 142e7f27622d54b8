"""Why an amount was refused, in a sentence a person can act on."""


class AmountRefused(ValueError):
    """The amount cannot be taken as written; str() is the sentence to show."""


class CurrencyMismatch(AmountRefused):
    """Two amounts of different currencies met where one currency is meant."""
