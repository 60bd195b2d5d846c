from typing import Annotated

from fastapi import APIRouter, Header, Query, Response, WebSocket

from praxis.identity.auth import SignedIn
from praxis.kit.context import ClockDep, DatabaseDep
from praxis.kit.errors import Unavailable
from praxis.kit.problems import problems
from praxis.kit.requests import StrictRoute
from praxis.kit.schemas import PublicId
from praxis.live.service import MOST_WATCHED, LiveDep
from praxis.live.sockets import converse
from praxis.live.sse import SseResponse

router = APIRouter(tags=["live"], route_class=StrictRoute)

STREAM = {
    200: {
        "description": "`ready` once everything missed was told, then each event as it happens",
        "content": {
            "text/event-stream": {
                "schema": {"type": "string"},
                "example": 'event: slots.changed\nid: 01971c6e-…\ndata: {"doctor_id":"…"}\n\n',
            }
        },
    },
    **problems(Unavailable),
}

LastEventHeader = Annotated[
    PublicId | None,
    Header(alias="Last-Event-ID", description="the last id that was seen; wins over the query"),
]


@router.get(
    "/events",
    operation_id="follow_events",
    summary="What changes that you may see, as Server-Sent Events",
    # Not the class of what is answered: its media type would be that of refusals as well.
    response_class=Response,
    responses=STREAM,
)
async def follow_events(
    actor: SignedIn,
    live: LiveDep,
    database: DatabaseDep,
    clock: ClockDep,
    last_event_header: LastEventHeader = None,
    last_event_id: Annotated[PublicId | None, Query(description="where to go on")] = None,
    doctor_id: Annotated[
        list[PublicId],
        Query(max_length=MOST_WATCHED, description="whose free times you watch"),
    ] = [],  # noqa: B006 -- read by FastAPI, never changed
    follow: Annotated[bool, Query(description="false: only what was missed")] = True,
) -> SseResponse:
    last_uid = last_event_header or last_event_id
    opened = await live.open(database, clock, actor, doctor_id, last_uid)
    return SseResponse(live, opened, follow=follow)


@router.websocket("/ws")
async def open_socket(websocket: WebSocket) -> None:
    state = websocket.app.state
    await converse(websocket, state.live, state.database, state.clock, state.settings)
