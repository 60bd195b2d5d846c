"""Where payment over the internet will stand. Nothing uses this yet."""

from datetime import datetime
from typing import Protocol
from uuid import UUID

from praxis.kit.schemas import Money


class Checkout(Protocol):
    """A page of the provider on which a patient pays."""

    @property
    def reference(self) -> str:
        """The provider's own id of it."""
        ...

    @property
    def url(self) -> str: ...
    @property
    def expires_at(self) -> datetime: ...


class PaymentProvider(Protocol):
    """Somebody who takes money for the practice: a card processor, a mobile wallet.

    What it took becomes a row of `payments` like any other, by `service.take_payment`, under
    its reference, and only on its own signed word; the browser that comes back proves nothing.
    """

    name: str

    async def open_checkout(self, visit: UUID, amount: Money, return_to: str) -> Checkout:
        """Begin a payment for a visit. Called again for the same visit, it may be another."""
        ...

    async def confirm(self, body: bytes, signature: str) -> tuple[str, Money] | None:
        """Reference and amount of a signed notice that money came; None for any other notice."""
        ...

    async def give_back(self, reference: str, amount: Money, key: str) -> None:
        """Send money back. Called again with the same key, it is sent once."""
        ...
