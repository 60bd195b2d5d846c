"""Cancelling frees the time; the notice binds patients and not the practice."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from tests.integration.directory.facts import audited
from tests.integration.scheduling.cast import Cast, at, cast_of, facts_of, unknown_id
from tests.integration.scheduling.claims import claims_of
from tests.support.api import Api, ok, problem
from tests.support.booking import book

NOTICE = {"cancellation_notice_minutes": 60}


async def cancel(caller: Api, visit: dict[str, Any], body: dict[str, Any] | None = None) -> Any:
    return await caller.post(f"/appointments/{visit['id']}/cancel", body)


async def delete(caller: Api, visit: dict[str, Any]) -> Any:
    return await caller.delete(f"/appointments/{visit['id']}")


async def read(cast: Cast, visit: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = ok(await cast.own.get(f"/appointments/{visit['id']}"))
    return found


@pytest.mark.parametrize("caller", ["own", "doctor", "desk", "admin"])
async def test_whoever_may_cancels_with_a_reason(
    cast: Cast, database: Database, caller: str
) -> None:
    visit = await cast.booked("10:00")
    answer = await cancel(getattr(cast, caller), visit, {"reason": "Travelling"})
    found = ok(answer)
    assert (found["status"], found["cancel_reason"]) == ("cancelled", "Travelling")
    assert (found["cancelled_at"], found["cancelled_late"]) == ("2027-01-04T06:00:00Z", False)
    assert (answer.headers["etag"], found["version"], found["sequence"]) == ('"2"', 2, 1)
    assert facts_of(await read(cast, visit)) == facts_of(found)
    assert await claims_of(database, visit["id"]) == []
    assert (await audited(database, visit["id"]))[:2] == [
        "appointment.booked",
        "appointment.cancelled",
    ]
    await book(cast.other_patient, cast.practice, at("10:00"))


@pytest.mark.parametrize("caller", ["own", "doctor", "desk", "admin"])
async def test_deleting_is_cancelling_and_the_history_stays(
    cast: Cast, database: Database, caller: str
) -> None:
    visit = await cast.booked("10:00")
    answer = await delete(getattr(cast, caller), visit)
    assert (answer.status_code, answer.content) == (204, b"")
    assert (await read(cast, visit))["status"] == "cancelled"
    assert await claims_of(database, visit["id"]) == []
    events = ok(await cast.own.get(f"/appointments/{visit['id']}/events"))["items"]
    assert [event["kind"] for event in events] == ["booked", "cancelled"]


class TestNotice:
    async def test_a_patient_cancels_until_the_notice(
        self, api: Api, database: Database, clock: FixedClock
    ) -> None:
        clock.move_to(at("09:00"))
        cast = await cast_of(api, database, **NOTICE)
        visit = await cast.booked("10:00")
        assert ok(await cancel(cast.own, visit))["cancelled_late"] is False

    @pytest.mark.parametrize("way", [cancel, delete])
    async def test_a_patient_who_is_late_calls_the_practice(
        self, api: Api, database: Database, clock: FixedClock, way: Any
    ) -> None:
        clock.move_to(at("09:00") + timedelta(seconds=1))
        cast = await cast_of(api, database, **NOTICE)
        visit = await cast.booked("10:00")
        problem(await way(cast.own, visit), 409, "scheduling.too_late")
        assert (await read(cast, visit))["status"] == "confirmed"
        assert "10:00" not in await cast.starts()

    @pytest.mark.parametrize("caller", ["doctor", "desk", "admin"])
    async def test_the_practice_cancels_late_and_that_is_marked(
        self, api: Api, database: Database, clock: FixedClock, caller: str
    ) -> None:
        clock.move_to(at("09:30"))
        cast = await cast_of(api, database, **NOTICE)
        visit = await cast.booked("10:00")
        found = ok(await cancel(getattr(cast, caller), visit))
        assert found["cancelled_late"] is True
        assert datetime.fromisoformat(found["cancelled_at"]) == at("09:30")

    async def test_a_request_is_taken_back_whatever_the_notice(
        self, api: Api, database: Database, clock: FixedClock
    ) -> None:
        clock.move_to(at("09:30"))
        cast = await cast_of(api, database, needs_approval=True, **NOTICE)
        visit = await cast.booked("10:00")
        assert visit["status"] == "pending"
        found = ok(await cancel(cast.own, visit))
        assert (found["status"], found["cancelled_late"]) == ("cancelled", False)
        assert found["expires_at"] is None
        assert await claims_of(database, visit["id"]) == []


class TestRefused:
    async def test_what_is_cancelled_is_not_cancelled_again(self, cast: Cast) -> None:
        visit = await cast.booked("10:00")
        ok(await cancel(cast.own, visit, {"reason": "First"}))
        problem(await cancel(cast.desk, visit), 409, "scheduling.bad_transition")
        problem(await delete(cast.desk, visit), 409, "scheduling.bad_transition")
        assert (await read(cast, visit))["cancel_reason"] == "First"

    async def test_a_patient_who_is_here_is_not_cancelled(self, cast: Cast) -> None:
        visit = await cast.booked_today()
        path = f"/appointments/{visit['id']}/status"
        ok(await cast.desk.patch(path, {"status": "checked_in"}))
        for caller in (cast.own, cast.desk):
            problem(await cancel(caller, visit), 409, "scheduling.bad_transition")

    async def test_whoever_read_an_older_version_reads_again_first(self, cast: Cast) -> None:
        visit = await cast.booked("10:00")
        ok(await cast.own.patch(f"/appointments/{visit['id']}", {"reason": "Cough"}))
        stale = cast.own.with_headers(If_Match='"1"')
        problem(await cancel(stale, visit), 412, "stale")
        problem(await delete(stale, visit), 412, "stale")
        ok(await delete(cast.own.with_headers(If_Match='"2"'), visit), 204)

    @pytest.mark.parametrize("way", [cancel, delete])
    async def test_others_cancel_nothing(self, cast: Cast, way: Any) -> None:
        visit = await cast.booked("10:00")
        problem(await way(cast.visitor, visit), 401, "auth.required")
        for caller in (cast.other_patient, cast.other_doctor):
            problem(await way(caller, visit), 404, "not_found")
        problem(await way(cast.desk, {"id": unknown_id()}), 404, "not_found")
        assert (await read(cast, visit))["status"] == "confirmed"

    @pytest.mark.parametrize("reason", ["", "x" * 1001, 7, "\x00"])
    async def test_an_unacceptable_reason_is_refused(self, cast: Cast, reason: Any) -> None:
        visit = await cast.booked("10:00")
        answer = await cancel(cast.own, visit, {"reason": reason})
        assert answer.status_code in {400, 422}
        assert (await read(cast, visit))["status"] == "confirmed"
