"""What keeps the tables of reports current, a part of the work in each transaction."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from praxis.kit.db.database import UnitOfWork
from praxis.reporting.derived.access import measure_access
from praxis.reporting.derived.first_visits import refresh_first_visits
from praxis.reporting.derived.months import refresh_months
from praxis.reporting.derived.open_time import refresh_open_time

Refresher = Callable[[UnitOfWork, datetime], Awaitable[int]]

REFRESHERS: Mapping[str, Refresher] = MappingProxyType(
    {
        "months": refresh_months,
        "first_visits": refresh_first_visits,
        "open_time": refresh_open_time,
        "access": measure_access,
    }
)
