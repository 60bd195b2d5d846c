from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Response
from fastapi import Path as PathParameter

from praxis.identity.auth import AdminOnly
from praxis.identity.errors import RoleForbidden
from praxis.kit.context import DatabaseDep
from praxis.kit.errors import NotFound
from praxis.kit.pagination import BadCursor, Page, PageQuery
from praxis.kit.problems import problems
from praxis.kit.requests import StrictRoute
from praxis.notifications.mail_folder import service
from praxis.notifications.mail_folder.schemas import FolderMailRead, FolderMailWhole
from praxis.settings import SettingsDep

router = APIRouter(prefix="/admin/mail-folder", tags=["messages"], route_class=StrictRoute)

MEDIA_TYPE = "message/rfc822"
RAW: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The e-mail as it would have gone",
        "content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}},
    }
}


async def _folder(settings: SettingsDep) -> Path:
    return settings.mail_folder


Folder = Annotated[Path, Depends(_folder)]
MailName = Annotated[str, PathParameter(max_length=100)]


@router.get(
    "",
    operation_id="list_folder_mails",
    summary="E-mails in the folder that stands in for a server, newest first",
    responses=problems(RoleForbidden, BadCursor),
)
async def list_folder_mails(
    _actor: AdminOnly, folder: Folder, page: PageQuery
) -> Page[FolderMailRead]:
    return await service.list_folder(folder, page)


@router.get(
    "/{mail_id}",
    operation_id="get_folder_mail",
    summary="One of these e-mails",
    responses=problems(RoleForbidden, NotFound),
)
async def get_folder_mail(
    mail_id: MailName, actor: AdminOnly, database: DatabaseDep, folder: Folder
) -> FolderMailWhole:
    return service.show(await service.open_mail(database, actor, folder, mail_id))


@router.get(
    "/{mail_id}/raw",
    operation_id="get_folder_mail_file",
    summary="One of these e-mails as a file",
    response_class=Response,
    responses={**RAW, **problems(RoleForbidden, NotFound)},
)
async def get_folder_mail_file(
    mail_id: MailName, actor: AdminOnly, database: DatabaseDep, folder: Folder
) -> Response:
    found = await service.open_mail(database, actor, folder, mail_id)
    headers = {
        "Content-Disposition": f'attachment; filename="{found.mail.name}"',
        "Cache-Control": "private, no-store",
    }
    return Response(found.raw, headers=headers, media_type=MEDIA_TYPE)
