"""What is kept of free time. All of it is derived: `praxis slots rebuild` makes it anew."""

from datetime import datetime

from sqlalchemy import ARRAY, BigInteger, ForeignKey, Identity, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from praxis.kit.db.base import Base


class OpenStretch(Base):
    """One stretch of the hours of a doctor at a place, holidays and leave taken off.

    Visits start on a grid that begins at `grid_from`, before `starts_before` if there is one, and
    end by `ends_at`. They are of the types in `for_types`, and not of those in `not_for_types`;
    of all where both are null.
    """

    __tablename__ = "open_stretches"

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    doctor_id: Mapped[int]
    location_id: Mapped[int]
    grid_from: Mapped[datetime]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    starts_before: Mapped[datetime | None]
    for_types: Mapped[list[int] | None] = mapped_column(ARRAY(BigInteger))
    not_for_types: Mapped[list[int] | None] = mapped_column(ARRAY(BigInteger))

    __table_args__ = (Index("ix_open_stretches_doctor_id_starts_at", "doctor_id", "starts_at"),)


class FreeStretch(Base):
    """What claims leave of an open stretch, cut where a new `bucket` of the clock begins.

    A visit that starts in the bucket may run on past its end, until `ends_at`. Whoever looks for
    times from an instant on needs no row of an earlier bucket. Its buffers may reach into whatever
    lies around, as long as that is not claimed either: from `clear_from` until `clear_until`. The
    `specialty` is the doctor's, in small letters.
    """

    __tablename__ = "free_stretches"

    open_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    starts_at: Mapped[datetime] = mapped_column(primary_key=True)
    bucket: Mapped[datetime]
    grid_from: Mapped[datetime]
    doctor_id: Mapped[int]
    location_id: Mapped[int]
    ends_at: Mapped[datetime]
    starts_before: Mapped[datetime | None]
    for_types: Mapped[list[int] | None] = mapped_column(ARRAY(BigInteger))
    not_for_types: Mapped[list[int] | None] = mapped_column(ARRAY(BigInteger))
    clear_from: Mapped[datetime]
    clear_until: Mapped[datetime]
    # In the order of its bytes, which no other library or locale changes. Null only in rows of an
    # older release.
    specialty: Mapped[str | None] = mapped_column(Text(collation="C"))

    __table_args__ = (
        Index(
            "ix_free_stretches_search",
            *("bucket", "grid_from", "starts_at", "doctor_id", "location_id"),
        ),
        Index(
            "ix_free_stretches_search_specialty",
            *("specialty", "bucket", "grid_from", "starts_at", "doctor_id", "location_id"),
        ),
        Index("ix_free_stretches_longest", "bucket", "grid_from", "starts_at", "ends_at"),
        Index(
            "ix_free_stretches_doctor_id_starts_at_clear",
            "doctor_id",
            "starts_at",
            text("(clear_until - clear_from)"),
        ),
    )


class FreeTimeDoctor(Base):
    """From when until when the starts of a doctor are kept. Whoever writes them locks this row."""

    __tablename__ = "free_time_doctors"

    doctor_id: Mapped[int] = mapped_column(
        ForeignKey("doctors.id"), primary_key=True, autoincrement=False
    )
    location_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    covered_from: Mapped[datetime]
    covered_until: Mapped[datetime]
    made_at: Mapped[datetime]

    __table_args__ = (
        Index("ix_free_time_doctors_covered_from", "covered_from"),
        Index("ix_free_time_doctors_covered_until", "covered_until"),
        Index("ix_free_time_doctors_made_at", "made_at"),
    )


class StaleFreeTime(Base):
    """That the hours of a doctor are others than those that are kept.

    Triggers write it in the transaction that changes hours, so nothing is stale unseen.
    """

    __tablename__ = "stale_free_time"

    id: Mapped[int] = mapped_column(Identity(always=True), primary_key=True)
    doctor_id: Mapped[int]

    __table_args__ = (Index("ix_stale_free_time_doctor_id", "doctor_id"),)
