"""A PostgreSQL cluster of our own, in a directory of its own; as root it runs as the user postgres."""

import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psycopg

from .ports import free_port

QUICK = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
MISSING = (
    "The tests on PostgreSQL need its server programs (initdb, postgres), and they are not here."
    " Run scripts/test_parts.sh as root, or install the packages postgresql and postgresql-contrib."
)


class PostgresqlMissing(RuntimeError):
    """Said with what to install."""


class Cluster:
    """`durable` keeps fsync on, for the tests that kill the server."""

    user = password = "house"

    def __init__(self, directory: Path, *, durable: bool = False) -> None:
        self.directory = directory
        self.durable = durable
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"postgres://{self.user}:{self.password}@127.0.0.1:{self.port}/house"

    def make(self) -> "Cluster":
        """Initialise, start on a free port, and create the database `house`."""
        self.directory.mkdir(parents=True, exist_ok=True)
        password_file = self.directory / "password"
        password_file.write_text(self.password)
        if os.geteuid() == 0:
            for path in (self.directory, password_file):
                shutil.chown(path, "postgres", "postgres")
        who = ["-U", self.user, "--pwfile=password", "--auth=scram-sha-256"]
        self._run([str(program("initdb")), "-D", "data", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", *who])
        self.port = free_port()
        self.start()
        self.execute("CREATE DATABASE house")
        return self

    def start(self) -> None:
        options = [f"port={self.port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={self.directory}"]
        options += ["max_connections=60"] + ([] if self.durable else QUICK)
        arguments = [part for option in options for part in ("-c", option)]
        with (self.directory / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [str(program("postgres")), "-D", "data", *arguments], stdout=log, stderr=log, **self._as_server()
            )
        self._wait_until_it_answers()

    def stop(self) -> None:
        """End all sessions and shut down cleanly; after half a minute, the hard way."""
        if self.process is not None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                self.crash()
            self.process = None

    def crash(self) -> None:
        """End at once without writing anything more; the next start recovers from the log."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(30)
        self.process = None

    def execute(self, statement: str) -> None:
        with self.connect(autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[arg-type]

    def connect(self, database: str = "postgres", *, autocommit: bool = False) -> "psycopg.Connection[tuple]":
        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user=self.user,
            password=self.password,
            dbname=database,
            autocommit=autocommit,
            connect_timeout=5,
        )

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + 60
        while True:
            try:
                self.connect().close()
            except psycopg.OperationalError as error:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError(f"PostgreSQL did not start: {(self.directory / 'log').read_text()}") from error
                time.sleep(0.05)
            else:
                return

    def _run(self, command: list[str]) -> None:
        done = subprocess.run(command, capture_output=True, text=True, **self._as_server())
        if done.returncode:
            raise RuntimeError(f"{command[0]} failed: {done.stderr}")

    def _as_server(self) -> dict:
        """A session of its own, so that Ctrl-C reaches the tests and not the server."""
        who = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
        return {"cwd": self.directory, "start_new_session": True, **who}


def program(name: str) -> Path:
    """One of the server's programs: the newest Debian keeps aside, else what is on the PATH."""
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]))
    if versions:
        return versions[-1]
    if found := shutil.which(name):
        return Path(found)
    raise PostgresqlMissing(MISSING)
