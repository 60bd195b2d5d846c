from typing import Any

import pytest

from praxis.directory.visit_types.models import DoctorVisitType
from praxis.identity.models import Role
from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from tests.factories.directory import add_all, make_doctor, make_visit_type
from tests.factories.identity import make_user
from tests.integration.directory.facts import audited, schedule_version
from tests.support.api import Api, ok, problem

ULTRASOUND = {
    "name": "Ultrasound",
    "duration_minutes": 30,
    "buffer_before_minutes": 5,
    "buffer_after_minutes": 10,
    "slot_interval_minutes": 15,
    "minimum_notice_minutes": 120,
    "booking_horizon_days": 60,
    "cancellation_notice_minutes": 1440,
    "modality": "in_person",
    "fee": {"amount": "500.00", "currency": "EUR"},
    "needs_approval": True,
    "needs": [{"kind": "room", "tag": "ultrasound"}, {"kind": "device", "tag": None}],
    "reminder_minutes": [4320, 120],
}


async def test_visit_type_is_added_with_all_its_fields(
    api: Api, admin: Api, database: Database
) -> None:
    body = ok(await admin.post("/visit-types", ULTRASOUND), 201)
    assert body == {**ULTRASOUND, "id": body["id"], "active": True, "version": 1}
    read = await api.get(f"/visit-types/{body['id']}")
    assert ok(read) == body
    assert read.headers["ETag"] == '"1"'
    assert await audited(database, body["id"]) == ["visit_type.created"]


async def test_short_description_gets_sensible_defaults(admin: Api) -> None:
    wanted = {"name": "Talk", "duration_minutes": 20, "fee": {"amount": "0"}}
    body = ok(await admin.post("/visit-types", wanted), 201)
    assert body["slot_interval_minutes"] == 20
    assert body["fee"] == {"amount": "0.00", "currency": "BDT"}
    assert (body["modality"], body["needs"], body["booking_horizon_days"]) == ("in_person", [], 90)
    # A week and a day before.
    assert body["reminder_minutes"] == [10080, 1440]


async def test_reminders_are_kept_longest_first_and_each_once(admin: Api) -> None:
    wanted = {**ULTRASOUND, "reminder_minutes": [120, 2880, 120]}
    body = ok(await admin.post("/visit-types", wanted), 201)
    assert body["reminder_minutes"] == [2880, 120]
    path = f"/visit-types/{body['id']}"
    assert ok(await admin.patch(path, {"reminder_minutes": []}))["reminder_minutes"] == []
    for wrong in ([29], [60 * 24 * 60 + 1], [60, 90, 120, 150, 180, 210], "60", [1.5], [True]):
        assert (await admin.patch(path, {"reminder_minutes": wrong})).status_code == 422


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"duration_minutes": 4}, "/duration_minutes"),
        ({"duration_minutes": "30"}, "/duration_minutes"),
        ({"duration_minutes": True}, "/duration_minutes"),
        ({"duration_minutes": 721}, "/duration_minutes"),
        ({"buffer_after_minutes": 241}, "/buffer_after_minutes"),
        ({"minimum_notice_minutes": 2**63}, "/minimum_notice_minutes"),
        ({"booking_horizon_days": 0}, "/booking_horizon_days"),
        ({"modality": "phone"}, "/modality"),
        ({"fee": {"amount": "-1.00", "currency": "BDT"}}, "/fee/amount"),
        ({"fee": {"amount": 500, "currency": "BDT"}}, "/fee/amount"),
        ({"fee": {"amount": "1.00", "currency": "taka"}}, "/fee/currency"),
        ({"fee": {"amount": "1.00", "currency": "QQQ"}}, "/fee"),
        ({"fee": {"amount": "1.00", "currency": "DEM"}}, "/fee"),
        ({"fee": {"amount": "1.00", "currency": "XXX"}}, "/fee"),
        ({"fee": {"amount": "1.50", "currency": "JPY"}}, "/fee"),
        ({"fee": None}, "/fee"),
        ({"needs": [{"kind": "doctor"}]}, "/needs/0/kind"),
        ({"needs": [{"kind": "room"}] * 5}, "/needs"),
        ({"colour": "red"}, "/colour"),
    ],
)
async def test_unacceptable_visit_type_is_refused(
    admin: Api, database: Database, change: dict[str, Any], pointer: str
) -> None:
    existing = await make_visit_type(database)
    for refused in (
        await admin.post("/visit-types", {**ULTRASOUND, **change}),
        await admin.patch(f"/visit-types/{existing.uid}", change),
    ):
        assert refused.status_code == 422
        assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]


