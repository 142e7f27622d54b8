"""Who looks at the pages of the board, and a customer they are about."""

import pytest

from tests import make


@pytest.fixture
def kessler(john):
    return make.customer("Kessler Foundry", account_manager=john, slug="kessler")


@pytest.fixture
def admin(client, administrator):
    client.force_login(administrator)
    return client
