"""Asks for what a new house needs: its name, zone, sender and first administrator; by questions or by flags."""

import getpass
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from ground.accounts.founding import HouseRefused, found_house
from ground.accounts.models import House, Person
from ground.text import clean_address, clean_line
from ground.worktime.now import now
from ground.worktime.zones import known_zones, validate_zone

Answers = dict[str, str]


class Command(BaseCommand):
    help = "Found the house: name, time zone, sender and first administrator. Flags answer without asking."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--name", help="the name customers know you by")
        parser.add_argument("--zone", help="the time zone of your working hours, such as Europe/London")
        parser.add_argument("--sender", help="the address your letters come from")
        parser.add_argument("--administrator", help="the first administrator's name")
        parser.add_argument("--email", help="the address they sign in with")
        parser.add_argument("--password-file", help="a file whose first line is their password")

    def handle(self, *_args: Any, **options: Any) -> None:
        if House.objects.exists():
            raise CommandError(_("This house has a name and an administrator already."))
        answers: Answers = {name: options[name] for name in QUESTIONS if options.get(name)}
        if options["password_file"]:
            answers["password"] = first_line(Path(options["password_file"]))
        missing = [name for name in QUESTIONS if name not in answers]
        if missing and not sys.stdin.isatty():
            flags = ", ".join("--password-file" if name == "password" else f"--{name}" for name in missing)
            raise CommandError(_("Nobody is here to answer. Give these flags: %(flags)s") % {"flags": flags})
        checked: Answers = {}
        for name, value in answers.items():
            checked[name] = self.checked(name, value, answers)
        if missing:
            self.stdout.write(_("A new house. A few questions, asked once; everything can be changed later."))
        for name in missing:
            checked[name] = self.ask(name, checked)
        try:
            house = found_house(**checked, now=now())
        except HouseRefused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(_("%(house)s is ready. Sign in as %(email)s.") % {"house": house, "email": checked["email"]})

    def ask(self, name: str, so_far: Answers) -> str:
        question, _check = QUESTIONS[name]
        proposal = local_zone() if name == "zone" else ""
        ask = getpass.getpass if name == "password" else input
        while True:
            answer = ask(f"  {question()}{f' [{proposal}]' if proposal else ''}: ") or proposal
            try:
                answer = check(name, answer, so_far)
                if name != "password" or ask("  " + _("The same once more") + ": ") == answer:
                    return answer
                self.stdout.write("  " + _("The two are not the same."))
            except ValidationError as wrong:
                self.stdout.write("  " + " ".join(wrong.messages))

    def checked(self, name: str, value: str, answers: Answers) -> str:
        try:
            return check(name, value, answers)
        except ValidationError as wrong:
            flag = "password-file" if name == "password" else name
            raise CommandError(f"--{flag}: {' '.join(wrong.messages)}") from None


def check(name: str, value: str, answers: Answers) -> str:
    """The cleaned answer; ValidationError with a sentence when it will not do."""
    if not value.strip():
        raise ValidationError(_("This cannot be left empty."))
    if name == "password":
        person = Person(email=answers.get("email", ""), name=answers.get("administrator", ""))
        validate_password(value, person)
        return value
    return QUESTIONS[name][1](value)


def _zone(value: str) -> str:
    validate_zone(value.strip())
    return value.strip()


def _name(value: str) -> str:
    return clean_line(value, 100)


QUESTIONS: dict[str, tuple[Callable[[], str], Callable[[str], str]]] = {
    "name": (lambda: _("The name customers know you by"), _name),
    "zone": (lambda: _("Time zone of your working hours"), _zone),
    "sender": (lambda: _("Address your letters come from"), clean_address),
    "administrator": (lambda: _("The first administrator's name"), _name),
    "email": (lambda: _("The address they sign in with"), clean_address),
    "password": (lambda: _("A password for them, 12 characters or more"), str),
}


def local_zone() -> str:
    """The zone of this machine, as a proposal."""
    path = Path("/etc/localtime")
    name = str(path.resolve()).partition("zoneinfo/")[2] if path.is_symlink() else ""
    return name if name in known_zones() else "UTC"


def first_line(path: Path) -> str:
    try:
        return (path.read_text(encoding="utf-8").splitlines() or [""])[0]
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"--password-file: {error}") from None
