from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, File, Response, UploadFile

from praxis.identity.auth import DoctorOnly
from praxis.identity.errors import NotSignedIn, ReasonRequired, RoleForbidden, SessionEnded
from praxis.kit.context import ClockDep, DatabaseDep, StorageDep
from praxis.kit.downloads import disposition
from praxis.kit.errors import Invalid, NotFound
from praxis.kit.idempotency import IdempotencyMismatch, KeyHeader
from praxis.kit.problems import NOT_MULTIPART, problems
from praxis.kit.requests import StrictRoute
from praxis.kit.schemas import PublicId
from praxis.kit.sealing.errors import KeyMissing, SealBroken
from praxis.kit.storage import FileMissing, StorageUnavailable
from praxis.records.attachments import service
from praxis.records.attachments.contents import ENDINGS
from praxis.records.attachments.errors import Damaged, EmptyFile, TooLarge, TooMany, WrongType
from praxis.records.errors import NotTheAuthor
from praxis.records.schemas import AttachmentRead
from praxis.records.scope import NotesReader
from praxis.settings import SettingsDep

router = APIRouter(
    prefix="/medical-records/{record_id}/attachments",
    tags=["medical records"],
    route_class=StrictRoute,
)

FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file",
        "content": {
            media_type: {"schema": {"type": "string", "format": "binary"}} for media_type in ENDINGS
        },
    }
}
# A file is saved, never shown: it may hold scripts, and it is nobody else's to keep.
SAVED_ONLY = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, no-store",
}


@router.post(
    "",
    operation_id="attach_file",
    summary="Add a PDF, JPEG or PNG to a record (its author)",
    response_model=AttachmentRead,
    status_code=201,
    responses={
        **NOT_MULTIPART,
        **problems(
            *(NotSignedIn, SessionEnded, RoleForbidden, NotFound, NotTheAuthor, TooMany),
            *(TooLarge, WrongType, EmptyFile, IdempotencyMismatch, StorageUnavailable),
            *(SealBroken, KeyMissing),
        ),
    },
)
async def attach_file(
    actor: DoctorOnly,
    database: DatabaseDep,
    storage: StorageDep,
    settings: SettingsDep,
    clock: ClockDep,
    record_id: PublicId,
    file: Annotated[
        UploadFile,
        File(
            description="its content decides what it is",
            json_schema_extra={"minLength": 1},
        ),
    ],
    key: KeyHeader = None,
) -> Response:
    check = partial(service.check_may_attach, actor=actor, record_uid=record_id)
    await database.read(check)
    limit = settings.storage.attachment_bytes
    checked = await service.check_file(file.filename, await file.read(limit + 1), limit)
    identity = service.fingerprint(actor, record_id, key, checked) if key else None
    answer = await service.attach(
        database, storage, actor, record_id, checked, identity, clock.now()
    )
    return answer.response()


@router.get(
    "/{attachment_id}",
    operation_id="get_attachment",
    summary="The bytes of a file, to be saved",
    response_class=Response,
    responses={
        **FILE,
        **problems(
            *(NotSignedIn, SessionEnded, RoleForbidden, ReasonRequired, NotFound, Invalid),
            *(StorageUnavailable, FileMissing, Damaged, SealBroken, KeyMissing),
        ),
    },
)
async def get_attachment(
    actor: NotesReader,
    database: DatabaseDep,
    storage: StorageDep,
    record_id: PublicId,
    attachment_id: PublicId,
) -> Response:
    file = await database.transact(
        partial(service.open_attachment, actor=actor, record_uid=record_id, uid=attachment_id)
    )
    content = await service.fetch(storage, file)
    headers = {**SAVED_ONLY, "Content-Disposition": disposition(file.filename)}
    return Response(content, media_type=file.media_type, headers=headers)
