from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from praxis.identity.models import User
from praxis.kit.db.base import Base, Identified


class ApiKey(Base, Identified):
    """Lets a program in, as far as its scopes go and as long as its maker is an administrator."""

    __tablename__ = "api_keys"

    name: Mapped[str] = mapped_column(Text)
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary)
    created_by: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    maker: Mapped[User] = relationship(lazy="raise")

    __table_args__ = (CheckConstraint("cardinality(scopes) > 0", name="some_scope"),)
