"""A good request for every operation: what is refused is refused for who asks, not for what."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from praxis.kit.ids import new_uid
from tests.contract.world import World
from tests.factories.files import PDF, make_picture
from tests.factories.identity import PASSWORD
from tests.support.factors import (
    RECOVERY_CODE,
    code_now,
)

NEW_PASSWORD = "seven grey geese over Sylhet"
EMERGENCY = "Brought in unconscious; need to know of medicines"


@dataclass(frozen=True)
class Call:
    """The options of a request, as httpx takes them."""

    params: Mapping[str, str] = field(default_factory=dict)
    json: object = None
    data: Mapping[str, str] | None = None
    files: Mapping[str, Any] | None = None

    def options(self) -> dict[str, Any]:
        return {"params": self.params, "json": self.json, "data": self.data, "files": self.files}


def make_call(operation: str, world: World) -> Call:
    """What is sent to this operation; nothing, for most."""
    make = CALLS.get(operation)
    return make(world) if make else Call()


def booking_of(world: World) -> dict[str, Any]:
    return {
        "doctor_id": world.ids["doctor_id"],
        "visit_type_id": world.ids["visit_type_id"],
        "starts_at": world.free_at.isoformat(),
    }


def _rule(world: World) -> dict[str, Any]:
    hours = {"weekday": "sunday", "start_time": "18:00", "end_time": "20:00"}
    return {"location_id": world.ids["location_id"], **hours}


def new_account(role: str) -> dict[str, str]:
    email = f"{new_uid().hex}@example.org"
    return {"email": email, "password": NEW_PASSWORD, "full_name": "Nadia Karim", "role": role}


def _doctor() -> dict[str, Any]:
    account = new_account("doctor")
    account.pop("role")
    return {"account": account, "specialty": "Surgery", "licence_number": new_uid().hex}


def _credentials(world: World) -> dict[str, str]:
    return {"email": world.people["owner"].email, "password": PASSWORD}


RECORD = {"diagnosis": "Acute bronchitis", "notes": "Come back if there is fever"}
VISIT_TYPE = {"name": "Ultrasound", "duration_minutes": 30, "fee": {"amount": "500.00"}}

CALLS: dict[str, Callable[[World], Call]] = {
    "login": lambda w: Call(json=_credentials(w)),
    "create_token": lambda w: Call(
        data={"username": w.people["owner"].email, "password": PASSWORD}
    ),
    "refresh_token": lambda w: Call(json={"refresh_token": w.ids["refresh_token"]}),
    "forget_password": lambda w: Call(json={"email": w.people["owner"].email}),
    "reset_password": lambda w: Call(json={"token": w.ids["link"], "password": NEW_PASSWORD}),
    "verify_email": lambda w: Call(json={"token": w.ids["link"]}),
    "finish_login": lambda w: Call(
        json={"mfa_token": w.ids["mfa_token"], "recovery_code": RECOVERY_CODE}
    ),
    "start_passkey_second_factor": lambda w: Call(json={"mfa_token": w.ids["mfa_token"]}),
    "login_with_passkey": lambda w: Call(json={"credential": w.credential}),
    "step_up": lambda _: Call(json={"password": PASSWORD}),
    "confirm_totp": lambda w: Call(json={"code": code_now(w.app.state.clock.now())}),
    "add_passkey": lambda _: Call(
        json={"name": "Laptop", "credential": {"id": "AZ0x", "type": "public-key"}}
    ),
    "rename_passkey": lambda _: Call(json={"name": "Laptop"}),
    "make_api_key": lambda w: Call(
        json={
            "name": "Laboratory",
            "scopes": ["patients:read"],
            "expires_at": (w.app.state.clock.now() + timedelta(days=30)).isoformat(),
        }
    ),
    # A stream ends only with its session; asked like this it ends with what was missed.
    "follow_events": lambda _: Call({"follow": "false"}),
    "register": lambda _: Call(json=new_account("patient")),
    "update_me": lambda _: Call(json={"full_name": "Another Name"}),
    "replace_my_photo": lambda _: Call(files={"file": ("me.png", make_picture(), "image/png")}),
    "mark_notifications_read": lambda w: Call(
        json={"ids": [w.ids.get("notification_id", str(new_uid()))]}
    ),
    "update_notification_preferences": lambda _: Call(json={"email_visits": False}),
    "read_visit_link": lambda w: Call(json={"token": w.ids["visit_link"]}),
    "confirm_by_visit_link": lambda w: Call(json={"token": w.ids["visit_link"]}),
    "cancel_by_visit_link": lambda w: Call(json={"token": w.ids["visit_link"]}),
    "create_user": lambda _: Call(json=new_account("staff")),
    "update_user": lambda _: Call(json={"full_name": "Another Name"}),
    "create_doctor": lambda _: Call(json=_doctor()),
    "update_doctor": lambda _: Call(json={"bio": "Trained in Dhaka"}),
    "replace_doctor_visit_types": lambda w: Call(
        json={"visit_types": [{"visit_type_id": w.ids["visit_type_id"]}]}
    ),
    "add_availability": lambda w: Call(json=_rule(w)),
    "replace_availability": lambda w: Call(json={"rules": [_rule(w)]}),
    "add_availability_exception": lambda _: Call(json={"date": "2027-05-05", "kind": "closed"}),
    "add_time_off": lambda _: Call(json={"starts_on": "2027-06-01", "ends_on": "2027-06-02"}),
    "preview_schedule_change": lambda w: Call(json={"rules": [_rule(w)]}),
    "list_openings": lambda w: Call(
        {
            "from": w.now.isoformat(),
            "to": (w.now + timedelta(days=7)).isoformat(),
            "location_id": w.ids["location_id"],
        }
    ),
    "list_slots": lambda w: Call({"visit_type_id": w.ids["visit_type_id"]}),
    "explain_slot": lambda w: Call(
        {"visit_type_id": w.ids["visit_type_id"], "at": w.free_at.isoformat()}
    ),
    "list_first_slots": lambda w: Call({"visit_type_id": w.ids["visit_type_id"]}),
    "list_slot_days": lambda w: Call(
        {"visit_type_id": w.ids["visit_type_id"], "doctor_id": w.ids["doctor_id"]}
    ),
    "list_location_holidays": lambda _: Call({"from": "2027-01-01", "to": "2027-12-31"}),
    "decide_location_holiday": lambda _: Call(json={"name": "Founders' day", "open": False}),
    "update_practice": lambda _: Call(json={"phone": "+880 2 5566 7799"}),
    "create_location": lambda _: Call(json={"name": "North", "time_zone": "Asia/Dhaka"}),
    "update_location": lambda _: Call(json={"phone": "+880 2 5566 7799"}),
    "create_visit_type": lambda _: Call(json=VISIT_TYPE),
    "update_visit_type": lambda _: Call(json={"duration_minutes": 45}),
    "create_resource": lambda w: Call(
        json={"kind": "room", "name": "Room 9", "location_id": w.ids["location_id"]}
    ),
    "update_resource": lambda _: Call(json={"name": "Room 10"}),
    "list_patients": lambda w: Call({"q": w.patient.full_name}),
    "search_users": lambda w: Call(json={"q": w.people["owner"].email}),
    "search_patients": lambda w: Call(json={"q": w.patient.full_name}),
    "create_patient": lambda _: Call(json={"full_name": "Rahima Khatun"}),
    "update_patient": lambda _: Call(json={"address": "House 12, Road 5"}),
    "hold_slot": lambda w: Call(json=booking_of(w)),
    "book_appointment": lambda w: Call(json={**booking_of(w), "patient_id": w.ids["patient_id"]}),
    "list_appointments": lambda w: Call({"patient_id": w.ids["patient_id"]}),
    "list_all_appointments": lambda w: Call({"patient_id": w.ids["patient_id"]}),
    "update_appointment": lambda _: Call(json={"symptoms": "Worse at night"}),
    "change_appointment_status": lambda _: Call(json={"status": "checked_in"}),
    "reschedule_appointment": lambda w: Call(
        json={"starts_at": (w.free_at + timedelta(hours=1)).isoformat()}
    ),
    "cancel_appointment": lambda _: Call(json={"reason": "I am travelling"}),
    "take_payment": lambda _: Call(json={"method": "cash"}),
    "refund_payment": lambda _: Call(json={"reason": "The doctor fell ill"}),
    "get_day_end": lambda w: Call({"location_id": w.ids["location_id"]}),
    "get_day_end_csv": lambda w: Call({"location_id": w.ids["location_id"]}),
    "get_day_end_pdf": lambda w: Call({"location_id": w.ids["location_id"]}),
    "list_medical_records": lambda w: Call({"patient_id": w.ids["patient_id"]}),
    "write_medical_record": lambda w: Call(
        json={"appointment_id": w.ids["begun_appointment_id"], **RECORD}
    ),
    "save_record_draft": lambda _: Call(json={"diagnosis": "Perhaps bron"}),
    "open_records_in_emergency": lambda _: Call(json={"reason": EMERGENCY}),
    "review_emergency": lambda _: Call(json={"outcome": "justified"}),
    "amend_medical_record": lambda _: Call(json={"reason": "The dose was wrong", **RECORD}),
    "list_report_visits": lambda w: Call({"doctor_id": w.ids["doctor_id"]}),
    "attach_file": lambda _: Call(files={"file": ("report.pdf", PDF, "application/pdf")}),
}
