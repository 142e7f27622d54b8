"""A pipe that dies with a mail in hand: python -m tests.mailbox.receives stored|reading, the mail on standard input."""

import os
import signal
import sys

import django


def main(when: str) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "trustrepair.settings"
    django.setup()
    from ground.mailbox.choices import Way
    from ground.mailbox.models import Mail
    from ground.mailbox.placing import Fate, Placer, _placer
    from ground.mailbox.reading import read_one
    from ground.mailbox.storing import store
    from ground.worktime.now import now

    place: Placer = _placer[0]

    def place_and_die(mail: Mail, parsed: object, at: object) -> Fate:
        place(mail, parsed, at)  # everything it causes is written, and nothing is committed
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError

    raw = sys.stdin.buffer.read()
    mail = store(raw, way=Way.PIPE, now=now())
    if when == "reading":
        _placer[:] = [place_and_die]
        read_one(mail.pk, now=now())
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(sys.argv[1])
