"""What the benchmark of bookings leans on: free times, statements that are heard, and pgbench."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest

from bench.booking import astray
from bench.kit.books import Tally, tally
from bench.kit.capture import capture
from bench.kit.errors import BenchError
from bench.kit.postgres import pgbench, postgres
from bench.kit.replay import replay
from bench.kit.ward import Options, Ward, prepare
from bench.kit.wishes import booking, wishes

pytestmark = pytest.mark.once

COUNT = 12
OPTIONS = Options(bookings=COUNT, rounds=1, clients=2, doctors=5, visits=1000, warm=0)


@pytest.fixture(scope="module")
def ward() -> Iterator[Ward]:
    with postgres() as ground, ExitStack() as stack:
        yield prepare(ground, OPTIONS, stack)


def test_wishes_are_distinct_and_the_same_each_time(ward: Ward) -> None:
    found = wishes(ward.filled, ward.practice, 300)
    assert found == wishes(ward.filled, ward.practice, 300)
    assert len({(wish.doctor, wish.starts_at) for wish in found}) == 300
    assert len({(wish.patient, wish.starts_at) for wish in found}) == 300


def test_pgbench_books_what_the_product_would_have_booked(ward: Ward) -> None:
    asked = [booking(ward.practice, wish) for wish in ward.wanted[: COUNT + 5]]
    with ward.ground.copy(ward.filled, "heard") as dsn:
        heard = capture(dsn, asked, status=201, warm=5)
        assert tally(dsn, OPTIONS.visits).visits == COUNT + 5
    # The desk's own hours, tokens and names are read, and one statement writes.
    said = [statement.statement for statement in heard[0]]
    assert any("FROM sessions" in statement for statement in said)
    assert sum("book_visit(" in statement for statement in said) == 1
    with ward.ground.copy(ward.filled, "said_again") as dsn:
        again = replay(_alike(heard))
        again.load(dsn)
        each = len(again.rows) // OPTIONS.clients
        done = pgbench(
            ward.ground,
            dsn,
            again.script,
            clients=OPTIONS.clients,
            transactions=each,
            variables=again.variables(OPTIONS.clients),
        )
        held = tally(dsn, OPTIONS.visits)
    assert done.errors == 0
    assert (held.visits, held.incomplete, held.doubled) == (done.transactions, 0, 0)


# Of so few bookings a busy machine may leave none that two clients made at the same time.
@pytest.mark.alone
def test_refusals_are_not_counted_as_bookings_of_pgbench(ward: Ward) -> None:
    heard = ward.heard("heard_twice", key=True)
    usual = ward.pgbench("usual", heard)
    assert usual().rate > 0
    # The same once more, where everything is booked already.
    with ward.ground.copy(usual.template, "booked") as booked:
        once = replace(usual, name="once")
        once.book(booked)
        again = replace(usual, template=booked, name="again")
        # So few refusals may be over before all clients have begun: that ends a bench as well.
        with pytest.raises(BenchError, match=r"booked 0 visits of 12|did not run at the same time"):
            again()


def test_visits_astray_in_one_database_do_not_make_up_for_those_in_another(ward: Ward) -> None:
    ours = replace(ward, dsns={"one": "a", "one, no key": "a", "two": "b"})
    whole, twice = Tally(COUNT, 0, 0), Tally(2 * COUNT, 0, 0)
    assert astray(ours, {"a": twice, "b": whole}) == 0
    assert astray(ours, {"a": whole, "b": twice}) == 2 * COUNT


def _alike(heard: list) -> list:  # type: ignore[type-arg] # of what was said
    """Those that say what the last one does: of a doctor whose hours are known by then."""
    last = [said.statement for said in heard[-1]]
    return [one for one in heard if [said.statement for said in one] == last]