async def test_visit_type_is_changed_in_part(admin: Api, database: Database) -> None:
    visit_type = await make_visit_type(database)
    path = f"/visit-types/{visit_type.uid}"
    change = {"fee": {"amount": "7.50", "currency": "EUR"}, "needs": [{"kind": "room"}]}
    changed = await admin.with_headers(If_Match='"1"').patch(path, change)
    body = ok(changed)
    assert body["fee"] == change["fee"]
    assert body["needs"] == [{"kind": "room", "tag": None}]
    assert body["duration_minutes"] == 30
    assert changed.headers["ETag"] == '"2"'
    problem(await admin.with_headers(If_Match='"1"').patch(path, change), 412, "stale")
    assert ok(await admin.patch(path, change))["version"] == 2


async def test_longer_visit_replans_the_doctors_who_offer_it(
    admin: Api, database: Database
) -> None:
    visit_type, other = await make_visit_type(database), await make_visit_type(database)
    offers_all, offers_it, offers_other = [await make_doctor(database) for _ in range(3)]
    for doctor, offered in ((offers_it, visit_type), (offers_other, other)):
        row = DoctorVisitType(doctor_id=doctor.id, visit_type_id=offered.id)
        await add_all(database, row)
    doctors = (offers_all, offers_it, offers_other)
    path = f"/visit-types/{visit_type.uid}"
    ok(await admin.patch(path, {"name": "Renamed"}))
    assert [await schedule_version(database, doctor) for doctor in doctors] == [1, 1, 1]
    ok(await admin.patch(path, {"duration_minutes": 45}))
    assert [await schedule_version(database, doctor) for doctor in doctors] == [2, 2, 1]


async def test_deactivated_visit_type_is_gone_for_all_but_administrators(
    api: Api, admin: Api, database: Database
) -> None:
    mark = new_uid().hex
    visit_type = await make_visit_type(database, name=mark)
    path = f"/visit-types/{visit_type.uid}"
    ok(await admin.delete(path), 204)
    problem(await api.get(path), 404, "visit_types.not_found")
    assert ok(await admin.get(path))["active"] is False
    for caller, inactive, found in ((api, True, 0), (admin, False, 0), (admin, True, 1)):
        listed = ok(await caller.get("/visit-types", q=mark, include_inactive=inactive))
        assert len(listed["items"]) == found
    assert ok(await admin.patch(path, {"active": True}))["active"] is True


@pytest.mark.parametrize("role", [None, Role.PATIENT, Role.DOCTOR, Role.STAFF])
async def test_only_administrators_change_visit_types(
    api: Api, database: Database, role: Role | None
) -> None:
    visit_type = await make_visit_type(database)
    caller = api if role is None else await api.signed_in(await make_user(database, role))
    status, code = (401, "auth.required") if role is None else (403, "auth.role_forbidden")
    problem(await caller.post("/visit-types", ULTRASOUND), status, code)
    problem(await caller.patch(f"/visit-types/{visit_type.uid}", {"name": "x"}), status, code)
    problem(await caller.delete(f"/visit-types/{visit_type.uid}"), status, code)


async def test_fault_an_amount_without_a_currency_made_euros_taka(
    admin: Api, database: Database
) -> None:
    visit_type = await make_visit_type(database, fee_amount=80, fee_currency="EUR")
    path = f"/visit-types/{visit_type.uid}"
    changed = ok(await admin.patch(path, {"fee": {"amount": "90.00"}}))
    assert changed["fee"] == {"amount": "90.00", "currency": "EUR"}

    yen = await make_visit_type(database, fee_amount=8000, fee_currency="JPY")
    refused = await admin.patch(f"/visit-types/{yen.uid}", {"fee": {"amount": "90.50"}})
    assert problem(refused, 422, "money.too_fine")["errors"][0]["pointer"] == "/fee"


async def test_currency_changes_and_the_own_fee_of_a_doctor_keeps_its_own(
    api: Api, admin: Api, database: Database
) -> None:
    visit_type, doctor = await make_visit_type(database), await make_doctor(database)
    own = {"visit_type_id": str(visit_type.uid), "fee": {"amount": "800.00", "currency": "BDT"}}
    offers = f"/doctors/{doctor.uid}/visit-types"
    ok(await admin.put(offers, {"visit_types": [own]}))
    path = f"/visit-types/{visit_type.uid}"
    euros = {"fee": {"amount": "20.00", "currency": "EUR"}}

    assert ok(await admin.patch(path, euros))["fee"] == euros["fee"]
    assert ok(await api.get(offers))["items"][0]["fee"] == own["fee"]

    del own["fee"]
    ok(await admin.put(offers, {"visit_types": [own]}))
    assert ok(await api.get(offers))["items"][0]["fee"] == euros["fee"]
