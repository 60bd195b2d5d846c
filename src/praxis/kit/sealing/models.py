from datetime import datetime

from sqlalchemy import LargeBinary, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from praxis.kit.db.base import Base


class SealingKey(Base):
    """A key that something here is, or was, sealed under. The key itself is in the file alone.

    `key_check` tells it from others of its number.
    """

    __tablename__ = "sealing_keys"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    key_check: Mapped[bytes] = mapped_column(LargeBinary)
    known_at: Mapped[datetime] = mapped_column(server_default=func.now())


class SealingBacklog(Base):
    """A table with rows from a release that did not seal: until they are, nobody reads them."""

    __tablename__ = "sealing_backlog"

    table_name: Mapped[str] = mapped_column(Text, primary_key=True)
