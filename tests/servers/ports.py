"""A port nobody listens on, below the range the kernel hands out by itself."""

import random
import socket


def free_port() -> int:
    for port in random.sample(range(12000, 32000), 200):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("no free port between 12000 and 32000")
