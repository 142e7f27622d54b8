"""A worker that dies at its job: python -m tests.refunds.dies_while_checking <upload> <rows> | land."""

import os
import signal
import sys

import django


def main(upload: int, where: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "trustrepair.settings"
    django.setup()
    from ground.jobs import running, working
    from ground.jobs.models import Job
    from ground.worktime.now import now
    from refunds.intake import checking, workbooks

    checking.STEP, workbooks.TOLD_EVERY = 100, 20
    advance = working.Work.advance

    def advance_or_die(work: working.Work, done: int, *, total: int | None = None) -> None:
        advance(work, done, total=total)
        if (where == "land" and done) or (where != "land" and done > int(where)):
            os.kill(os.getpid(), signal.SIGKILL)  # everything of this step is written, and nothing is committed

    working.Work.advance = advance_or_die  # type: ignore[method-assign]
    job = Job.objects.filter(subject_id=upload).live().get()
    running.run_one(job, now=now())


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
