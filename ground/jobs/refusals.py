"""Why long work stops before its end."""


class LeaseLost(Exception):
    """Another worker has this job in hand, or it was cancelled: nothing more may be written for it."""


class JobFailed(Exception):
    """The work cannot be done, in a sentence for the person who asked for it."""
