"""All open streams of this process, and which of them an event is for."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from praxis.live.events import ROLE_CHANGED, SESSION_ENDED
from praxis.live.repository import Position
from praxis.live.streams import End, Stream, Told, Viewer

K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Limits:
    """How many streams may be open at once in this process; the oldest gives way."""

    per_session: int = 10
    per_user: int = 20


class _Index(Generic[K]):
    """Streams by a key; in the order in which they were opened."""

    def __init__(self) -> None:
        self._streams: defaultdict[K, dict[Stream, None]] = defaultdict(dict)

    def add(self, key: K, stream: Stream) -> None:
        self._streams[key][stream] = None

    def discard(self, key: K, stream: Stream) -> None:
        found = self._streams.get(key)
        if found is not None:
            found.pop(stream, None)
            if not found:
                del self._streams[key]

    def of(self, key: K) -> list[Stream]:
        return list(self._streams.get(key, ()))

    def keys(self) -> list[K]:
        return list(self._streams)


class Hub:
    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._streams: dict[Stream, None] = {}
        self._by_user: _Index[int] = _Index()
        self._by_session: _Index[UUID] = _Index()
        self._by_doctor: _Index[UUID] = _Index()
        self._desk: dict[Stream, None] = {}
        # Up to where events have been handed on; none before the first look.
        self.position: Position | None = None

    def __len__(self) -> int:
        return len(self._streams)

    def open(self, viewer: Viewer, watched: Iterable[UUID]) -> Stream:
        """A stream that gets every event from now on. It must be closed again."""
        self._make_room(self._by_session.of(viewer.session_uid), self._limits.per_session)
        self._make_room(self._by_user.of(viewer.user_id), self._limits.per_user)
        stream = Stream(viewer, frozenset(watched))
        self._streams[stream] = None
        self._by_user.add(viewer.user_id, stream)
        self._by_session.add(viewer.session_uid, stream)
        for doctor in stream.watched:
            self._by_doctor.add(doctor, stream)
        if viewer.is_desk:
            self._desk[stream] = None
        return stream

    def _make_room(self, streams: Sequence[Stream], limit: int) -> None:
        for stream in streams[: max(0, len(streams) - limit + 1)]:
            stream.finish(End.TOO_MANY)
            self.close(stream)

    def close(self, stream: Stream) -> None:
        if stream not in self._streams:
            return
        del self._streams[stream]
        self._desk.pop(stream, None)
        self._by_user.discard(stream.viewer.user_id, stream)
        self._by_session.discard(stream.viewer.session_uid, stream)
        for doctor in stream.watched:
            self._by_doctor.discard(doctor, stream)

    def watch(self, stream: Stream, doctors: Iterable[UUID]) -> None:
        """Tell of these doctors' free times from now on, and of no others'."""
        for doctor in stream.watched:
            self._by_doctor.discard(doctor, stream)
        stream.watched = frozenset(doctors)
        if stream in self._streams:
            for doctor in stream.watched:
                self._by_doctor.add(doctor, stream)

    def hand_on(self, events: Sequence[Told]) -> None:
        """Tell all whom these events are for, in their order."""
        for event in events:
            self._hand_on_one(event)
            self.position = Position(event.id, event.uid)

    def _hand_on_one(self, event: Told) -> None:
        if event.kind == SESSION_ENDED and event.session_uid is not None:
            self._end(self._by_session.of(event.session_uid), End.SESSION_ENDED)
            return
        streams: dict[Stream, None] = {}
        for user_id in event.user_ids:
            streams.update(dict.fromkeys(self._by_user.of(user_id)))
        if event.kind == ROLE_CHANGED:
            self._end(streams, End.ROLE_CHANGED)
            return
        if event.desk:
            streams.update(self._desk)
        if event.doctor_uid is not None:
            streams.update(dict.fromkeys(self._by_doctor.of(event.doctor_uid)))
        for stream in streams:
            stream.offer(event)

    def _end(self, streams: Iterable[Stream], end: End) -> None:
        for stream in streams:
            stream.finish(end)
            self.close(stream)

    def start_anew(self, position: Position | None) -> None:
        """Go on from here, when nobody knows any more what came before."""
        self.position = position
        for stream in list(self._streams):
            stream.lose()

    def end_all(self, end: End) -> None:
        self._end(list(self._streams), end)

    def check(self, now: float) -> None:
        """Have every stream look at the clock (`time.monotonic`)."""
        for stream in list(self._streams):
            stream.check(now)

    def sessions(self) -> list[UUID]:
        return self._by_session.keys()

    def recheck(self, checked: Sequence[UUID], roles: Mapping[UUID, str]) -> None:
        """End the streams of those checked sessions that are over or have another role now."""
        for session in checked:
            for stream in self._by_session.of(session):
                role = roles.get(session)
                if role != stream.viewer.role:
                    self._end([stream], End.SESSION_ENDED if role is None else End.ROLE_CHANGED)
