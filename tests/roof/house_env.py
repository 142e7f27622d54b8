"""An environment for a process of the house, made from nothing, so that a test says everything it sets."""

import os
import secrets
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
HELD = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "LANG": "C.UTF-8"}


def key() -> str:
    return secrets.token_urlsafe(48)


def production(**more: str) -> dict[str, str]:
    """Everything production asks for; the database need not answer for the settings to be read."""
    return {
        "DATABASE_URL": "postgres://checks:checks@127.0.0.1/checks",
        "REDIS_URL": "redis://127.0.0.1:6379/0",
        "EMAIL_URL": "smtp+tls://checks:checks@127.0.0.1",
        "SITE_URL": "https://repair.example.com",
        "SECRET_KEY": key(),
        "LINK_KEY": key(),
        **more,
    }


def python(code: str, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """What `code` prints and answers in a fresh interpreter with this environment alone."""
    return run([sys.executable, "-c", code], environment)


def manage(*command: str, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return run([sys.executable, "manage.py", *command], environment)


def run(command: list[str], environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, env={**HELD, **environment}, capture_output=True, text=True, timeout=120, check=False
    )
