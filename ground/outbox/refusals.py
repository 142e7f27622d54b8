"""What a way out can answer instead of accepting a letter."""


class Later(Exception):
    """Not now: the letter tries again, the next letters may still go."""


class Lost(Later):
    """The connection is gone or useless: the letter tries again, the rest of the batch waits for the next run."""


class Refused(Exception):
    """Never: the recipient or this very letter is refused."""


class ChannelRefused(Exception):
    """The relay refuses us and not the letter: the channel pauses. `suspect`: this letter may be the cause."""

    def __init__(self, reason: str, *, suspect: bool = False) -> None:
        super().__init__(reason)
        self.suspect = suspect


class LeaseLost(Exception):
    """The lease ran out before the letter was handed over; another worker has it now."""
