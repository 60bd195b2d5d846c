from typing import Any

import pytest

from praxis.directory.doctors.models import Doctor
from praxis.directory.visit_types.models import VisitType
from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from tests.factories.directory import make_doctor, make_visit_type
from tests.integration.directory.facts import audited, schedule_version
from tests.support.api import Api, ok, problem
from tests.support.audit import events_of


def path_of(doctor: Doctor) -> str:
    return f"/doctors/{doctor.uid}/visit-types"


def offer(visit_type: VisitType, **own: Any) -> dict[str, Any]:
    return {"visit_type_id": str(visit_type.uid), **own}


async def test_doctor_without_a_choice_offers_every_active_type(
    api: Api, database: Database
) -> None:
    doctor = await make_doctor(database)
    active = await make_visit_type(database)
    inactive = await make_visit_type(database, active=False)
    body = ok(await api.get(path_of(doctor)))
    offered = {item["visit_type_id"] for item in body["items"]}
    assert body["offers_all"] is True
    assert str(active.uid) in offered
    assert str(inactive.uid) not in offered


async def test_doctor_chooses_types_with_own_length_and_fee(api: Api, database: Database) -> None:
    doctor = await make_doctor(database)
    first = await make_visit_type(database, name="A")
    second = await make_visit_type(database, name="B")
    own = await api.signed_in(doctor.user)
    # The visit type is in taka: the doctor works somewhere else.
    fee = {"amount": "25.00", "currency": "EUR"}
    wanted = {
        "visit_types": [offer(second), offer(first, duration_minutes=45, fee=fee)],
    }
    changed = await own.with_headers(If_Match='"1"').put(path_of(doctor), wanted)
    body = ok(changed)
    assert body["offers_all"] is False
    assert body["items"] == [
        {
            "visit_type_id": str(first.uid),
            "name": "A",
            "modality": "in_person",
            "duration_minutes": 45,
            "fee": fee,
            "own_duration_minutes": 45,
            "own_fee": fee,
        },
        {
            "visit_type_id": str(second.uid),
            "name": "B",
            "modality": "in_person",
            "duration_minutes": 30,
            "fee": {"amount": "500.00", "currency": "BDT"},
            "own_duration_minutes": None,
            "own_fee": None,
        },
    ]
    read = await api.get(path_of(doctor))
    assert ok(read) == body
    assert read.headers["ETag"] == changed.headers["ETag"] == '"2"'
    problem(await own.with_headers(If_Match='"1"').put(path_of(doctor), wanted), 412, "stale")
    assert await schedule_version(database, doctor) == 2
    assert await audited(database, doctor.uid) == ["doctor.visit_types_replaced"]


async def test_fault_an_own_fee_without_a_currency_became_taka(
    admin: Api, database: Database
) -> None:
    doctor = await make_doctor(database)
    euros = await make_visit_type(database, name="Euros", fee_amount=80, fee_currency="EUR")
    yen = await make_visit_type(database, name="Yen", fee_amount=8000, fee_currency="JPY")

    async def own_fees(*offers: dict[str, Any]) -> list[Any]:
        body = ok(await admin.put(path_of(doctor), {"visit_types": offers}))
        return [item["own_fee"] for item in body["items"]]

    # Of the visit type at first, of the doctor's own fee from then on.
    bare = {"fee": {"amount": "95.00"}}
    assert await own_fees(offer(euros, **bare)) == [{"amount": "95.00", "currency": "EUR"}]
    dollars = {"amount": "70.00", "currency": "USD"}
    assert await own_fees(offer(euros, fee=dollars), offer(yen, **bare)) == [
        dollars,
        {"amount": "95.00", "currency": "JPY"},
    ]
    assert await own_fees(offer(euros, **bare)) == [{"amount": "95.00", "currency": "USD"}]
    refused = await admin.put(
        path_of(doctor), {"visit_types": [offer(yen, fee={"amount": "0.50"})]}
    )
    body = problem(refused, 422, "money.too_fine")
    assert body["errors"][0]["pointer"] == "/visit_types/0/fee"


async def test_audit_tells_which_fees_a_doctor_has_from_then_on(
    api: Api, database: Database
) -> None:
    doctor = await make_doctor(database)
    one, two = await make_visit_type(database), await make_visit_type(database)
    own = await api.signed_in(doctor.user)
    fee = {"amount": "95", "currency": "EUR"}
    ok(await own.put(path_of(doctor), {"visit_types": [offer(one), offer(two, fee=fee)]}))
    (event,) = await events_of(database, doctor.user.id, "doctor.")
    assert event["details"] == {
        "visit_type_ids": [str(one.uid), str(two.uid)],
        "fees": [f"{two.uid} 95.00 EUR"],
    }


async def test_new_choice_replaces_the_old_one(admin: Api, database: Database) -> None:
    doctor = await make_doctor(database)
    first, second = await make_visit_type(database), await make_visit_type(database)
    for chosen in (first, second):
        body = ok(await admin.put(path_of(doctor), {"visit_types": [offer(chosen)]}))
        assert [item["visit_type_id"] for item in body["items"]] == [str(chosen.uid)]
    body = ok(await admin.put(path_of(doctor), {"visit_types": []}))
    assert body["offers_all"] is True


async def test_choice_of_types_that_ended_offers_nothing(admin: Api, database: Database) -> None:
    doctor = await make_doctor(database)
    ended = await make_visit_type(database)
    ok(await admin.put(path_of(doctor), {"visit_types": [offer(ended)]}))
    ok(await admin.delete(f"/visit-types/{ended.uid}"), 204)
    body = ok(await admin.get(path_of(doctor)))
    assert (body["items"], body["offers_all"]) == ([], False)


@pytest.mark.parametrize("fault", ["unknown", "repeated", "currency", "duration"])
async def test_unacceptable_choice_changes_nothing(
    admin: Api, database: Database, fault: str
) -> None:
    doctor = await make_doctor(database)
    visit_type = await make_visit_type(database)
    second, pointer = {
        "unknown": ({"visit_type_id": str(new_uid())}, "/visit_types/1/visit_type_id"),
        "repeated": (offer(visit_type), "/visit_types/1/visit_type_id"),
        "currency": (
            offer(await make_visit_type(database), fee={"amount": "1.50", "currency": "JPY"}),
            "/visit_types/1/fee",
        ),
        "duration": (
            offer(await make_visit_type(database), duration_minutes=0),
            "/visit_types/1/duration_minutes",
        ),
    }[fault]
    refused = await admin.put(path_of(doctor), {"visit_types": [offer(visit_type), second]})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == pointer
    assert ok(await admin.get(path_of(doctor)))["offers_all"] is True
    assert await schedule_version(database, doctor) == 1
