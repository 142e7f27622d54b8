"""A worker that dies while it opens a campaign: python -m tests.recovery.dies_while_opening <at which row>."""

import os
import signal
import sys

import django


def main(row: int) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "trustrepair.settings"
    django.setup()
    from ground.jobs import running
    from ground.jobs.models import Job
    from ground.worktime.now import now
    from recovery import campaign

    opens, opened = campaign.open_member, []

    def open_or_die(pk: int, **known: object) -> object:
        member = opens(pk, **known)  # type: ignore[arg-type]
        opened.append(pk)
        if len(opened) == row:
            os.kill(os.getpid(), signal.SIGKILL)  # everything of this row is written, and nothing is committed
        return member

    campaign.open_member = open_or_die  # type: ignore[assignment]
    running.run_one(Job.objects.filter(kind=campaign.KIND).live().get(), now=now())


if __name__ == "__main__":
    main(int(sys.argv[1]))
