"""Links that are mailed. Written here; whoever delivers the outbox mails them."""

from datetime import datetime, timedelta

from praxis.identity import repository
from praxis.identity.models import TokenPurpose
from praxis.kit import outbox
from praxis.kit.db.database import UnitOfWork

VERIFICATION_REQUESTED = "identity.verification_requested"
RESET_REQUESTED = "identity.password_reset_requested"
# Both name the former address: whoever took an account over must not be the only one to hear of it.
PASSWORD_CHANGED = "identity.password_changed"  # noqa: S105 -- a topic
EMAIL_CHANGED = "identity.email_changed"
# What an account is signed in with besides the password.
FACTORS_CHANGED = "identity.factors_changed"
# What lets a program in under the name of an account, whatever becomes of its password.
API_KEY_MADE = "identity.api_key_made"

# A sign-in from a device that this account was not seen with before.
NEW_DEVICE = "identity.new_device"


async def send_verification(
    unit: UnitOfWork, email: str, now: datetime, lifetime: timedelta
) -> None:
    """Ask the active account of this e-mail to confirm it."""
    token_uid, user = await repository.insert_link(
        unit, email, TokenPurpose.EMAIL_VERIFICATION, now, now + lifetime
    )
    if user is not None:
        await outbox.enqueue(unit, VERIFICATION_REQUESTED, user=user["uid"], token=token_uid)


async def void_all_links(unit: UnitOfWork, user_id: int, now: datetime) -> None:
    await repository.void_links(unit, user_id, tuple(TokenPurpose), now)
