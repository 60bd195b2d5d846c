from fastapi import APIRouter, Response

from praxis.identity.auth import SignedIn
from praxis.kit.context import DatabaseDep
from praxis.kit.errors import Stale
from praxis.kit.etags import IfMatchHeader, etag
from praxis.kit.problems import problems
from praxis.kit.requests import StrictRoute
from praxis.notifications.preferences import service
from praxis.notifications.preferences.errors import HalfQuiet, NoQuiet
from praxis.notifications.preferences.schemas import PreferencesRead, PreferencesUpdate

router = APIRouter(
    prefix="/users/me/notification-preferences", tags=["notifications"], route_class=StrictRoute
)


@router.get(
    "",
    operation_id="get_notification_preferences",
    summary="What you want by e-mail, and your quiet hours",
)
async def get_notification_preferences(
    actor: SignedIn, database: DatabaseDep, response: Response
) -> PreferencesRead:
    read = await database.read(lambda reader: service.get_preferences(reader, actor))
    response.headers["ETag"] = etag(read.version)
    return read


@router.patch(
    "",
    operation_id="update_notification_preferences",
    summary="Choose what comes by e-mail, and when not",
    responses=problems(Stale, HalfQuiet, NoQuiet),
)
async def update_notification_preferences(
    actor: SignedIn,
    database: DatabaseDep,
    wanted: PreferencesUpdate,
    if_match: IfMatchHeader,
    response: Response,
) -> PreferencesRead:
    read = await database.transact(
        lambda unit: service.update_preferences(unit, actor, wanted, if_match)
    )
    response.headers["ETag"] = etag(read.version)
    return read
