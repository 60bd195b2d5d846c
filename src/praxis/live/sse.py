"""Server-Sent Events (WHATWG HTML, section 9.2) as the line of a stream."""

from collections.abc import Sequence
from uuid import UUID

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from praxis.live.delivery import deliver
from praxis.live.service import Live, Opened
from praxis.live.streams import End, Told
from praxis.live.wires import wire_of

RETRY_MILLISECONDS = 2000
# So much goes out at once before it is seen whether the reader keeps up.
AT_ONCE = 64


class SseLine:
    name = "sse"

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive = receive
        self._send = send

    async def tell(self, events: Sequence[Told]) -> None:
        for start in range(0, len(events), AT_ONCE):
            await self._write(b"".join(event.sse for event in events[start : start + AT_ONCE]))

    async def reset(self) -> None:
        await self._write(b"event: reset\ndata: {}\n\n")

    async def ready(self, resume_uid: UUID | None) -> None:
        await self._write(_id_line(resume_uid) + b"event: ready\ndata: {}\n\n")

    async def alive(self, resume_uid: UUID | None) -> None:
        # Without data nothing is dispatched; the id is kept for the next time.
        await self._write(b": keep-alive\n" + _id_line(resume_uid) + b"\n")

    async def end(self, end: End | None) -> None:
        last = b""
        if end is not None:
            name = "reconnect" if end.may_resume else "ended"
            last = f'event: {name}\ndata: {{"reason":"{end.word}"}}\n\n'.encode()
        await self._send({"type": "http.response.body", "body": last, "more_body": False})

    async def listen(self) -> None:
        while True:
            message = await self._receive()
            if message["type"] == "http.disconnect" or message.get("body"):
                # A GET has no body: who sends one all the same is not listened to for long.
                return

    async def _write(self, body: bytes) -> None:
        await self._send({"type": "http.response.body", "body": body, "more_body": True})


class SseResponse(Response):
    media_type = "text/event-stream"

    def __init__(self, live: Live, opened: Opened, *, follow: bool) -> None:
        self.status_code = 200
        self.background = None
        # The connection ends with the stream: what is left in its buffer may never be taken.
        self.init_headers({"Connection": "close", "X-Accel-Buffering": "no"})
        self._live = live
        self._opened = opened
        self._follow = follow

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await send(
                {
                    "type": "http.response.start",
                    "status": self.status_code,
                    "headers": self.raw_headers,
                }
            )
            retry = b"retry: %d\n\n" % RETRY_MILLISECONDS
            await send({"type": "http.response.body", "body": retry, "more_body": True})
            line = SseLine(receive, send)
            await deliver(self._live, self._opened, line, wire_of(scope), follow=self._follow)
        finally:
            self._live.close(self._opened.stream)


def _id_line(uid: UUID | None) -> bytes:
    return b"" if uid is None else f"id: {uid}\n".encode()
