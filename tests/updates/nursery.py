"""Workers of the house by the handful: python -m tests.updates.nursery, then a line on its input for each.

Everything is imported once; each line forks a worker, as a worker's pool does, and its pid is the answer. A worker
ticks and delivers by the clock of the demo until somebody kills it.
"""

import os
import signal
import sys
import time
import traceback

import django
from django.conf import settings
from django.db import connection


def work() -> None:
    """What the beat wakes, in a loop; what goes wrong is written down and tried again, as it is there."""
    from ground.outbox import transports
    from ground.outbox.delivery import deliver_due
    from ground.worktime.now import now
    from updates.reminders import tick

    while os.getppid() != 1:
        try:
            tick(now=now())
            deliver_due(now=now())
        except Exception:
            traceback.print_exc()
            connection.close()
        transports.hang_up()
        time.sleep(0.1)


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "trustrepair.settings"
    django.setup()
    settings.DEMO = True
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the dead
    for _line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            work()
            os._exit(0)
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
