"""Reads the environment for the settings and collects, in sentences, everything that is missing or wrong."""

import json
import os
import re
import secrets
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from ground.mailbox.waysin import Mailbox, MailIn
from ground.outbox.providers import PROVIDERS, ProviderUnclear, expanded

MAKE_ONE = 'python3 -c "import secrets; print(secrets.token_urlsafe(48))"'
REPLY_ADDRESS = re.compile(r"[a-z0-9._-]{1,32}@[a-z0-9-]+(\.[a-z0-9-]+)*")
IMAP_PORTS = {"imaps": 993, "imap": 143}
MAIL_PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}


class SettingsError(ImproperlyConfigured):
    """The house cannot start; the text says why, one sentence a line."""


class Environment:
    """One reading of the environment. Ask for values, then call `stop_if_wrong()` once at the end."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self.values = values
        self.problems: list[str] = []

    def text(self, name: str, default: str = "") -> str:
        """The value of NAME, or the content of the file that NAME_FILE names."""
        value, path = self.values.get(name, "").strip(), self.values.get(f"{name}_FILE", "").strip()
        if value and path:
            self.problems.append(f"{name} and {name}_FILE are both set. Keep one of them.")
        if path and not value:
            value = self._content(name, Path(path))
        return value or default

    def _content(self, name: str, path: Path) -> str:
        try:
            value = path.read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            self.problems.append(f"{name}_FILE names {path}, which cannot be read: {error}.")
            return ""
        if not value:
            self.problems.append(f"{name}_FILE names {path}, which is empty.")
        return value

    def flag(self, name: str) -> bool:
        value = self.text(name, "0").lower()
        if value not in {"0", "1", "true", "false", "yes", "no", "on", "off"}:
            self.problems.append(f"{name} is “{value}”. Use 1 or 0.")
        return value in {"1", "true", "yes", "on"}

    def port(self, name: str, default: int) -> int:
        value = self.text(name, str(default))
        if not (value.isascii() and value.isdigit() and 1 <= int(value) <= 65535):
            self.problems.append(f"{name} is “{value}”. Use a number from 1 to 65535.")
            return default
        return int(value)

    def number(self, name: str, default: int, *, at_most: int) -> int:
        value = self.text(name, str(default))
        if not (value.isascii() and value.isdigit() and len(value) < 10 and int(value) <= at_most):
            self.problems.append(f"{name} is “{value}”. Use a number from 0 to {at_most}.")
            return default
        return int(value)

    def folder(self, name: str, default: Path) -> Path:
        path = Path(self.text(name, str(default))).expanduser().absolute()
        if path.exists() and not path.is_dir():
            self.problems.append(f"{name} is {path}, which is a file. Name a folder.")
        return path

    def address(self, name: str, schemes: set[str], default: str, example: str) -> SplitResult:
        """A URL with one of the schemes. The value is never repeated in the sentence: it may hold a password."""
        value = self.text(name, default)
        if not value:
            self.problems.append(f"{name} is missing. Example: {example}")
            return urlsplit("")
        try:
            url = urlsplit(value)
            _ = url.port
        except ValueError:
            self.problems.append(f"{name} is not an address we can read. Example: {example}")
            return urlsplit("")
        if url.scheme not in schemes:
            self.problems.append(f"{name} begins with “{url.scheme}:”. Use {_either(schemes)}. Example: {example}")
        return url

    def site(self, name: str, default: str) -> SplitResult:
        url = self.address(name, {"http", "https"}, default, "https://repair.example.com")
        if url.scheme and (not url.hostname or url.username or url.path.strip("/") or url.query or url.fragment):
            self.problems.append(f"{name} must be only scheme and host. Example: https://repair.example.com")
        return url

    def database(self, name: str, default: str) -> dict[str, object]:
        example = "postgres://user:password@host:5432/name"
        url = self.address(name, {"sqlite", "postgres", "postgresql"}, default, example)
        if url.scheme not in {"sqlite", "postgres", "postgresql"}:
            return {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
        if url.scheme == "sqlite":
            path = unquote(self.text(name, default).removeprefix("sqlite://").removeprefix("/"))
            config: dict[str, object] = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(Path(path).absolute())}
        else:
            path = url.path.strip("/")
            config = environ.Env.db_url_config(url.geturl())
        if not path or path == ":memory:":
            self.problems.append(f"{name} names no database. Example: {example} or sqlite:////srv/repair.sqlite3")
        return config

    def mail(self, name: str, default: str) -> tuple[dict[str, object], Path | None]:
        """Django's EMAIL_* settings of a relay, or a folder that letters are written to."""
        known = {*MAIL_PORTS, *PROVIDERS, "file"}
        url = self.address(name, known, default, "smtp+tls://user:password@relay.example.com:587")
        if url.scheme in PROVIDERS:
            return self._provider(name, url), None
        if url.scheme == "file":
            if url.netloc or not url.path.startswith("/"):
                self.problems.append(f"{name} must name a folder from the root. Example: file:///srv/letters")
            return {}, Path(unquote(url.path))
        if url.scheme in MAIL_PORTS and not url.hostname:
            self.problems.append(f"{name} names no relay. Example: smtp+tls://user:password@relay.example.com:587")
        return {
            "EMAIL_HOST": url.hostname or "",
            "EMAIL_PORT": (url.port if url.scheme else None) or MAIL_PORTS.get(url.scheme, 25),
            "EMAIL_HOST_USER": unquote(url.username or ""),
            "EMAIL_HOST_PASSWORD": unquote(url.password or ""),
            "EMAIL_USE_TLS": url.scheme == "smtp+tls",
            "EMAIL_USE_SSL": url.scheme == "smtps",
        }, None

    def _provider(self, name: str, url: SplitResult) -> dict[str, object]:
        try:
            return expanded(url)
        except ProviderUnclear as unclear:
            self.problems.append(f"{name} {unclear}")
            return {"EMAIL_HOST": "", "EMAIL_PORT": 25, "EMAIL_HOST_USER": "", "EMAIL_HOST_PASSWORD": ""} | {
                "EMAIL_USE_TLS": True,
                "EMAIL_USE_SSL": False,
            }

    def mail_in(self) -> MailIn:
        """How replies come in; each is empty where the house has not set it."""
        address, authority = self.text("REPLY_ADDRESS").lower(), self.text("MAIL_AUTHORITY").lower()
        if address and not REPLY_ADDRESS.fullmatch(address):
            self.problems.append("REPLY_ADDRESS must be one plain address without “+”. Example: reply@example.com")
        if authority and not re.fullmatch(r"[a-z0-9._-]{1,255}", authority):
            self.problems.append(
                "MAIL_AUTHORITY is how your mail server names itself in Authentication-Results. Example: mx.example.com"
            )
        key = self.text("MAIL_HOOK_KEY")
        if key and (len(key) < 32 or len(set(key)) < 5):
            self.problems.append(f"MAIL_HOOK_KEY is too easy to guess. Use 32 characters: {MAKE_ONE}")
        return MailIn(reply_address=address, authority=authority, mailbox=self._mailbox("IMAP_URL"), hook_key=key)

    def _mailbox(self, name: str) -> Mailbox | None:
        """A folder to look into; a password never leaves this machine without TLS."""
        if not self.text(name):
            return None
        example = "imaps://user:password@mail.example.com:993/INBOX"
        url = self.address(name, set(IMAP_PORTS), "", example)
        here = url.hostname in ("127.0.0.1", "localhost", "::1")
        if not url.hostname or not url.username:
            self.problems.append(f"{name} names no server and user. Example: {example}")
            return None
        folder = unquote(url.path.strip("/")) or "INBOX"
        if re.search(r'["\\\r\n]', folder):
            self.problems.append(f"{name} names a folder that cannot be. Example: {example}")
        return Mailbox(
            host=url.hostname,
            port=url.port or IMAP_PORTS.get(url.scheme, 993),
            user=unquote(url.username),
            password=unquote(url.password or ""),
            folder=folder,
            tls=url.scheme == "imaps",
            starttls=url.scheme == "imap" and not here,
        )

    def secret_key(self, made: Mapping[str, str]) -> str:
        value = self.text("SECRET_KEY", made.get("SECRET_KEY", ""))
        if not value:
            self.problems.append(f"SECRET_KEY is missing. Make one with: {MAKE_ONE}")
        elif len(value) < 50 or len(set(value)) < 5:
            self.problems.append(f"SECRET_KEY is too easy to guess. Use 50 characters: {MAKE_ONE}")
        return value

    def link_keys(self, made: Mapping[str, str], secret_key: str) -> list[str]:
        """The keys of private links, the one in use first; older ones still open links while they are listed."""
        text = self.text("LINK_KEY", made.get("LINK_KEY", ""))
        keys = [key.strip() for key in text.split(",") if key.strip()]
        if not keys:
            self.problems.append(f"LINK_KEY is missing. Make one with: {MAKE_ONE}")
        if any(len(key) < 32 or len(set(key)) < 5 for key in keys):
            self.problems.append(f"LINK_KEY is too easy to guess. Use 32 characters: {MAKE_ONE}")
        if secret_key and secret_key in keys:
            self.problems.append(f"LINK_KEY is the same as SECRET_KEY. Make a second one: {MAKE_ONE}")
        return keys

    def made_secrets(self, path: Path) -> dict[str, str]:
        """The keys of a house that was given none: made once, kept in a file that only its owner may read."""
        try:
            if not path.exists():
                _make_once(path)
            if path.stat().st_mode & 0o077:
                self.problems.append(f"Others may read {path}. Run: chmod 600 {path}")
            made: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            self.problems.append(f"The keys of the house cannot be kept in {path}: {error}.")
            return {}
        except ValueError:
            self.problems.append(f"{path} is damaged. Put it back from a backup; without it, links and sign-ins end.")
            return {}
        return made

    def stop_if_wrong(self) -> None:
        if self.problems:
            raise SettingsError("\n".join(["Trust Repair cannot start:", *(f"- {line}" for line in self.problems)]))


def _make_once(path: Path) -> None:
    """Whoever comes first wins; a process that comes second at the same moment reads the winner's keys."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    keys = {"SECRET_KEY": secrets.token_urlsafe(48), "LINK_KEY": secrets.token_urlsafe(48)}
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(keys, file)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink()


def _either(schemes: set[str]) -> str:
    return " or ".join(f"{scheme}://" for scheme in sorted(schemes))
