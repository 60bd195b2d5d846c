from datetime import datetime

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from praxis.kit.db.base import Base


class SignInAttempts(Base):
    """Wrong passwords in a row for an e-mail, or for an e-mail from one address.

    The key is a keyed hash of them, whether there is such an account or not: the table tells
    neither who has one nor where they were.
    """

    __tablename__ = "sign_in_attempts"

    key: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    failures: Mapped[int] = mapped_column(default=0, server_default="0")
    tried_at: Mapped[datetime] = mapped_column(index=True)
    # When this e-mail last signed in from this address; null where it never did.
    succeeded_at: Mapped[datetime | None]
