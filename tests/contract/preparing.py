"""What an operation works on, made anew before it is asked for: other tests may have used it up."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from praxis.identity.models import Role, TokenPurpose
from praxis.kit.ids import new_uid
from praxis.notifications.links.tokens import VisitLink, visit_link_token
from praxis.notifications.mail.senders import FolderSender
from tests.contract.calls import EMERGENCY, booking_of, new_account
from tests.contract.world import CANARY, HOLIDAY, World
from tests.factories.directory import make_patient
from tests.factories.files import PDF, make_picture
from tests.factories.identity import PASSWORD, PASSWORD_HASH, make_user
from tests.support.api import BASE, Api, access_token, ok
from tests.support.factors import (
    give_api_key,
    give_passkey,
    give_pending_sign_in,
    give_recovery_code,
    give_totp,
)
from tests.support.identity import mailed_link


async def prepare(operation: str, world: World) -> None:
    """Make what the operation works on, where the world does not have it yet."""
    if operation in PREPARED:
        await PREPARED[operation](world)


async def _signed_in(world: World, name: str) -> Api:
    """With a session of its own, for some operations end all of somebody's."""
    return await world.api.signed_in(world.people[name])


async def _post(world: World, by: str, path: str, **options: Any) -> Any:
    caller = await _signed_in(world, by)
    return ok(await caller.post(path.format(**world.ids), **options), 201)


async def _hold(world: World) -> None:
    world.ids["hold_id"] = (await _post(world, "owner", "/holds", json=booking_of(world)))["id"]


async def _rule_id(world: World) -> None:
    rules = ok(await world.api.get(f"/doctors/{world.ids['doctor_id']}/availability"))
    world.ids["rule_id"] = rules["items"][0]["id"]


async def _exception(world: World) -> None:
    body = {"date": "2027-04-04", "kind": "closed"}
    made = await _post(world, "staff", "/doctors/{doctor_id}/exceptions", json=body)
    world.ids["exception_id"] = made["id"]


async def _holiday(world: World) -> None:
    admin = await _signed_in(world, "admin")
    path = f"/locations/{world.ids['location_id']}/holidays/{HOLIDAY}"
    ok(await admin.put(path, {"name": "Founders' day", "open": False}))


async def _draft(world: World) -> None:
    doctor = await _signed_in(world, "doctor")
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
    doctor = await _signed_in(world, "doctor")
    file = {"file": ("me.png", make_picture(), "image/png")}
    address = ok(await doctor.put("/users/me/photo", files=file))["photo_url"]
    world.ids["photo_id"] = address.split("/")[-1].split("?")[0]


async def _known_passwords(world: World) -> None:
    """As at first, whoever has changed one."""
    statement = "UPDATE users SET password_hash = $2 WHERE id = ANY ($1)"
    ids = [user.id for user in world.people.values()]
    await world.database.transact(lambda unit: unit.sql.execute(statement, ids, PASSWORD_HASH))


async def _refresh_token(world: World) -> None:
    await _known_passwords(world)
    form = {"username": world.people["owner"].email, "password": PASSWORD}
    pair = ok(await world.api.client.post(f"{BASE}/auth/token", data=form))
    world.ids["refresh_token"] = pair["refresh_token"]


async def _reset_link(world: World) -> None:
    owner = world.people["owner"]
    ok(await world.api.post("/auth/password/forgot", {"email": owner.email}), 202)
    world.ids["link"] = await mailed_link(world.app, TokenPurpose.PASSWORD_RESET, owner.uid)


async def _verification_link(world: World) -> None:
    body = new_account("patient")
    made = ok(await world.api.post("/auth/register", body), 201)
    world.ids["link"] = await mailed_link(world.app, TokenPurpose.EMAIL_VERIFICATION, made["id"])


async def _visit_link(world: World) -> None:
    """To a visit of its own, for it may be cancelled."""
    doctor, until = world.ids["doctor_id"], world.now + timedelta(days=14)
    asked = {"visit_type_id": world.ids["visit_type_id"], "to": until.isoformat()}
    slots = ok(await world.api.get(f"/doctors/{doctor}/slots", **asked))["items"]
    body = {**booking_of(world), "starts_at": slots[-1]["starts_at"]}
    visit = await _post(world, "owner", "/appointments", json=body)
    link = VisitLink(UUID(visit["id"]), 0, world.free_at)
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
    "login": _known_passwords,
    "create_token": _known_passwords,
    "step_up": _known_passwords,
    "review_emergency": _emergency,
    "finish_login": _pending,
    "start_passkey_second_factor": _pending,
    "login_with_passkey": _passkey_answer,
    "start_passkey_step_up": _passkeys,
    "remove_totp": _totp,
    "replace_recovery_codes": _totp,
    "start_totp": _totp_begun,
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
