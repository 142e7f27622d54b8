"""manage.py deliver: send what is due now, without a broker."""

import signal
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from ground.outbox import stopping, transports
from ground.outbox.delivery import deliver_due
from ground.worktime.now import now


class Command(BaseCommand):
    help = "Send the letters that are due, and say how many the relay accepted."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seconds", type=float, default=10, help="begin no further letter after this time")

    def handle(self, *args: Any, **options: Any) -> None:
        signal.signal(signal.SIGTERM, lambda *_: stopping.stop())
        accepted = deliver_due(now=now(), limit_seconds=options["seconds"])
        transports.hang_up()
        self.stdout.write(f"{accepted} accepted")
