"""Celery wakes, it does not remember: what is to be done stands in the database, a message only says "look now".

Messages are acknowledged when a task begins: one that dies with its worker is worth nothing, the next wake-up does its
work. There is no eta, no countdown and no result. Messages older than the next wake-up expire, so that an outage of the
worker leaves no pile behind.
"""

import os

import django
from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trustrepair.settings")
django.setup()

from django.conf import settings  # noqa: E402

from ground.outbox import pulses, stopping, transports  # noqa: E402

from . import second_source  # noqa: E402
from .broker import broker_options  # noqa: E402
from .schedule import SCHEDULE  # noqa: E402

app = Celery("trustrepair")
app.conf.update(
    broker_url=settings.REDIS_URL,
    broker_transport_options=broker_options(settings.REDIS_URL, settings.VAR_DIR / "wake"),
    broker_connection_timeout=5,
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,  # for ever: without a broker the second source works
    task_ignore_result=True,
    task_acks_late=False,
    # Far above any deadline of ours; what hangs longer is killed, its leases run out. Long work has a limit of its own.
    task_time_limit=300,
    task_publish_retry=False,  # the next wake-up is seconds away
    worker_prefetch_multiplier=1,
    worker_enable_remote_control=False,
    worker_send_task_events=False,
    worker_hijack_root_logger=False,
    beat_scheduler="celery.beat:Scheduler",  # keeps no file: nothing it could remember would be true after a crash
    beat_schedule={
        work.task: {
            "task": work.task,
            "schedule": work.at or work.every.total_seconds(),
            "options": {"expires": max(work.every.total_seconds(), 30)},
        }
        for work in SCHEDULE
    },
    timezone="UTC",
)
app.autodiscover_tasks()
app.steps["worker"].add(second_source.step(SCHEDULE))


@signals.worker_init.connect
def begin(**_: object) -> None:
    stopping.go_on()


@signals.task_prerun.connect
def note_the_wake_up(task: object, **_: object) -> None:
    """Health asks when the broker last woke us; the second source keeps still while it does."""
    pulses.beat(getattr(task, "name", ""), woken=True)


@signals.worker_process_shutdown.connect
def hang_up(**_: object) -> None:
    transports.hang_up()


@signals.worker_shutting_down.connect
def end(**_: object) -> None:
    """No further letter is begun; what hangs all the same is ended, and the database remembers."""
    stopping.stop()
    second_source.exit_within_bounds()
