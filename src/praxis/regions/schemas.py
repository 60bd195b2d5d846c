from typing import Annotated, Self
from uuid import UUID

from pydantic import ConfigDict, Field, StringConstraints
from pydantic.config import JsonDict

from praxis.kit.schemas import PublicId, Read
from praxis.regions.models import Region

Country = Annotated[
    str, StringConstraints(pattern="^[A-Z]{2}$"), Field(description="ISO 3166-1", examples=["BD"])
]
RegionId = Annotated[PublicId, Field(description="of any level, as `GET /regions` lists them")]

_DHAKA: JsonDict = {
    "id": "01994d3e-7a00-7000-8000-000000000041",
    "name": "Dhaka",
    "names": {"bn": "ঢাকা"},
}
_SAVAR: JsonDict = {
    "id": "01994d3e-7a00-7000-8000-000000000043",
    "name": "Savar",
    "names": {"bn": "সাভার"},
}


class RegionName(Read):
    id: UUID
    name: str = Field(description="in English")
    names: dict[str, str] = Field(description="by language, like `bn`; English stands in `name`")


class RegionBrief(RegionName):
    path: list[RegionName] = Field(description="from the top to the region itself")

    @classmethod
    def of(cls, region: Region | None) -> Self | None:
        return None if region is None else cls(**_names(region))


class RegionRead(RegionName):
    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    **_SAVAR,
                    "code": "BD-13-SAVAR",
                    "country": "BD",
                    "level": 3,
                    "kind": "upazila",
                    "parent_id": _DHAKA["id"],
                    "path": [_DHAKA, _SAVAR],
                    "ended": False,
                }
            ]
        }
    )

    code: str = Field(description="unique in its country; ISO 3166-2 where that has one")
    country: str
    level: int = Field(description="1 at the top")
    kind: str = Field(description="what its country calls it: division, district, thana …")
    parent_id: UUID | None
    path: list[RegionName] = Field(description="from the top to the region itself")
    ended: bool = Field(description="no longer listed or chosen; kept for whoever carries it")

    @classmethod
    def of(cls, region: Region) -> Self:
        above = region.lineage[:-1]
        return cls(
            **_names(region),
            code=region.code,
            country=region.country,
            level=region.level,
            kind=region.kind,
            parent_id=above[-1]["id"] if above else None,
            ended=region.ended_at is not None,
        )


def _names(region: Region) -> dict[str, object]:
    path = [RegionName.model_validate(entry) for entry in region.lineage]
    return {"id": region.uid, "name": region.name, "names": region.names, "path": path}
