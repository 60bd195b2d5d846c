"""When to try again what failed. Pure."""

import random
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Backoff:
    """Pauses that double from `first` to `longest`, until `attempts` have been made.

    "Equal jitter": half of each pause is fixed, half is drawn, so that what failed together does
    not come back together (M. Brooker, "Exponential Backoff And Jitter", AWS, 2015).
    """

    first: timedelta
    longest: timedelta
    attempts: int

    def pause_after(self, attempts: int) -> timedelta | None:
        """The pause after so many attempts that failed; nothing when it is time to give up."""
        if attempts >= self.attempts:
            return None
        # The exponent is bounded before the power is taken: attempts may be a large number.
        whole: timedelta = min(self.first * 2 ** min(attempts - 1, 30), self.longest)
        return whole / 2 + whole / 2 * random.random()  # noqa: S311 -- no secret hangs on it
