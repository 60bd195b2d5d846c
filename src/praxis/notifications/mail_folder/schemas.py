from datetime import datetime

from pydantic import Field

from praxis.kit.schemas import Read


class FolderMailRead(Read):
    """An e-mail in the folder that stands in for a server. What cannot be read of it is null."""

    id: str = Field(description="the name of its file", examples=["20270104T060000Z-0199….eml"])
    sent_at: datetime | None
    to: str | None
    subject: str | None


class FolderMailWhole(FolderMailRead):
    text: str | None
    html: str | None
    attachments: list[str] = Field(description="their names")
