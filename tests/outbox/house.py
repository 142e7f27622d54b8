"""Processes of the house, real ones, on the database and the relay of a test."""

import subprocess
import sys
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.db import connection
from django.db.models.functions import Now

from ground.outbox.models import Letter
from tests.servers import environment

CELERY = ("-m", "celery", "-A", "trustrepair")
WORKER = (*CELERY, "worker", "-O", "fair", "--without-gossip", "--without-mingle", "-l", "warning")


def start(*command, relay, log=subprocess.DEVNULL, **more):
    """A process of the house; ends with the test only if the test ends it."""
    variables = environment.for_children(EMAIL_URL=relay.url, **more)
    return subprocess.Popen([sys.executable, *command], cwd=environment.ROOT, env=variables, stdout=log, stderr=log)


@contextmanager
def running(*command, relay, **more):
    """The same, killed at the end if it still lives."""
    log_path = environment.new_directory("process") / "log"
    with log_path.open("wb") as log:
        process = start(*command, relay=relay, log=log, **more)
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.wait(30)
            sys.stdout.write(log_path.read_text(errors="replace")[-5000:])  # shown by pytest when the test fails


def delivering(relay, **more):
    """One run of delivery in a process of its own."""
    return running("manage.py", "deliver", "--seconds", "60", relay=relay, **more)


def end_sessions_of_the_dead():
    """A PostgreSQL backend would still finish the statement its killed client was waiting for."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )


def let_leases_run_out():
    """What two minutes would do."""
    Letter.objects.filter(state="sending").update(lease_until=Now() - timedelta(seconds=1))


def process_at(port):
    """The process that holds the other end of a local connection, by its port."""
    wanted = f":{port:04X} "
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    (inode,) = [row[9] for row in rows if f"{row[1]} ".endswith(wanted)]
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        try:
            if link.readlink().name == f"socket:[{inode}]":
                return int(link.parts[2])
        except OSError:
            continue  # a process or a file that ended meanwhile
    raise AssertionError(f"nobody holds port {port}")
