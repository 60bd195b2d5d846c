from datetime import UTC, datetime, timedelta
from uuid import RFC_4122

from praxis.demo.seeds import between, seeded, uid_at

AT = datetime(2027, 1, 4, 6, 0, tzinfo=UTC)


def test_the_same_parts_give_the_same_chance_and_others_do_not() -> None:
    assert seeded("a", 1).random() == seeded("a", 1).random()
    assert seeded("a", 1).random() != seeded("a", 2).random()


def test_ids_have_the_form_of_version_seven_and_sort_by_time() -> None:
    chance = seeded("test")
    older, newer = uid_at(chance, AT), uid_at(chance, AT + timedelta(milliseconds=1))

    assert (older.version, older.variant) == (7, RFC_4122)
    assert older.int >> 80 == int(AT.timestamp() * 1000)
    assert older < newer


def test_a_time_between_two_includes_both() -> None:
    chance = seeded("test")
    found = {between(chance, AT, AT + timedelta(seconds=1)) for _ in range(50)}

    assert found == {AT, AT + timedelta(seconds=1)}


def test_where_there_is_no_time_between_the_earliest_is_taken() -> None:
    assert between(seeded("test"), AT, AT - timedelta(hours=1)) == AT
