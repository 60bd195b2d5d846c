"""Connections to the mail server are kept, bounded, and replaced when they are lost."""

import asyncio
from datetime import timedelta

import pytest

from praxis.notifications.mail.senders import Fault, SendFailed
from tests.integration.notifications.mail.letters import RAHIM, letter
from tests.integration.notifications.mail.test_smtp import refusal, sender_to
from tests.support.mail import MailServer


async def test_connections_are_kept_and_no_more_are_opened_than_allowed(
    server: MailServer,
) -> None:
    async with sender_to(server, connections=3) as sender:
        raws = [letter() for _ in range(30)]
        await asyncio.gather(*[sender.send(RAHIM.email, raw) for raw in raws])
        assert server.connections == 3
        await sender.send(RAHIM.email, letter())
    assert server.connections == 3
    assert {received.content for received in server.received} >= set(raws)
    assert len(server.received) == 31


async def test_a_connection_that_the_server_closed_meanwhile_costs_nothing(
    server: MailServer,
) -> None:
    async with sender_to(server) as sender:
        await sender.send(RAHIM.email, letter())
        server.hang_up()
        await sender.send(RAHIM.email, letter())
        # And one that shows itself closed only when it is used.
        server.drops.append("MAIL")
        await sender.send(RAHIM.email, letter())
    assert [received.connection for received in server.received] == [1, 2, 3]


async def test_a_kept_connection_that_is_sent_away_is_replaced(server: MailServer) -> None:
    async with sender_to(server) as sender:
        await sender.send(RAHIM.email, letter())
        server.answers["MAIL"] = "421 4.7.0 too many mails on this connection"
        with pytest.raises(SendFailed, match="sender 421"):
            await sender.send(RAHIM.email, letter())
        assert server.connections == 2
        server.answers.clear()
        await sender.send(RAHIM.email, letter())


async def test_idle_connections_are_closed(server: MailServer) -> None:
    async with sender_to(server, idle=timedelta(milliseconds=50)) as sender:
        await sender.send(RAHIM.email, letter())
        while sender._kept:  # noqa: ASYNC110, SLF001 -- what is kept shows nowhere else
            await asyncio.sleep(0.01)
        await sender.send(RAHIM.email, letter())
    assert [received.connection for received in server.received] == [1, 2]


@pytest.mark.parametrize("step", ["RCPT", "DATA"])
async def test_a_connection_lost_on_the_way_is_for_later(server: MailServer, step: str) -> None:
    async with sender_to(server) as sender:
        server.drops.append(step)
        failure = await refusal(sender)
        assert isinstance(failure, SendFailed)
        assert (failure.fault, failure.code) == (Fault.CONNECTION, None)
        assert server.received == []
        await sender.send(RAHIM.email, letter())
    assert len(server.received) == 1


async def test_giving_up_in_the_middle_closes_the_connection(server: MailServer) -> None:
    async with sender_to(server, connections=1) as sender:
        server.delays["DATA"] = 5.0
        sending = asyncio.create_task(sender.send(RAHIM.email, letter()))
        while "DATA" not in server.steps:  # noqa: ASYNC110 -- it happens on another thread
            await asyncio.sleep(0.01)
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending
        server.delays.clear()
        await sender.send(RAHIM.email, letter())
    assert [received.connection for received in server.received] == [2]
