"""A house is founded once, by flags or questions; every wrong answer gets its sentence and founds nothing."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from ground.accounts.models import House, Person, Role
from ground.history.models import Entry
from ground.worktime.models import WorkCalendar
from tests import make

pytestmark = pytest.mark.django_db
FLAGS = {
    "name": "Halls & Co",
    "zone": "Europe/Berlin",
    "sender": "care@halls.example",
    "administrator": "Ann Hall",
    "email": "Ann@Halls.example",
}


@pytest.fixture
def password(tmp_path: Path) -> str:
    file = tmp_path / "password"
    file.write_text("correct horse battery\nsecond line\n")
    return str(file)


def found(password: str, **flags: str) -> str:
    out = io.StringIO()
    call_command("first_house", **{**FLAGS, "password_file": password, **flags}, stdout=out)
    return out.getvalue()


def test_a_house_has_its_hours_and_an_administrator_who_may_sign_in(password: str) -> None:
    assert found(password) == "Halls & Co is ready. Sign in as Ann@halls.example.\n"
    house, ann = House.objects.get(), Person.objects.get()
    assert (house.name, house.zone, house.sender) == ("Halls & Co", "Europe/Berlin", "care@halls.example")
    assert house.calendar.blocks.count() == 5
    assert (ann.role, ann.zone, ann.check_password("correct horse battery")) == (
        Role.ADMINISTRATOR,
        "Europe/Berlin",
        True,
    )
    assert [entry.what for entry in Entry.objects.order_by("pk")] == ["house.founded", "person.founded_the_house"]


WRONG = [
    ("name", "  ", "--name: This cannot be left empty."),
    ("name", "two\nlines", "--name: Write this on one line."),
    ("zone", "Mars/Olympus", "--zone: Choose a time zone from the list, such as Europe/London."),
    ("sender", "care", "--sender: Write one email address, like name@company.com."),
    ("sender", "a@b.example, c@d.example", "--sender: Write one email address, like name@company.com."),
    ("email", "ann@halls.example\nBcc: x@y.example", "--email: Write this on one line."),
    ("administrator", "n" * 101, "--administrator: "),
    ("password_file", "/nowhere/password", "--password-file: "),
]


@pytest.mark.parametrize(("flag", "value", "sentence"), WRONG)
def test_a_wrong_answer_founds_nothing(flag: str, value: str, sentence: str, password: str) -> None:
    with pytest.raises(CommandError) as refused:
        found(password, **{flag: value})
    assert str(refused.value).startswith(sentence)
    assert not House.objects.exists()
    assert not WorkCalendar.objects.exists()


@pytest.mark.parametrize("weak", ["", "short", "passwordpassword1"[:8], "Ann@Halls.example"])
def test_a_weak_password_founds_nothing(weak: str, tmp_path: Path) -> None:
    (tmp_path / "weak").write_text(f"{weak}\n")
    with pytest.raises(CommandError, match="--password-file: "):
        found(str(tmp_path / "weak"))
    assert not House.objects.exists()


def test_nobody_at_the_terminal_and_a_flag_missing_names_the_flag() -> None:
    with pytest.raises(CommandError, match=r"Give these flags: --sender, --password-file"):
        call_command("first_house", **{name: FLAGS[name] for name in FLAGS if name != "sender"})


def test_a_second_house_is_refused(password: str) -> None:
    make.house()
    with pytest.raises(CommandError, match="This house has a name and an administrator already"):
        found(password)
    assert not Person.objects.exists()
