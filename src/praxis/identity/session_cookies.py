"""The cookie that keeps a browser signed in, and whose pages may use it."""

from datetime import timedelta
from typing import Annotated

from fastapi import Cookie, Depends, Request, Response

from praxis.identity.context import IdentityDep
from praxis.kit.errors import Forbidden
from praxis.kit.origins import may_send_cookies
from praxis.settings import Settings

PLAIN_COOKIE = "praxis_refresh"
PLAIN_PATH = "/api/v1/auth"
# Browsers take a cookie of such a name only over HTTPS and from this very host, so that no other
# host of the same domain can put one of its own in its place. It has to be sent everywhere.
SECURE_COOKIE = "__Host-praxis_refresh"
SECURE_PATH = "/"


class CrossOrigin(Forbidden):
    """A page of another origin may not use the cookie of this one."""

    code = "auth.cross_origin"


async def from_own_page(request: Request, identity: IdentityDep) -> None:
    """Raises `CrossOrigin` for a page that is not ours; programs are let through."""
    headers = request.headers
    allowed = may_send_cookies(
        fetch_site=headers.get("sec-fetch-site"),
        origin=headers.get("origin"),
        host=headers.get("host"),
        own=identity.settings.own_origins,
    )
    if not allowed:
        raise CrossOrigin


FromOwnPage = Depends(from_own_page)


async def _sent_cookie(
    request: Request,
    identity: IdentityDep,
    plain: Annotated[
        str | None,
        Cookie(alias=PLAIN_COOKIE, max_length=200, description="set by login and refresh"),
    ] = None,
    secure: Annotated[
        str | None, Cookie(alias=SECURE_COOKIE, max_length=200, description="the same over HTTPS")
    ] = None,
) -> str | None:
    token = secure if identity.settings.cookies_are_secure else plain
    if token is not None:
        await from_own_page(request, identity)
    return token


RefreshCookie = Annotated[str | None, Depends(_sent_cookie)]


def held_refresh_token(request: Request, settings: Settings) -> str | None:
    """What a browser still has of an earlier sign-in; of whatever form, it hinders no new one."""
    return request.cookies.get(_name(settings))


def set_refresh_cookie(
    response: Response, settings: Settings, refresh_token: str, lifetime: timedelta
) -> None:
    response.set_cookie(
        _name(settings),
        refresh_token,
        max_age=int(lifetime.total_seconds()),
        path=_path(settings),
        secure=settings.cookies_are_secure,
        httponly=True,
        samesite="strict",
    )


def clear_refresh_cookie(response: Response, settings: Settings) -> None:
    response.delete_cookie(
        _name(settings),
        _path(settings),
        secure=settings.cookies_are_secure,
        httponly=True,
        samesite="strict",
    )


def _name(settings: Settings) -> str:
    return SECURE_COOKIE if settings.cookies_are_secure else PLAIN_COOKIE


def _path(settings: Settings) -> str:
    return SECURE_PATH if settings.cookies_are_secure else PLAIN_PATH
