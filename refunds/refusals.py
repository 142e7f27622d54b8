"""Why something cannot be reckoned, in a sentence a person can act on."""


class RefundRefused(ValueError):
    """The refund cannot be reckoned from what was given; str() is the sentence to show."""
