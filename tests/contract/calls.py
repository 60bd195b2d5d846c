"""A good request for every operation: what is refused is refused for who asks, not for what."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from praxis.identity.models import Role, TokenPurpose
from praxis.kit.ids import new_uid
from praxis.notifications.links.tokens import VisitLink, visit_link_token
from praxis.notifications.mail.senders import FolderSender
from tests.contract.world import CANARY, HOLIDAY, World
from tests.factories.directory import make_patient
from tests.factories.files import PDF, make_picture
from tests.factories.identity import PASSWORD, make_user
from tests.support.api import BASE, Api, access_token, ok
from tests.support.factors import (
    RECOVERY_CODE,
    code_now,
    give_api_key,
    give_passkey,
    give_pending_sign_in,
    give_recovery_code,
    give_totp,
)
from tests.support.identity import mailed_link

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


async def prepare(operation: str, world: World) -> None:
    """Make what the operation works on, where the world does not have it yet."""
    if operation in PREPARED:
        await PREPARED[operation](world)


def _booking(world: World) -> dict[str, Any]:
    return {
        "doctor_id": world.ids["doctor_id"],
        "visit_type_id": world.ids["visit_type_id"],
        "starts_at": world.free_at.isoformat(),
    }


def _rule(world: World) -> dict[str, Any]:
    hours = {"weekday": "sunday", "start_time": "18:00", "end_time": "20:00"}
    return {"location_id": world.ids["location_id"], **hours}


def _account(role: str) -> dict[str, str]:
    email = f"{new_uid().hex}@example.org"
    return {"email": email, "password": NEW_PASSWORD, "full_name": "Nadia Karim", "role": role}


def _doctor() -> dict[str, Any]:
    account = _account("doctor")
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
    "register": lambda _: Call(json=_account("patient")),
    "update_me": lambda _: Call(json={"full_name": "Another Name"}),
    "replace_my_photo": lambda _: Call(files={"file": ("me.png", make_picture(), "image/png")}),
    "mark_notifications_read": lambda w: Call(
        json={"ids": [w.ids.get("notification_id", str(new_uid()))]}
    ),
    "update_notification_preferences": lambda _: Call(json={"email_visits": False}),
    "read_visit_link": lambda w: Call(json={"token": w.ids["visit_link"]}),
    "confirm_by_visit_link": lambda w: Call(json={"token": w.ids["visit_link"]}),
    "cancel_by_visit_link": lambda w: Call(json={"token": w.ids["visit_link"]}),
    "create_user": lambda _: Call(json=_account("staff")),
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
    "hold_slot": lambda w: Call(json=_booking(w)),
    "book_appointment": lambda w: Call(json={**_booking(w), "patient_id": w.ids["patient_id"]}),
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


async def _post(world: World, by: str, path: str, **options: Any) -> Any:
    caller: Api = await world.caller(by)
    return ok(await caller.post(path.format(**world.ids), **options), 201)


async def _hold(world: World) -> None:
    world.ids["hold_id"] = (await _post(world, "owner", "/holds", json=_booking(world)))["id"]


async def _rule_id(world: World) -> None:
    rules = ok(await world.api.get(f"/doctors/{world.ids['doctor_id']}/availability"))
    world.ids["rule_id"] = rules["items"][0]["id"]


async def _exception(world: World) -> None:
    body = {"date": "2027-04-04", "kind": "closed"}
    made = await _post(world, "staff", "/doctors/{doctor_id}/exceptions", json=body)
    world.ids["exception_id"] = made["id"]


async def _holiday(world: World) -> None:
    admin = await world.caller("admin")
    path = f"/locations/{world.ids['location_id']}/holidays/{HOLIDAY}"
    ok(await admin.put(path, {"name": "Founders' day", "open": False}))


async def _draft(world: World) -> None:
    doctor = await world.caller("doctor")
    path = f"/appointments/{world.ids['appointment_id']}/record-draft"
    ok(await doctor.put(path, {"diagnosis": CANARY}))


async def _attachment(world: World) -> None:
    file = {"file": ("report.pdf", PDF, "application/pdf")}
    made = await _post(world, "doctor", "/medical-records/{record_id}/attachments", files=file)
    world.ids["attachment_id"] = made["id"]


async def _emergency(world: World) -> None:
    # By and of somebody else: nobody of the world has anything open in other tests.
    caller = await world.api.signed_in(await make_user(world.database, Role.STAFF))
    patient = await make_patient(world.database)
    path = f"/patients/{patient.uid}/break-glass"
    made = ok(await caller.post(path, {"reason": EMERGENCY}), 201)
    world.ids["emergency_id"] = made["id"]


async def _payment(world: World) -> None:
    path, amount = "/appointments/{appointment_id}/payments", {"amount": "1.00"}
    made = await _post(world, "staff", path, json={"method": "cash", "amount": amount})
    world.ids["payment_id"] = made["id"]


async def _photo(world: World) -> None:
    doctor = await world.caller("doctor")
    file = {"file": ("me.png", make_picture(), "image/png")}
    address = ok(await doctor.put("/users/me/photo", files=file))["photo_url"]
    world.ids["photo_id"] = address.split("/")[-1].split("?")[0]


async def _refresh_token(world: World) -> None:
    form = {"username": world.people["owner"].email, "password": PASSWORD}
    pair = ok(await world.api.client.post(f"{BASE}/auth/token", data=form))
    world.ids["refresh_token"] = pair["refresh_token"]


async def _reset_link(world: World) -> None:
    owner = world.people["owner"]
    ok(await world.api.post("/auth/password/forgot", {"email": owner.email}), 202)
    world.ids["link"] = await mailed_link(world.app, TokenPurpose.PASSWORD_RESET, owner.uid)


async def _verification_link(world: World) -> None:
    body = _account("patient")
    made = ok(await world.api.post("/auth/register", body), 201)
    world.ids["link"] = await mailed_link(world.app, TokenPurpose.EMAIL_VERIFICATION, made["id"])


async def _visit_link(world: World) -> None:
    link = VisitLink(UUID(world.ids["appointment_id"]), 0, world.free_at)
    world.ids["visit_link"] = visit_link_token(world.app.state.tokens, link)


async def _dead_letter(world: World) -> None:
    uid = new_uid()
    statement = (
        "INSERT INTO outbox_messages (uid, topic, payload, attempts, last_error, dead_at) "
        "VALUES ($1, 'scheduling.hours_changed', '{}', 10, 'KeyError', now())"
    )
    await world.database.transact(lambda unit: unit.sql.execute(statement, uid))
    world.ids["message_id"] = str(uid)


async def _folder_mail(world: World) -> None:
    uid = new_uid()
    raw = f"Message-ID: <{uid}@localhost>\r\nTo: rahim@example.org\r\n\r\nHello\r\n".encode()
    folder = world.app.state.settings.mail_folder
    await FolderSender(folder).send("rahim@example.org", raw)
    world.ids["mail_id"] = next(folder.glob(f"*{uid}.eml")).name


async def _pending(world: World) -> None:
    user = await make_user(world.database)
    await give_totp(world.app, user)
    await give_recovery_code(world.app, user)
    await give_passkey(world.app, user)
    world.ids["mfa_token"] = await give_pending_sign_in(world.app, user)


async def _passkey_answer(world: World) -> None:
    passkey = await give_passkey(world.app, await make_user(world.database))
    started = ok(await world.api.post("/auth/passkey/start"))
    world.credential = passkey.answer(started["public_key"])


async def _totp_begun(world: World) -> None:
    for user in world.people.values():
        await give_totp(world.app, user, confirmed=False)


async def _totp(world: World) -> None:
    for user in world.people.values():
        await give_totp(world.app, user)


async def _passkeys(world: World) -> None:
    for user in world.people.values():
        await give_passkey(world.app, user)


async def _passkey_id(world: World) -> None:
    passkey = await give_passkey(world.app, world.people["owner"])
    world.ids["passkey_id"] = str(passkey.uid)


async def _session(world: World) -> None:
    token = await access_token(world.app, world.app.state.clock, world.people["owner"])
    claims = world.app.state.tokens.read_access_token(token, world.app.state.clock.now())
    world.ids["session_id"] = str(claims.session_uid)


async def _api_key(world: World) -> None:
    key = await give_api_key(world.app, world.people["admin"], ["patients:read"])
    world.ids["api_key_id"] = str(key.uid)


PREPARED: dict[str, Callable[[World], Awaitable[None]]] = {
    "review_emergency": _emergency,
    "finish_login": _pending,
    "start_passkey_second_factor": _pending,
    "login_with_passkey": _passkey_answer,
    "start_passkey_step_up": _passkeys,
    "remove_totp": _totp,
    "replace_recovery_codes": _totp,
    "confirm_totp": _totp_begun,
    "rename_passkey": _passkey_id,
    "remove_passkey": _passkey_id,
    "end_my_session": _session,
    "revoke_api_key": _api_key,
    "release_hold": _hold,
    "delete_availability": _rule_id,
    "delete_availability_exception": _exception,
    "withdraw_location_holiday": _holiday,
    "get_attachment": _attachment,
    "refund_payment": _payment,
    "list_payments": _payment,
    "get_payment": _payment,
    "get_receipt_pdf": _payment,
    "get_photo": _photo,
    "get_record_draft": _draft,
    "discard_record_draft": _draft,
    "refresh_token": _refresh_token,
    "read_visit_link": _visit_link,
    "confirm_by_visit_link": _visit_link,
    "cancel_by_visit_link": _visit_link,
    "retry_dead_letter": _dead_letter,
    "dismiss_dead_letter": _dead_letter,
    "get_folder_mail": _folder_mail,
    "get_folder_mail_file": _folder_mail,
    "reset_password": _reset_link,
    "verify_email": _verification_link,
}
