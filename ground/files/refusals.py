"""Why a file is not kept, in a sentence a person can act on."""


class FileRefused(Exception):
    """The view shows exactly this sentence."""
