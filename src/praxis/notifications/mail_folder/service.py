"""The e-mails of a practice that has no server for them yet: administrators see what would go."""

import asyncio
from pathlib import Path

from praxis.audit import service as audit
from praxis.identity.auth import Actor
from praxis.kit.db.database import Database
from praxis.kit.errors import NotFound
from praxis.kit.pagination import BadCursor, Page, PageRequest, decode_cursor, encode_cursor
from praxis.notifications.mail.folder import (
    FolderMail,
    FolderMailContent,
    find_mail,
    list_mails,
)
from praxis.notifications.mail_folder.schemas import FolderMailRead, FolderMailWhole


async def list_folder(folder: Path, page: PageRequest) -> Page[FolderMailRead]:
    """Newest first. Raises `BadCursor`."""
    after = None
    if page.cursor is not None:
        (after,) = decode_cursor(page.cursor, (str,))
        if not isinstance(after, str):
            raise BadCursor(pointer="/query/cursor")
    found = await asyncio.to_thread(list_mails, folder, limit=page.limit, after=after)
    return Page(
        items=[FolderMailRead(**_head(mail)) for mail in found.mails],
        next_cursor=None if found.next is None else encode_cursor((found.next,)),
        total=found.total if page.count else None,
    )


async def open_mail(database: Database, actor: Actor, folder: Path, name: str) -> FolderMailContent:
    """One mail; that it was opened is audited, for it tells of a visit. Raises `NotFound`."""
    found = await asyncio.to_thread(find_mail, folder, name)
    if found is None:
        raise NotFound
    await database.transact(
        lambda unit: audit.record(unit, actor, "mail.opened", "mail", None, mail=name)
    )
    return found


def show(found: FolderMailContent) -> FolderMailWhole:
    return FolderMailWhole(
        **_head(found.mail),
        text=found.text,
        html=found.html,
        attachments=list(found.attachments),
    )


def _head(mail: FolderMail) -> dict[str, object]:
    return {"id": mail.name, "sent_at": mail.date, "to": mail.to, "subject": mail.subject}
