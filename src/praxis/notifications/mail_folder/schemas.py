from datetime import datetime
from uuid import UUID

from pydantic import Field

from praxis.kit.schemas import Read


class FolderMailRead(Read):
    """An e-mail in the folder that stands in for a server."""

    id: UUID
    sent_at: datetime
    to: str
    subject: str


class FolderAttachmentRead(Read):
    name: str
    media_type: str
    size: int = Field(description="bytes")


class FolderMailWhole(FolderMailRead):
    text: str
    html: str
    attachments: list[FolderAttachmentRead]
