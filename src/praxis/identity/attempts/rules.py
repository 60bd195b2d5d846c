"""How long to wait after wrong passwords: decisions from facts alone.

The wait doubles and ends at a quarter of an hour, so that nobody is ever shut out: who guesses gets
some hundred tries a day, who knows the password is in after one wait.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

FIRST_WAIT = timedelta(seconds=1)
LONGEST_WAIT = timedelta(minutes=15)
# After a day without a try, the count begins anew.
FORGOTTEN_AFTER = timedelta(days=1)
# From where somebody signed in this recently they are known, whatever others try elsewhere.
KNOWN_FOR = timedelta(days=90)
# A few slips cost nothing. Of an e-mail more, since its tries may come from many addresses.
FREE_FROM_ADDRESS = 10
FREE_FROM_ANYWHERE = 30
_DOUBLINGS = 20


@dataclass(frozen=True, slots=True)
class Tries:
    """Wrong passwords in a row, the last of them at `tried_at`."""

    failures: int
    tried_at: datetime
    succeeded_at: datetime | None = None

    def is_known(self, now: datetime) -> bool:
        return self.succeeded_at is not None and now - self.succeeded_at < KNOWN_FOR

    def failures_at(self, now: datetime) -> int:
        return 0 if now - self.tried_at >= FORGOTTEN_AFTER else self.failures

    def and_another(self, now: datetime) -> "Tries":
        return replace(self, failures=self.failures_at(now) + 1, tried_at=now)

    def wait(self, free: int, now: datetime) -> timedelta:
        """How long until the next try is looked at, after `free` that cost no wait."""
        beyond = self.failures_at(now) - free
        if beyond < 0:
            return timedelta(0)
        whole: timedelta = FIRST_WAIT * 2 ** min(beyond, _DOUBLINGS)
        return left_of(min(whole, LONGEST_WAIT), self.tried_at, now)


def left_of(wait: timedelta, began_at: datetime, now: datetime) -> timedelta:
    """What is left of a wait, a quarter of an hour at most.

    It began a little ahead of now where another process looked at its clock later. Further ahead
    than the longest wait, a clock was set back: nobody knows how long ago it was, and it is over.
    """
    ahead = began_at - now
    if not wait or ahead > LONGEST_WAIT:
        return timedelta(0)
    return max(timedelta(0), min(wait + ahead, LONGEST_WAIT))


def wait_before_trying(here: Tries, anywhere: Tries, now: datetime) -> timedelta:
    """How long this e-mail must wait at this address; zero if its password is looked at now.

    An owner at an address that is known waits for nobody's tries but those made there.
    """
    wait = here.wait(FREE_FROM_ADDRESS, now)
    if here.is_known(now):
        return wait
    return max(wait, anywhere.wait(FREE_FROM_ANYWHERE, now))


def count_try(here: Tries, anywhere: Tries, now: datetime) -> tuple[Tries, Tries]:
    """Both counts with one more try. Where the e-mail is known it counts there alone.

    Else an owner's slips of months would add up at a count that no day without a try ends.
    """
    return here.and_another(now), anywhere if here.is_known(now) else anywhere.and_another(now)


def take_back(
    here: Tries, anywhere: Tries, tries: int, tried_before: datetime, now: datetime
) -> Tries:
    """The count of the e-mail without the last `tries` made here; what others tried stays.

    `now` is when the last of them began, and `tried_before` when somebody tried before that: a
    try that was right leaves no wait behind.
    """
    mine = 0 if here.is_known(now) else min(tries, here.failures)
    if not mine:
        return anywhere
    tried_at = tried_before if anywhere.tried_at == now else anywhere.tried_at
    return replace(anywhere, failures=max(0, anywhere.failures - mine), tried_at=tried_at)
