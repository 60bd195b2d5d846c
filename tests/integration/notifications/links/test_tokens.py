"""Tokens that are none: garbage, cut, changed, of another installation, of another purpose."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from fastapi import FastAPI

from praxis.identity.models import TokenPurpose
from praxis.identity.tokens import TokenMaker
from praxis.kit.ids import new_uid
from praxis.notifications.links.tokens import LAYOUT, USE, VisitLink, visit_link_token
from tests.integration.notifications.links.holder import Holder
from tests.integration.scheduling.cast import at
from tests.support.api import ok, problem
from tests.support.identity import mailed_link

WHAT = ("read", "confirm", "cancel")
BAD = "notifications.bad_link"


def turned(token: str, place: int) -> str:
    """The token with one character changed to another of the alphabet."""
    other = "A" if token[place] != "A" else "B"
    return token[:place] + other + token[place + 1 :]


@pytest.mark.parametrize("what", WHAT)
@pytest.mark.parametrize(
    "token",
    ["x", "=", "====", "AAAA", "A" * 80, "A" * 200, "Gültig", "টোকেন", "😀", "../../etc", "%00"],
)
async def test_garbage_is_refused_by_name(holder: Holder, what: str, token: str) -> None:
    refused = problem(await holder.open(what, token), 422, BAD)
    assert refused["errors"][0]["pointer"] == "/token"
    assert token not in str(refused) or len(token) < 3


@pytest.mark.parametrize("what", WHAT)
@pytest.mark.parametrize("token", ["", "A" * 201, "A" * 100_000, "a\x00b", None, 7, ["A"], {}])
async def test_what_is_no_text_of_that_length_is_refused(
    holder: Holder, what: str, token: Any
) -> None:
    answer = await holder.visitor.post(f"/visit-links/{what}", {"token": token})
    assert answer.status_code == 422


async def test_half_a_character_is_refused(holder: Holder) -> None:
    body = b'{"token": "\\ud800"}'
    headers = {"Content-Type": "application/json"}
    for what in WHAT:
        answer = await holder.visitor.request(
            "POST", f"/visit-links/{what}", content=body, headers=headers
        )
        assert answer.status_code == 422


async def test_cut_or_changed_anywhere_it_is_no_token(holder: Holder) -> None:
    whole = holder.token
    changed = [turned(whole, place) for place in range(len(whole) - 1)]
    cut = [whole[:length] for length in range(1, len(whole))]
    for token in (*changed, *cut, whole + whole[:4], whole[4:]):
        problem(await holder.open("read", token), 422, BAD)
    await holder.read()


async def test_a_token_of_another_installation_is_none(holder: Holder) -> None:
    link = VisitLink(UUID(holder.visit["id"]), 0, at("15:00"))
    foreign = TokenMaker("another secret that is long enough too", timedelta(minutes=15))
    problem(await holder.open("cancel", visit_link_token(foreign, link)), 422, BAD)


async def test_a_visit_that_there_is_not_is_no_other_refusal(holder: Holder, app: FastAPI) -> None:
    tokens: TokenMaker = app.state.tokens
    unknown = visit_link_token(tokens, VisitLink(new_uid(), 0, at("15:00")))
    short = tokens.sign(USE, b"x")
    for what in WHAT:
        problem(await holder.open(what, unknown), 422, BAD)
        problem(await holder.open(what, short), 422, BAD)


async def test_a_link_of_another_purpose_opens_no_visit_and_the_other_way_round(
    holder: Holder, app: FastAPI
) -> None:
    user, visitor = holder.cast.user, holder.visitor
    ok(await visitor.post("/auth/password/forgot", {"email": user.email}), 202)
    reset = await mailed_link(app, TokenPurpose.PASSWORD_RESET, user.uid)
    for what in WHAT:
        problem(await holder.open(what, reset), 422, BAD)
    body = {"token": holder.token, "password": "another long secret"}
    problem(await visitor.post("/auth/password/reset", body), 422, "auth.bad_token")
    problem(
        await visitor.post("/auth/email/verify", {"token": holder.token}), 422, "auth.bad_token"
    )
    tokens: TokenMaker = app.state.tokens
    packed = LAYOUT.pack(UUID(holder.visit["id"]).bytes, 0, int(at("15:00").timestamp()))
    problem(await holder.open("cancel", tokens.sign(b"another-use", packed)), 422, BAD)
    assert await holder.kinds() == ["booked"]
