"""The practice that both sides get, and the client that asks both."""

import asyncio
from datetime import date

import pytest

from bench.peers.agenda import Agenda, make_agenda
from bench.peers.client import Answer, Line, Unexpected, drive
from bench.peers.theirs import _settings

MONDAY = date(2026, 11, 23)


def agenda(busy: float = 0.5) -> Agenda:
    return make_agenda(doctors=4, clients=6, days=14, busy=busy, today=MONDAY)


def test_the_same_options_give_the_same_practice() -> None:
    assert agenda() == agenda()


def test_nobody_is_in_two_places_at_once() -> None:
    every = [*agenda().taken, *agenda().wanted]
    assert len({(visit.client, visit.starts_at) for visit in every}) == len(every)
    assert len({(visit.doctor, visit.starts_at) for visit in every}) == len(every)
    # Ten working days of fourteen times for each of four doctors.
    assert len(every) == 10 * 14 * 4


def test_as_much_is_taken_as_was_asked_for() -> None:
    assert agenda(0).taken == []
    assert 0.4 < len(agenda().taken) / 560 < 0.6


def test_visits_are_ahead_within_hours_and_on_working_days() -> None:
    for visit in agenda().wanted:
        assert visit.starts_at.date() > MONDAY
        assert visit.starts_at.weekday() < 5
        assert visit.starts_at.hour in {9, 10, 11, 13, 14, 15, 16}


@pytest.mark.parametrize(
    ("dsn", "host", "user"),
    [
        ("postgresql:///peer?host=/run/socket&port=5432&user=praxis", "/run/socket", "praxis"),
        ("postgresql://some%40one:secret@db:5432/peer", "db", "some@one"),
    ],
)
def test_the_peer_is_told_where_its_database_is(dsn: str, host: str, user: str) -> None:
    told = _settings(dsn)
    assert (told["PEER_DATABASE"], told["PEER_PORT"]) == ("peer", "5432")
    assert (told["PEER_HOST"], told["PEER_USER"]) == (host, user)


async def test_the_client_keeps_its_line_until_the_server_closes_it() -> None:
    opened = 0

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal opened
        opened += 1
        while head := await reader.readuntil(b"\r\n\r\n"):
            last = b"/last" in head
            closing = b"connection: close\r\n" if last else b""
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n" + closing + b"\r\nok")
            if last:
                writer.close()
                return

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]

    async def ask(line: Line) -> None:
        assert (await line.ask("GET", "/", {})).body == b"ok"
        assert (await line.ask("GET", "/last", {})).must_be(200).status == 200

    driven = await drive(f"http://127.0.0.1:{port}", [ask] * 3, 1)
    server.close()
    assert (len(driven.latencies_ms), opened) == (3, 3)
    assert driven.rate > 0


def test_an_answer_that_was_not_counted_on_ends_the_bench() -> None:
    with pytest.raises(Unexpected, match="500 instead of 200"):
        Answer(500, {}, b"").must_be(200)
