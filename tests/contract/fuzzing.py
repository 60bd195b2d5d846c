"""How Schemathesis is told of what exists: it would guess an id once in a universe."""

import json
from collections.abc import Iterator, Mapping
from datetime import timedelta

from tests.contract.calls import NEW_PASSWORD
from tests.contract.world import World
from tests.factories.identity import PASSWORD

PROBABILITY = 0.7
BODY_IDS = ("doctor_id", "visit_type_id", "location_id", "patient_id", "appointment_id", "user_id")
NESTED_IDS = {
    "body.rules[*].location_id": "location_id",
    "body.visit_types[*].visit_type_id": "visit_type_id",
}
# What would take the doctor, the place or the patient away from all that is asked later works on
# those of another world.
TAKES_AWAY = (
    *("update_doctor", "deactivate_doctor", "replace_doctor_visit_types", "update_location"),
    *("deactivate_location", "update_visit_type", "deactivate_visit_type", "update_patient"),
    *("deactivate_patient", "replace_availability", "delete_availability", "add_time_off"),
    *("add_availability_exception", "decide_location_holiday"),
    *("update_resource", "deactivate_resource"),
)
# With the id of the administrator who asks, which a list of accounts tells, they would end the
# session with which all the others are asked.
SHUTS_OUT = ("update_user", "deactivate_user", "end_sessions_of_user")


def configuration(world: World, spare: World) -> str:
    """A `schemathesis.toml` with ids, times and passwords that mean something in these worlds."""
    return "\n".join(_lines(world, spare)) + "\n"


def _lines(world: World, spare: World) -> Iterator[str]:
    # What a schema cannot say is refused, too: ids that must exist, times that must be free,
    # passwords that must be hard to guess. All other checks are on.
    yield from ("[checks]", "enabled = true", "positive_data_acceptance.enabled = false")
    for name, values in {**_known(world), **_prefixed(spare.ids)}.items():
        yield f"[dictionaries.{name}]"
        yield f"values = {json.dumps(values)}"
    yield "[parameters]"
    for place, name in _places(world):
        yield _binding(place, name)
    yield "[[operations]]"
    yield f"include-operation-id = {json.dumps(TAKES_AWAY)}"
    yield "[operations.parameters]"
    for name in spare.ids:
        yield _binding(f"path.{name}", f"spare_{name}")
    yield "[[operations]]"
    yield f"include-operation-id = {json.dumps(SHUTS_OUT)}"
    # Chains of requests take ids from answers, and so do others.
    yield "phases.stateful.enabled = false"
    yield "phases.coverage.extra-data-sources.responses = false"
    yield "phases.fuzzing.extra-data-sources.responses = false"
    yield "[operations.parameters]"
    yield _binding("path.user_id", "spare_user_id", probability=1.0)
    # A cookie that is too long for its schema may hold a `;`: HTTP itself ends it there, and what
    # arrives is good.
    yield "[[operations]]"
    yield 'include-operation-id = ["logout"]'
    yield "checks.negative_data_rejection.enabled = false"


def _known(world: World) -> dict[str, list[str]]:
    times = [
        (world.now + timedelta(days=day, minutes=30 * step)).isoformat()
        for day in range(1, 8)
        for step in range(10)
    ]
    return {
        **{name: [value] for name, value in world.ids.items()},
        "time": times,
        "day": [time[:10] for time in times[::10]],
        "email": [user.email for user in world.people.values()],
        "password": [PASSWORD, NEW_PASSWORD],
    }


def _prefixed(ids: Mapping[str, str]) -> dict[str, list[str]]:
    return {f"spare_{name}": [value] for name, value in ids.items()}


def _places(world: World) -> Iterator[tuple[str, str]]:
    for name in world.ids:
        yield f"path.{name}", name
    for name in BODY_IDS:
        yield f"body.{name}", name
        yield f"query.{name}", name
    yield from NESTED_IDS.items()
    yield from (("body.starts_at", "time"), ("query.at", "time"))
    yield from (("query.from", "day"), ("query.to", "day"))
    yield from (("body.email", "email"), ("body.username", "email"))
    yield from (("body.password", "password"), ("body.licence_number", "hold_id"))


def _binding(place: str, dictionary: str, *, probability: float = PROBABILITY) -> str:
    return f'"{place}" = {{ dictionary = "{dictionary}", probability = {probability} }}'
