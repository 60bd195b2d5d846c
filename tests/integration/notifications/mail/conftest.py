from collections.abc import Iterator

import pytest

from tests.support.mail import MailServer, mail_server


@pytest.fixture
def server() -> Iterator[MailServer]:
    with mail_server() as running:
        yield running
