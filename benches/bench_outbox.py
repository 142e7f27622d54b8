"""The outbox on PostgreSQL: a claim from a long backlog, and letters a second beside a bare loop of smtplib.

The bare loop sends the same bytes over one kept connection and does nothing else. One worker process renders, stores,
claims, sends and marks; rendering and storing are counted too, though in the house another process does them.
"""

import multiprocessing
import os
import smtplib
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Event

import django
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from django.core.management import call_command

from tests.servers import environment
from tests.servers.postgresql import Cluster

BACKLOG = 100_000
CLAIMS = 300
LETTERS = 600
CLAIM_P99_MS = 5.0
SHARE = 0.45
Row = tuple[str, bool]


class Relay(Controller):
    """aiosmtpd on a port of its own choice, throwing everything away."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        super()._trigger_server()  # type: ignore[no-untyped-call]


def _sink(tell: Connection) -> None:
    relay = Relay(Sink(), hostname="127.0.0.1", port=0, ready_timeout=60)
    relay.start()
    tell.send(relay.port)
    Event().wait()


def start_sink() -> tuple[multiprocessing.Process, int]:
    """The relay in a process of its own."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.Process(target=_sink, args=(there,), daemon=True)
    process.start()
    return process, here.recv()


def make_backlog() -> None:
    """Ten thousand threads of ten letters each, so that the order within a thread is asked for too."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO outbox_letter (key, channel, sender, recipient, subject, message_id, raw, secrets, blanked,
                   customer, about, guard, listener, thread, position, state, created_at, wanted_at, due_at, attempts,
                   deaths, last_error, relay_reply)
               SELECT 'backlog ' || n, 'smtp', 'a@b.example', 'to' || n %% 5000 || '@b.example', 'subject',
                   '<' || n || '>', decode(repeat('ab', 2000), 'hex'), '[]', false, true, '', '', '',
                   'thread ' || n %% 10000, n / 10000 + 1,
                   'waiting', now(), now(), now() - interval '1 day' + n * interval '1 millisecond', 0, 0, '', ''
               FROM generate_series(0, %s - 1) AS n""",
            [BACKLOG],
        )
        cursor.execute("ANALYZE outbox_letter")


def bench_claims() -> Row:
    from ground.outbox.claiming import claim
    from ground.worktime.now import now

    make_backlog()
    times = []
    for _ in range(CLAIMS):
        moment, began = now(), time.perf_counter()
        assert len(claim("smtp", now=moment, at_most=20)) == 20
        times.append((time.perf_counter() - began) * 1000)
    p50, p99 = statistics.median(times), statistics.quantiles(times, n=100)[98]
    line = f"claim of 20 from {BACKLOG:,}: p50 {p50:.1f} ms, p99 {p99:.1f} ms (bound {CLAIM_P99_MS:g} ms)"
    return line, p99 <= CLAIM_P99_MS


def message(number: int) -> "object":
    from email.message import EmailMessage

    from django.template import Context, Template

    words = {"name": "Ingrid", "number": number, "lines": range(20)}
    text = "Dear {{ name }},\n{% for line in lines %}Line {{ line }} of what we do about TR-{{ number }}.\n{% endfor %}"
    made = EmailMessage()
    made["From"], made["Subject"] = "Brightwater <care@brightwater.example>", f"TR-{number}: what we do now"
    made.set_content(Template(text).render(Context(words)))
    made.add_alternative(Template(f"<p>{text}</p>").render(Context(words)), subtype="html")
    return made


def bare_loop(port: int, letters: list[tuple[str, str, bytes]]) -> float:
    with smtplib.SMTP("127.0.0.1", port, local_hostname="bench") as line:
        line.ehlo()
        began = time.perf_counter()
        for sender, recipient, raw in letters:
            line.sendmail(sender, [recipient], raw)
        return len(letters) / (time.perf_counter() - began)


def write_all(first: int) -> None:
    from ground.outbox.writing import write
    from ground.worktime.now import now

    for number in range(first, first + LETTERS):
        write(
            key=f"bench {number}",
            recipient=f"reader{number}@b.example",
            message=message(number),  # type: ignore[arg-type]
            about="bench",
            thread=f"bench {number}",
            now=now(),
        )


def deliver_all() -> None:
    from ground.outbox.delivery import deliver_due
    from ground.worktime.now import now

    sent = 0
    while sent < LETTERS:
        sent += deliver_due(now=now(), limit_seconds=60)


def commit_seconds(times: int = 200) -> float:
    """What the disk asks for one durable commit."""
    from ground.outbox.pulses import beat

    beat("bench", woken=False)
    began = time.perf_counter()
    for _ in range(times):
        beat("bench", woken=False)
    return (time.perf_counter() - began) / times


def rate(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return LETTERS / (time.perf_counter() - began)


def bench_sending(port: int) -> list[Row]:
    from django.conf import settings
    from django.db import connection

    from ground.outbox.models import Letter
    from ground.outbox.relayaddress import RelayAddress

    settings.MAIL = RelayAddress(host="127.0.0.1", port=port)
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE outbox_letter")
    rows: list[tuple[float, float, float]] = []
    for round_ in range(3):
        written = rate(partial(write_all, round_ * LETTERS))
        letters = list(Letter.objects.filter(state="waiting").values_list("sender", "recipient", "raw"))
        bare = bare_loop(port, [(sender, recipient, bytes(raw)) for sender, recipient, raw in letters])
        rows.append((bare, rate(deliver_all), written))
    bare, worker, written = (statistics.median(column) for column in zip(*rows, strict=True))
    whole = 1 / (1 / worker + 1 / written)
    commit = commit_seconds()
    best = 1 / (1 + commit * bare)
    return [
        (f"bare loop {bare:.0f} letters/s", True),
        (
            f"claimed, sent, marked {worker:.0f}/s = {worker / bare:.0%} of it (goal {SHARE:.0%})",
            worker / bare >= SHARE,
        ),
        (f"a commit that changes one row takes {commit * 1000:.1f} ms: one a letter leaves at most {best:.0%}", True),
        (f"rendered, stored, claimed, sent, marked {whole:.0f}/s = {whole / bare:.0%} of it", True),
    ]


def prepare(cluster: Cluster, directory: str) -> None:
    """The house's own settings on this cluster."""
    os.environ.update(
        environment.SETTINGS, DATABASE_URL=cluster.url, VAR_DIR=directory, EMAIL_URL=f"file://{directory}"
    )
    os.environ["DJANGO_SETTINGS_MODULE"] = "trustrepair.settings"
    django.setup()
    call_command("migrate", verbosity=0)


def main() -> int:
    sink, port = start_sink()
    with tempfile.TemporaryDirectory() as directory:
        Path(directory).chmod(0o711)
        cluster = Cluster(Path(directory) / "postgresql", durable=True).make()
        try:
            prepare(cluster, directory)
            rows = [bench_claims(), *bench_sending(port)]
        finally:
            cluster.stop()
            sink.terminate()
    for line, well in rows:
        sys.stdout.write(f"{'   ' if well else 'NOT'} {line}\n")
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    sys.stdout.write(f"    PostgreSQL with fsync on; load {load} on {os.cpu_count()} cores\n")
    return 0 if all(well for _, well in rows) else 1


if __name__ == "__main__":
    sys.exit(main())
