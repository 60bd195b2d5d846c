from sqlalchemy import CheckConstraint, SmallInteger, Text
from sqlalchemy.orm import Mapped, mapped_column

from praxis.kit.db.base import Base, Versioned

THE_ONE = 1


class Practice(Base, Versioned):
    """How the practice presents itself. There is one row, and migrations have put it there."""

    __tablename__ = "practice"

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(Text)
    phone: Mapped[str | None] = mapped_column(Text)
    email: Mapped[str | None] = mapped_column(Text)
    website: Mapped[str | None] = mapped_column(Text)
    address: Mapped[str | None] = mapped_column(Text)
    default_locale: Mapped[str] = mapped_column(Text, server_default="en")

    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)
