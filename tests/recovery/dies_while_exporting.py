"""A worker that dies while it writes everything: python -m tests.recovery.dies_while_exporting."""

import os
import signal

import django


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "trustrepair.settings"
    django.setup()
    from ground.jobs import running, working
    from ground.worktime.now import now

    advance = working.Work.advance

    def advance_or_die(work: working.Work, done: int, *, total: int | None = None) -> None:
        advance(work, done, total=total)
        if done and done == total:
            os.kill(os.getpid(), signal.SIGKILL)

    working.Work.advance = advance_or_die  # type: ignore[method-assign]
    running.run_due(now=now())


if __name__ == "__main__":
    main()
