"""A folder as the way out: one .eml file a letter, named by its Message-ID, so that a repeat is seen as one."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

from .models import Letter
from .refusals import ChannelRefused, LeaseLost
from .relayaddress import RelayAddress


class Folder:
    def __init__(self, address: RelayAddress) -> None:
        self.path = Path(address.folder)

    def send(self, letter: Letter, held: Callable[[], bool]) -> str:
        """Write the file and rename it into place; what stands under its final name is whole and on disk."""
        if not held():
            raise LeaseLost
        name = re.sub(r"[^A-Za-z0-9@._-]", "_", letter.message_id.strip("<>"))[:150] + ".eml"
        try:
            self._write(name, bytes(letter.raw))
        except OSError as error:
            raise ChannelRefused(f"The folder of letters cannot be written: {error.strerror}") from error
        return f"Stored as {name}"

    def _write(self, name: str, content: bytes) -> None:
        self.path.mkdir(parents=True, exist_ok=True)
        half = self.path / f".{name}.{os.getpid()}"
        with half.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        half.rename(self.path / name)
        self._keep_name()

    def _keep_name(self) -> None:
        folder = os.open(self.path, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def close(self) -> None:
        """Nothing is kept open."""
