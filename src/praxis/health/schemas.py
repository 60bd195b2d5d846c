from enum import StrEnum

from pydantic import Field

from praxis.kit.schemas import Read


class HealthStatus(StrEnum):
    OK = "ok"
    UNAVAILABLE = "unavailable"
    STOPPING = "stopping"


class DatabaseHealth(Read):
    status: HealthStatus
    server_version: str | None = Field(examples=["18.1"])


class MigrationHealth(Read):
    current: str | None = Field(
        description="revision of the database", examples=["2026_11_21_0500"]
    )
    head: str = Field(description="what this release needs", examples=["2026_11_21_0500"])


class HealthRead(Read):
    """`ok` when the database answers and has at least the revision this release needs.

    `stopping`, of `/readyz` alone: this server was told to stop, and answers for some seconds yet.
    """

    status: HealthStatus
    version: str = Field(examples=["0.1.0"])
    database: DatabaseHealth
    migrations: MigrationHealth


class Alive(Read):
    status: HealthStatus = HealthStatus.OK
