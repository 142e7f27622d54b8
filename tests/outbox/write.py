"""A letter in one line, for the tests of this room."""

from email.message import EmailMessage

from ground.outbox.writing import write
from tests import make


def message(text="Dear Ingrid, we overcharged you.\n", **headers):
    made = EmailMessage()
    made["From"] = "Brightwater <care@brightwater.example>"
    made["Subject"] = headers.pop("subject", "What went wrong")
    for name, value in headers.items():
        made[name] = value
    made.set_content(text)
    made.add_alternative(f"<p>{text}</p>", subtype="html")
    return made


def letter(key="a", recipient="ingrid@halvorsen.example", text="Dear Ingrid, we overcharged you.\n", **more):
    values = {"about": "x:1", "now": make.NOW} | more
    return write(key=key, recipient=recipient, message=message(text), **values)
