"""Which names of time zones stand for a place."""

from functools import lru_cache
from zoneinfo import available_timezones

REGIONS = frozenset(
    {
        "Africa",
        "America",
        "Antarctica",
        "Arctic",
        "Asia",
        "Atlantic",
        "Australia",
        "Europe",
        "Indian",
        "Pacific",
    }
)


@lru_cache(maxsize=1)
def known_zones() -> frozenset[str]:
    """Return the IANA names of places, and UTC; neither "localtime" nor "Etc/GMT+5" is one."""
    return frozenset(
        name for name in available_timezones() if name == "UTC" or name.split("/")[0] in REGIONS
    )
