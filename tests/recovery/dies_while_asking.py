"""A worker that dies while it asks: python -m tests.recovery.dies_while_asking <instant> before|after the commit."""

import os
import signal
import sys
from datetime import datetime

import django
from django.db import transaction


def main(at: datetime, when: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "trustrepair.settings"
    django.setup()
    from recovery.check_ins import ask_due

    with transaction.atomic():
        ask_due(now=at)
        if when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(datetime.fromisoformat(sys.argv[1]), sys.argv[2])
