"""Plans of the demo around dates that are likely to go wrong; each is made once."""

from datetime import UTC, datetime
from functools import lru_cache

from praxis.demo.accounts import Hashes
from praxis.demo.ledger import Ledger
from praxis.demo.plan import plan_practice

INSTANTS = {
    "an ordinary Monday": datetime(2027, 1, 4, 8, 40, tzinfo=UTC),
    "a Sunday, clocks go forward in New York": datetime(2027, 3, 14, 8, 50, tzinfo=UTC),
    "a Sunday, clocks go back in Berlin": datetime(2027, 10, 31, 8, 30, tzinfo=UTC),
    "a leap day": datetime(2028, 2, 29, 15, 10, tzinfo=UTC),
    "midnight of New Year in Berlin": datetime(2026, 12, 31, 23, 0, tzinfo=UTC),
}


# Loading takes seconds: into databases go the plain day and the odd one.
LOADED = ("an ordinary Monday", "midnight of New Year in Berlin")


@lru_cache(maxsize=len(INSTANTS))
def planned(now: datetime) -> Ledger:
    return plan_practice(now, Hashes("shared", "unusable"))
