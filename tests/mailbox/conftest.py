import pytest
from django.conf import LazySettings

from ground.mailbox.waysin import MailIn
from tests.mailbox.mails import AUTHORITY


@pytest.fixture(autouse=True)
def receiving(settings: LazySettings) -> None:
    """The house has a reply address, and its mail server a name."""
    settings.MAIL_IN = MailIn(reply_address="reply@brightwater.example", authority=AUTHORITY)
