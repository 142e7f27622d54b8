"""manage.py receive_mail: one mail from a mail server's pipe, on standard input."""

import sys
from typing import Any

import structlog
from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, InterfaceError

from ground.mailbox.choices import Way
from ground.mailbox.limits import LARGEST
from ground.mailbox.reading import read_one
from ground.mailbox.storing import store
from ground.worktime.now import now

log = structlog.get_logger(__name__)

EMPTY, LATER = 65, 75  # EX_DATAERR: the server sends it back; EX_TEMPFAIL: it keeps the mail and tries again


class Command(BaseCommand):
    help = (
        "Take in one mail from standard input. Ends with 0 when it is safely stored, with 75 when the mail server"
        " should try again later, and with 65 when there was no mail."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="sender", default=None, help="The envelope sender; empty for the null path.")
        parser.add_argument("--to", dest="recipient", default="", help="The envelope recipient.")

    def handle(self, *args: Any, **options: Any) -> None:
        raw = sys.stdin.buffer.read(LARGEST + 1)
        while len(raw) > LARGEST and sys.stdin.buffer.read(1 << 20):
            pass  # the server must get rid of all of it, or it calls the mail undelivered
        if not raw.strip():
            self.stderr.write("There was no mail on standard input.")
            sys.exit(EMPTY)
        try:
            mail = store(raw, way=Way.PIPE, now=now(), envelope_from=_bare(options), envelope_to=options["recipient"])
        except (DatabaseError, InterfaceError) as error:
            log.warning("mail_not_stored", error=type(error).__name__)
            self.stderr.write("The mail could not be stored. Try again later.")
            sys.exit(LATER)
        try:
            read_one(mail.pk, now=now())
        except (DatabaseError, InterfaceError) as error:  # it is safe; the worker reads it in a moment
            log.warning("mail_not_read_yet", mail=mail.pk, error=type(error).__name__)


def _bare(options: dict[str, Any]) -> str | None:
    sender = options["sender"]
    return None if sender is None else sender.strip().strip("<>")
