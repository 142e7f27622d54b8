"""A real IMAP server (Dovecot) on a free port, with one mailbox in a directory of its own."""

import grp
import os
import pwd
import shutil
import signal
import subprocess
import time
from pathlib import Path
from socket import create_connection

from .ports import free_port

USER, PASSWORD = "replies", "only-for-tests"
CONFIG = """
protocols = imap
listen = 127.0.0.1
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
ssl = no
disable_plaintext_auth = no
default_internal_user = {internal}
default_login_user = {login}
default_internal_group = {group}
mail_location = maildir:{home}/mail
first_valid_uid = 1
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={owner} gid={owner_group} home={home}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


class DovecotMissing(RuntimeError):
    """The tests of the mailbox need Dovecot."""


def binary() -> str:
    found = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")
    if found is None:
        raise DovecotMissing("The tests need Dovecot. As root: scripts/test_parts.sh, else ask for dovecot-imapd.")
    return found


class Dovecot:
    """May be stopped and started again at the same address; `deliver` puts a mail into its inbox."""

    def __init__(self, home: Path) -> None:
        self.home, self.port, self._arrived = home, free_port(), 0
        me = pwd.getpwuid(os.getuid()).pw_name
        root = os.getuid() == 0
        self._owner = pwd.getpwnam("nobody" if root else me)
        people = ("dovecot", "dovenull", "dovecot") if root else (me, me, self._group(me))
        for folder in ("run", "state", "mail/new", "mail/cur", "mail/tmp"):
            (home / folder).mkdir(parents=True)
        for path in (home, *home.rglob("*")):
            if "run" not in path.parts and "state" not in path.parts:
                os.chown(path, self._owner.pw_uid, self._owner.pw_gid)
        names = dict(zip(("internal", "login", "group"), people, strict=True))
        known = {"home": home, "port": self.port, "password": PASSWORD, "owner": self._owner.pw_uid}
        config = CONFIG.format(**known, **names, owner_group=self._owner.pw_gid)
        (home / "dovecot.conf").write_text(config)
        self._process: subprocess.Popen[bytes] | None = None

    def _group(self, name: str) -> str:

        return grp.getgrgid(pwd.getpwnam(name).pw_gid).gr_name

    @property
    def url(self) -> str:
        return f"imap://{USER}:{PASSWORD}@127.0.0.1:{self.port}/INBOX"

    def start(self) -> "Dovecot":
        self._process = subprocess.Popen([binary(), "-F", "-c", str(self.home / "dovecot.conf")])
        until = time.monotonic() + 20
        while time.monotonic() < until:
            try:
                with create_connection(("127.0.0.1", self.port), timeout=1) as line:
                    if line.recv(4) == b"* OK":
                        return self
            except OSError:
                time.sleep(0.1)
        log = self.home / "log"
        raise AssertionError(f"Dovecot did not start: {log.read_text()[-2000:] if log.exists() else 'no log'}")

    def stop(self) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGTERM)
            self._process.wait(timeout=20)
            self._process = None

    def deliver(self, raw: bytes, *, mode: int = 0o600) -> None:
        """As a mail server does: written aside, then renamed into the inbox; with mode 0 nobody can read it."""
        self._arrived += 1
        name = f"{1_700_000_000 + self._arrived}.{self._arrived}.test"
        aside = self.home / "mail/tmp" / name
        aside.write_bytes(raw)
        os.chown(aside, self._owner.pw_uid, self._owner.pw_gid)
        aside.chmod(mode)
        aside.rename(self.home / "mail/new" / name)

    def unlock(self) -> None:
        """Every mail can be read again."""
        for path in (self.home / "mail").glob("*/*.test*"):
            path.chmod(0o600)

    def kept(self) -> list[tuple[str, str]]:
        """Every mail that is in the mailbox, and the flags it has."""
        files = [*(self.home / "mail/new").iterdir(), *(self.home / "mail/cur").iterdir()]
        return sorted((path.name.partition(":")[0], path.name.partition(":2,")[2]) for path in files)
