"""A worker that dies at a sweep: python -m tests.refunds.dies_while_sweeping <sweep> <customers reckoned>."""

import os
import signal
import sys

import django


def main(sweep: int, customers: int) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "trustrepair.settings"
    django.setup()
    from ground.jobs import running, working
    from ground.jobs.models import Job
    from ground.worktime.now import now
    from refunds import sweep_job

    sweep_job.STEP = 2
    advance = working.Work.advance

    def advance_or_die(work: working.Work, done: int, *, total: int | None = None) -> None:
        advance(work, done, total=total)
        if done > customers:
            os.kill(os.getpid(), signal.SIGKILL)  # everything of this step is written, and nothing is committed

    working.Work.advance = advance_or_die  # type: ignore[method-assign]
    job = Job.objects.about(sweep_job.KIND, sweep).live().get()
    running.run_one(job, now=now())


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
