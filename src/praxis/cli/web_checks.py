"""What `praxis check` says of how Praxis stands in the web."""

from collections.abc import Iterator

from praxis.cli.findings import Finding, note, wrong
from praxis.kit.clients import parse_networks
from praxis.kit.origins import LOOPBACK_NAMES
from praxis.settings import ANY_HOST, Settings

# What stands in examples and was never changed.
EXAMPLES = ("secret", "change", "example", "password", "praxis", "test")
LEAST_CHARACTERS = 10


def check_web(settings: Settings) -> Iterator[Finding]:
    yield Finding(ok=True, text="settings are readable")
    yield from _check_https(settings)
    yield from _check_names(settings)
    yield from _check_limits(settings)
    yield from _check_secrets(settings)


def is_local(settings: Settings) -> bool:
    """Whether only this machine reaches it."""
    return settings.host in LOOPBACK_NAMES and not settings.is_public_https


def _check_https(settings: Settings) -> Iterator[Finding]:
    secure = settings.is_public_https
    if settings.host not in LOOPBACK_NAMES and not secure:
        yield wrong(
            f"Praxis listens on {settings.host} without HTTPS: put a proxy with TLS before it "
            "and set PRAXIS_PUBLIC_URL=https://…"
        )
    if secure and not settings.cookies_are_secure:
        yield wrong("PRAXIS_PUBLIC_URL is https, so leave PRAXIS_SECURE_COOKIES out or true")
    if secure and not settings.proxies:
        yield wrong(
            "PRAXIS_PUBLIC_URL is https: name the proxy before Praxis in PRAXIS_PROXIES "
            "(127.0.0.1 for one on this machine); without it, all clients have the proxy's "
            "address, and plain HTTP is not refused"
        )
    elif secure and not settings.enforces_https:
        yield note("PRAXIS_HTTPS=false: requests over plain HTTP are answered, too")


def _check_names(settings: Settings) -> Iterator[Finding]:
    if ANY_HOST in settings.own_hosts:
        yield wrong("PRAXIS_HOSTS has an asterisk alone: pages of any name may reach Praxis")
    if any(network.prefixlen == 0 for network in parse_networks(settings.proxies)):
        yield wrong("PRAXIS_PROXIES holds every address: anybody may say who they are")
    for origin in settings.cors_origins:
        if origin.startswith("http://"):
            yield wrong(
                f"PRAXIS_CORS_ORIGINS has {origin}, whose pages anybody on the way may change"
            )
        else:
            yield note(f"pages of {origin} may use the API (PRAXIS_CORS_ORIGINS)")


def _check_limits(settings: Settings) -> Iterator[Finding]:
    if not settings.limits.enabled:
        text = "PRAXIS_LIMITS__ENABLED=false: nobody is kept from asking without end"
        yield note(text) if is_local(settings) else wrong(text)
    elif settings.redis_url is None:
        yield note(
            "rate limits are counted by each process: with several (`praxis serve --workers`) "
            "they let through as many times more, unless REDIS_URL is set"
        )


def _check_secrets(settings: Settings) -> Iterator[Finding]:
    key = settings.auth.secret_key
    if key is not None:
        text = key.get_secret_value().lower()
        if any(word in text for word in EXAMPLES) or len(set(text)) < LEAST_CHARACTERS:
            yield wrong(
                "PRAXIS_AUTH__SECRET_KEY looks like an example: make one with "
                "`openssl rand -base64 48`"
            )
    if settings.auth.password_form:
        yield note(
            "scripts may sign in by the OAuth2 password form, which RFC 9700 advises against; "
            "PRAXIS_AUTH__PASSWORD_FORM=false turns it off"
        )
