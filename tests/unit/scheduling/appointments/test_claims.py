from datetime import timedelta

from praxis.scheduling.appointments.claims import Wanted, pool_candidates
from praxis.scheduling.appointments.operations.planning import room_among
from praxis.scheduling.slots.model import Pool, PooledResource
from tests.unit.scheduling.appointments.facts import facts_of
from tests.unit.scheduling.slots.day import taken, window

BUSY = PooledResource(21, "Room 1", (taken("09:00", "09:40", "visit", 21),))
FREE = PooledResource(22, "Room 2")
LATER = PooledResource(23, "Room 3", (taken("10:00", "10:30", "visit", 23),))
ROOMS = Pool("room", {1: (BUSY, FREE, LATER), 2: (PooledResource(31, "Room 4"),)})
DEVICE = Pool("device", {1: (PooledResource(41, "Scanner"),)})


def test_candidates_are_what_looked_free_at_the_place_in_order() -> None:
    assert pool_candidates([ROOMS], 1, window("09:30", "10:00")) == ((22, 23),)
    assert pool_candidates([ROOMS], 2, window("09:30", "10:00")) == ((31,),)
    assert pool_candidates([ROOMS], 3, window("09:30", "10:00")) == ((),)


def test_two_of_a_kind_are_sought_twice() -> None:
    two = Pool("room", ROOMS.by_location, needed=2)
    assert pool_candidates([two, DEVICE], 1, window("09:40", "10:00")) == (
        (21, 22, 23),
        (21, 22, 23),
        (41,),
    )


def test_everything_that_may_be_claimed_is_named() -> None:
    wanted = Wanted(5, 1, 1, 2, 0, window("09:00", "09:30"), ((21, 22), (41,)))
    assert wanted.resource_ids == [1, 2, 21, 22, 41]
    held = Wanted(5, 1, 1, None, 0, window("09:00", "09:30"), ())
    assert held.resource_ids == [1]


def test_the_room_is_found_among_what_was_claimed() -> None:
    facts = facts_of(pools=[DEVICE, ROOMS], duration=timedelta(minutes=30))
    assert room_among(facts, [41, 22]) == 22
    assert room_among(facts, [41]) is None
    assert room_among(facts, []) is None
