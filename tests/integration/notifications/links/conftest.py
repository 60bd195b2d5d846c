import pytest

from tests.integration.notifications.links.holder import Holder, holder_of
from tests.integration.scheduling.cast import Cast
from tests.support.messages import Mailbox


@pytest.fixture
async def holder(cast: Cast, mailbox: Mailbox) -> Holder:
    return await holder_of(cast, mailbox)
