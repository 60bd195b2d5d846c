"""Writes that meet: real connections, and the database has the last word."""

import asyncio

from praxis.identity.models import Role
from praxis.kit.db.database import Database, Reader
from praxis.kit.ids import new_uid
from tests.factories.availability import make_rule
from tests.factories.directory import make_doctor, make_location, make_visit_type
from tests.factories.identity import make_user
from tests.integration.directory.facts import schedule_version
from tests.support.api import Api, ok

AT_ONCE = 8


async def test_one_licence_makes_one_doctor(admin: Api, database: Database) -> None:
    users = [await make_user(database, Role.DOCTOR) for _ in range(AT_ONCE)]
    wanted = {"specialty": "Cardiology", "licence_number": f"L-{new_uid().hex}"}
    answers = await asyncio.gather(
        *(admin.post("/doctors", {**wanted, "user_id": str(user.uid)}) for user in users)
    )
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * (AT_ONCE - 1)


async def test_one_account_gets_one_profile(admin: Api, database: Database) -> None:
    user = await make_user(database, Role.DOCTOR)
    answers = await asyncio.gather(
        *(
            admin.post(
                "/doctors",
                {
                    "specialty": "Cardiology",
                    "licence_number": f"L-{new_uid().hex}",
                    "user_id": str(user.uid),
                },
            )
            for _ in range(AT_ONCE)
        )
    )
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * (AT_ONCE - 1)


async def test_of_changes_to_one_reading_the_first_wins(admin: Api, database: Database) -> None:
    doctor = await make_doctor(database)
    read = admin.with_headers(If_Match='"1"')
    answers = await asyncio.gather(
        *(read.patch(f"/doctors/{doctor.uid}", {"bio": f"{n}"}) for n in range(AT_ONCE))
    )
    assert sorted(answer.status_code for answer in answers) == [200] + [412] * (AT_ONCE - 1)


async def test_doctor_is_approved_once(admin: Api, database: Database) -> None:
    doctor = await make_doctor(database, approved_at=None)
    answers = await asyncio.gather(
        *(admin.post(f"/doctors/{doctor.uid}/approve") for _ in range(AT_ONCE))
    )
    assert {ok(answer)["version"] for answer in answers} == {2}

    async def messages(reader: Reader) -> int:
        count: int = await reader.sql.fetchval(
            "SELECT count(*) FROM outbox_messages WHERE payload ->> 'doctor_id' = $1",
            str(doctor.uid),
        )
        return count

    assert await database.read(messages) == 1


async def test_changes_that_replan_the_same_doctors_all_count(
    admin: Api, database: Database
) -> None:
    doctors = [await make_doctor(database) for _ in range(5)]
    location, visit_type = await make_location(database), await make_visit_type(database)
    for doctor in doctors:
        await make_rule(database, doctor, location, 0)
    days = [f"2027-03-{day:02d}" for day in range(1, AT_ONCE + 1)]
    decision = {"name": "Move", "open": False}
    answers = await asyncio.gather(
        *(admin.put(f"/locations/{location.uid}/holidays/{day}", decision) for day in days),
        *(
            admin.patch(f"/visit-types/{visit_type.uid}", {"duration_minutes": minutes})
            for minutes in range(40, 40 + AT_ONCE)
        ),
    )
    assert {answer.status_code for answer in answers} == {200}
    versions = {await schedule_version(database, doctor) for doctor in doctors}
    assert versions == {1 + 2 * AT_ONCE}


async def test_choices_of_visit_types_replace_each_other_whole(
    admin: Api, database: Database
) -> None:
    doctor = await make_doctor(database)
    types = [await make_visit_type(database) for _ in range(3)]
    wanted = [
        {"visit_types": [{"visit_type_id": str(row.uid)} for row in types[: count + 1]]}
        for count in (0, 1, 2)
    ]
    path = f"/doctors/{doctor.uid}/visit-types"
    answers = await asyncio.gather(*(admin.put(path, body) for body in wanted * 3))
    assert {answer.status_code for answer in answers} == {200}
    assert len(ok(await admin.get(path))["items"]) in {1, 2, 3}
    assert await schedule_version(database, doctor) == 10
