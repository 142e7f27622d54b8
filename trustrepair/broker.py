"""How the broker is spoken to: nothing waits for it longer than seconds."""

from pathlib import Path
from typing import Any


def broker_options(url: str, folder: Path) -> dict[str, Any]:
    """The options of its transport; `folder` is where messages lie when files are the broker."""
    if url.startswith("filesystem:"):
        folders = {name: folder / name for name in ("messages", "control")}
        for path in folders.values():
            path.mkdir(parents=True, exist_ok=True)
        messages = str(folders["messages"])
        return {"data_folder_in": messages, "data_folder_out": messages, "control_folder": str(folders["control"])}
    return {
        "socket_connect_timeout": 5,
        "socket_timeout": 10,
        "socket_keepalive": True,
        "health_check_interval": 10,
        # A message taken and never begun (its worker was killed) comes back after a minute, not after an hour.
        "visibility_timeout": 60,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
    }
