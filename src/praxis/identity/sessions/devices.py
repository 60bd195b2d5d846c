"""What a browser says it is, in two words. Pure.

Coarse on purpose: browsers count their versions on every month, and are no new device for it.
"""

from dataclasses import dataclass

# The first that is found: most name those whose pages they can show as well.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
    ("curl", "curl"),
    ("python", "Python"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True)
class Device:
    """Nothing where it is not known."""

    browser: str | None
    system: str | None


def device_of(user_agent: str | None) -> Device:
    said = user_agent or ""
    return Device(_first(BROWSERS, said), _first(SYSTEMS, said))


def _first(known: tuple[tuple[str, str], ...], said: str) -> str | None:
    return next((name for mark, name in known if mark in said), None)


def is_new(device: Device, seen: list[Device], *, first_ever: bool) -> bool:
    """Whether somebody should hear of it. Of the first sign-in ever nobody needs to.

    Devices are forgotten with their sessions: who comes back after months hears of the one in use.
    """
    return not first_ever and device not in seen
