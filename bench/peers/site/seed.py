"""Fill the peer with the practice told on stdin; says on stdout what its rows are called.

In: {"minutes": 30, "step": 15, "clients": 16, "doctors": [{"name": …, "opens": "09:00",
"closes": "17:00", "breaks": [[date, from, to]…], "taken": [[date, from, to]…]}…]}, wall times.
Out: {"service": id, "doctors": [id…], "sessions": [key…]}.
"""

import datetime as dt
import json
import sys
from importlib import import_module
from typing import Any

import django

django.setup()

from appointment.models import (  # noqa: E402 -- models are there after the set-up
    Appointment,
    AppointmentRequest,
    Service,
    StaffMember,
    Unavailability,
    WorkingHours,
)
from django.conf import settings  # noqa: E402 -- as above
from django.contrib.auth.models import User  # noqa: E402 -- as above
from django.db import connection, transaction  # noqa: E402 -- as above

WORKING_DAYS = range(1, 6)
BATCH = 5_000
BACKEND = "django.contrib.auth.backends.ModelBackend"


def make_client(number: int) -> User:
    user: User = User.objects.create_user(
        f"client{number}", f"client{number}@example.org", None, first_name="Client", last_name="One"
    )
    # A hash that is cheap to make: nobody signs in with it, and the app asks whether there is one.
    user.set_unusable_password()
    user.password = "pbkdf2_sha256$1$salt$hash"  # noqa: S105 -- of nobody
    user.save()
    return user


def sign_in(user: User) -> str:
    """What the form for signing in leaves behind."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store["_auth_user_id"] = str(user.pk)
    store["_auth_user_backend"] = BACKEND
    store["_auth_user_hash"] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def make_doctor(number: int, told: dict[str, Any], service: Service, step: int) -> StaffMember:
    user = User.objects.create_user(
        f"doctor{number}", f"doctor{number}@example.org", None, first_name=told["name"]
    )
    opens, closes = dt.time.fromisoformat(told["opens"]), dt.time.fromisoformat(told["closes"])
    staff: StaffMember = StaffMember.objects.create(
        user=user, slot_duration=step, lead_time=opens, finish_time=closes
    )
    staff.services_offered.add(service)
    for weekday in WORKING_DAYS:
        WorkingHours.objects.create(
            staff_member=staff, day_of_week=weekday, start_time=opens, end_time=closes
        )
    Unavailability.objects.bulk_create(
        Unavailability(
            staff_member=staff,
            description="break",
            date=dt.date.fromisoformat(day),
            start_time=dt.time.fromisoformat(begin),
            end_time=dt.time.fromisoformat(end),
        )
        for day, begin, end in told["breaks"]
    )
    return staff


def take(staff: StaffMember, taken: list[list[str]], service: Service, client: User) -> None:
    requests = AppointmentRequest.objects.bulk_create(
        [
            AppointmentRequest(
                date=dt.date.fromisoformat(day),
                start_time=dt.time.fromisoformat(begin),
                end_time=dt.time.fromisoformat(end),
                service=service,
                staff_member=staff,
                id_request=f"taken-{staff.pk}-{number}",
            )
            for number, (day, begin, end) in enumerate(taken)
        ],
        batch_size=BATCH,
    )
    Appointment.objects.bulk_create(
        [
            Appointment(
                client=client,
                appointment_request=request,
                amount_to_pay=0,
                id_request=f"visit-{request.id_request}",
            )
            for request in requests
        ],
        batch_size=BATCH,
    )


def main() -> None:
    told = json.load(sys.stdin)
    step = told["step"]
    with transaction.atomic():
        service = Service.objects.create(
            name="Consultation", duration=dt.timedelta(minutes=told["minutes"]), price=0
        )
        clients = [make_client(number) for number in range(told["clients"])]
        doctors = []
        for number, doctor in enumerate(told["doctors"]):
            staff = make_doctor(number, doctor, service, step)
            take(staff, doctor["taken"], service, clients[number % len(clients)])
            doctors.append(staff.pk)
        sessions = [sign_in(client) for client in clients]
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    json.dump({"service": service.pk, "doctors": doctors, "sessions": sessions}, sys.stdout)


main()
