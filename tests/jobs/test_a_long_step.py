"""A turn at long work may take longer than any other task may: the limit of the others does not kill it."""

import time

import pytest
from kombu import Connection

from ground.jobs.models import Job, State
from ground.jobs.tasks import work
from ground.worktime.now import now as read_now
from refunds.incoming import Upload
from refunds.intake import uploads
from tests import make
from tests.outbox.house import running
from tests.refunds.bring import keep, lines

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.kill]
LIMIT = 1  # second that any other task gets
SHORT_OF_TIME = f"""
from trustrepair.celery import app
app.conf.task_time_limit = {LIMIT}
app.worker_main(["worker", "-c", "1", "--without-gossip", "--without-mingle", "-l", "warning"])
"""
ROWS = 30_000


def test_a_turn_longer_than_the_limit_of_other_tasks_is_not_cut(broker, smtp_server, now):
    john = make.cast().john
    make.customer("Shop 1", account_manager=john, reference="K1")
    upload = keep(john, lines(*[f"K1;R-{n // 5};01.03.2023;IT-{n};3;1,25;EUR;20;" for n in range(ROWS)]), dates="dmy")
    Upload.objects.update(created_at=read_now())  # or it would be forgotten as one of yesterday
    job = uploads.ask_check(upload, by=john, now=now)
    with running("-c", SHORT_OF_TIME, relay=smtp_server, REDIS_URL=broker.url):
        with Connection(broker.url) as connection:
            work.apply_async(connection=connection)
        ends = time.monotonic() + 60
        while job.is_live and time.monotonic() < ends:
            time.sleep(0.2)
            job.refresh_from_db()
    assert (job.state, job.attempts, job.done) == (State.DONE, 0, ROWS)
    assert job.worked_seconds > LIMIT, "it took longer than others may"
    assert Job.objects.count() == 1
