"""What stands before every operation, from the outside in."""

from fastapi import FastAPI

from praxis.kit.clients import Proxies, parse_networks
from praxis.kit.clock import Clock
from praxis.kit.rate_limits.limiter import Limiter
from praxis.kit.request_log import RequestLog
from praxis.kit.requests import RequestLimits
from praxis.kit.timeouts import RequestTimeouts
from praxis.settings import Settings
from praxis.web.cross_origin import allow_origins
from praxis.web.hosts import Hosts, HttpsOnly
from praxis.web.limiting import Callers, RateLimits


def create_limiter(settings: Settings) -> Limiter:
    url = settings.redis_url
    return Limiter(url.get_secret_value() if url else None)


def guard(app: FastAPI, settings: Settings) -> None:
    """Put all guards before the operations of `app`, whose state has limiter, tokens and clock."""

    def clock() -> Clock:
        found: Clock = app.state.clock
        return found

    # What is added last is asked first.
    requests = settings.requests
    app.add_middleware(
        RequestTimeouts,
        seconds=requests.timeout.total_seconds(),
        body_seconds=requests.body_timeout.total_seconds(),
        upload_seconds=requests.upload_timeout.total_seconds(),
    )
    app.add_middleware(
        RequestLimits, body_bytes=requests.body_bytes, upload_bytes=requests.upload_bytes
    )
    if settings.limits.enabled:
        app.add_middleware(
            RateLimits,
            limiter=app.state.limiter,
            settings=settings.limits,
            caller=Callers(app.state.tokens, clock),
        )
    if settings.cors_origins:
        app.add_middleware(allow_origins, origins=settings.cors_origins)
    if settings.enforces_https:
        app.add_middleware(HttpsOnly, public_url=settings.public_url)
    app.add_middleware(Hosts, allowed=settings.own_hosts)
    app.add_middleware(RequestLog)
    app.add_middleware(Proxies, networks=parse_networks(settings.proxies))
