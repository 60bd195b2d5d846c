from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, File, Path, Query, Response, UploadFile

from praxis.identity.auth import SignedIn
from praxis.identity.errors import NotSignedIn, SessionEnded
from praxis.identity.photos import service
from praxis.identity.photos.addresses import NAME_PATTERN, PhotoSize, key_of
from praxis.identity.photos.errors import (
    AnimatedPhoto,
    EmptyPhoto,
    NoPhoto,
    PhotoNotFound,
    PhotoTooLarge,
    TooManyPixels,
)
from praxis.identity.photos.images import MEDIA_TYPE
from praxis.identity.schemas import UserRead
from praxis.kit.context import DatabaseDep, StorageDep
from praxis.kit.errors import Stale
from praxis.kit.etags import NOT_MODIFIED, IfMatchHeader, IfNoneMatchHeader, etag
from praxis.kit.problems import NOT_MULTIPART, problems
from praxis.kit.requests import StrictRoute
from praxis.kit.storage import FileMissing, StorageUnavailable

router = APIRouter(tags=["users"], route_class=StrictRoute)

SIGNED_IN = (NotSignedIn, SessionEnded)
PICTURE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The photo",
        "content": {MEDIA_TYPE: {"schema": {"type": "string", "format": "binary"}}},
    },
    **NOT_MODIFIED,
}
A_YEAR = 31_536_000


@router.put(
    "/users/me/photo",
    operation_id="replace_my_photo",
    summary="Your photo: a JPEG, PNG or WebP; it is cut square and its metadata is left out",
    responses={
        **NOT_MULTIPART,
        **problems(
            *(*SIGNED_IN, Stale, EmptyPhoto, PhotoTooLarge, TooManyPixels),
            *(NoPhoto, AnimatedPhoto, StorageUnavailable),
        ),
    },
)
async def replace_my_photo(
    actor: SignedIn,
    database: DatabaseDep,
    storage: StorageDep,
    if_match: IfMatchHeader,
    response: Response,
    file: Annotated[
        UploadFile,
        File(
            description="its content decides what it is",
            json_schema_extra={"minLength": 1},
        ),
    ],
) -> UserRead:
    photo = await service.prepare(await file.read(service.MOST_BYTES + 1))
    user = await service.replace_photo(database, storage, actor, photo, if_match)
    response.headers["ETag"] = etag(user.version)
    return user


@router.delete(
    "/users/me/photo",
    operation_id="remove_my_photo",
    summary="Have no photo any more",
    status_code=204,
    responses=problems(*SIGNED_IN, Stale),
)
async def remove_my_photo(
    actor: SignedIn, database: DatabaseDep, storage: StorageDep, if_match: IfMatchHeader
) -> None:
    await service.remove_photo(database, storage, actor, if_match)


@router.get(
    "/photos/{photo_id}",
    operation_id="get_photo",
    summary="A photo, under the address that accounts and doctors carry; a new photo has a new one",
    response_class=Response,
    responses={**PICTURE, **problems(PhotoNotFound, StorageUnavailable, FileMissing)},
)
async def get_photo(
    photo_id: Annotated[str, Path(pattern=NAME_PATTERN)],
    database: DatabaseDep,
    storage: StorageDep,
    known: IfNoneMatchHeader,
    size: Annotated[PhotoSize, Query()] = PhotoSize.SMALL,
) -> Response:
    is_public = await database.read(partial(service.find_photo, name=photo_id))
    tag = f'"{photo_id}-{size}"'
    headers = {
        "ETag": tag,
        "Cache-Control": f"{'public' if is_public else 'private'}, max-age={A_YEAR}, immutable",
        "X-Content-Type-Options": "nosniff",
    }
    if known.knows(tag):
        return Response(status_code=304, headers=headers)
    content = await storage.get(key_of(photo_id, size))
    return Response(content, headers=headers, media_type=MEDIA_TYPE)
