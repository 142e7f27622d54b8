"""PostgreSQL stopped and crashed while letters leave: all arrive, and at most one repeats per crash."""

import subprocess
import sys
from collections import Counter

import pytest

from tests.outbox.house import WORKER
from tests.servers import environment

pytestmark = pytest.mark.kill
WRITE = """
from django.db import transaction
from ground.worktime.now import now
from tests.outbox.write import letter
with transaction.atomic():
    for number in range(400):
        letter(key=str(number), thread=f"incident:{number % 40}", text=f"{number:03}\\n", now=now())
"""


def house(*command, url, relay, **options):
    variables = environment.for_children(
        DATABASE_URL=url,
        REDIS_URL="redis://127.0.0.1:9/0",
        EMAIL_URL=relay.url,
        OUTBOX_DEADLINE="4",
        OUTBOX_LEASE="8",
    )
    return subprocess.Popen([sys.executable, *command], cwd=environment.ROOT, env=variables, **options)


def done(*command, **more):
    assert house(*command, **more).wait(120) == 0


def states(cluster):
    with cluster.connect("house") as session:
        return dict(session.execute("SELECT state, count(*) FROM outbox_letter GROUP BY state").fetchall())


def test_letters_leave_once_and_in_order_over_a_restart_and_a_crash(scripted, durable_postgresql):
    cluster = durable_postgresql
    done("manage.py", "migrate", "-v0", url=cluster.url, relay=scripted)
    done("manage.py", "shell", "-v0", "-c", WRITE, url=cluster.url, relay=scripted)
    worker = house(
        *WORKER, "-c", "1", url=cluster.url, relay=scripted, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT
    )
    try:
        scripted.wait_for(50)
        cluster.stop()
        cluster.start()
        scripted.wait_for(150)
        cluster.crash()
        cluster.start()
        scripted.wait_until(lambda: len(set(scripted.kept)) == 400, 120)
    finally:
        worker.terminate()
        assert worker.wait(60) == 0
    assert states(cluster) == {"accepted": 400}
    assert len(scripted.kept) <= 402
    assert max(Counter(scripted.kept).values()) <= 2
    firsts = [int(raw.split(b"\r\n\r\n")[2].split()[0]) for raw in dict.fromkeys(scripted.kept)]
    for thread in range(40):
        mine = [number for number in firsts if number % 40 == thread]
        assert mine == sorted(mine)
