"""Why something about people cannot be done, in a sentence a person can act on."""

from django.utils.translation import gettext as _

from .models import Person


class PeopleRefused(Exception):
    """The view shows exactly this sentence."""


def only_administrators(by: Person | None) -> None:
    """`by` is None for the house itself, when it is set up."""
    if by is not None and not (by.is_active and by.powers.administers):
        raise PeopleRefused(_("Only an administrator can change this."))
