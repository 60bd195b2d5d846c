"""The HTTP API under `/api/v1`: which routers there are, and nothing else."""

from fastapi import APIRouter

from praxis.billing import endpoints as billing
from praxis.billing.day_end import endpoints as day_end
from praxis.billing.receipts import endpoints as receipts
from praxis.calendars import endpoints as calendars
from praxis.directory.doctors import endpoints as doctors
from praxis.directory.locations import endpoints as locations
from praxis.directory.patients import endpoints as patients
from praxis.directory.practice import endpoints as practice
from praxis.directory.registration import endpoints as registration
from praxis.directory.resources import endpoints as resources
from praxis.directory.visit_types import endpoints as visit_types
from praxis.health import endpoints as health
from praxis.identity import endpoints as users
from praxis.identity import session_endpoints as sessions
from praxis.identity.api_keys import endpoints as api_keys
from praxis.identity.audit_log import endpoints as audit_log
from praxis.identity.factors import endpoints as factors
from praxis.identity.factors import sign_in_endpoints as sign_ins
from praxis.identity.photos import endpoints as photos
from praxis.identity.sessions import endpoints as own_sessions
from praxis.kit.requests import StrictRoute
from praxis.live import endpoints as live
from praxis.notifications.bell import endpoints as bell
from praxis.notifications.dead_letters import endpoints as dead_letters
from praxis.notifications.links import endpoints as links
from praxis.notifications.mail_folder import endpoints as mail_folder
from praxis.notifications.preferences import endpoints as preferences
from praxis.records import endpoints as records
from praxis.records.attachments import endpoints as attachments
from praxis.records.break_glass import endpoints as break_glass
from praxis.records.drafts import endpoints as drafts
from praxis.regions import endpoints as regions
from praxis.reporting import endpoints as reports
from praxis.reporting.dashboards import endpoints as dashboards
from praxis.reporting.papers import endpoints as report_papers
from praxis.scheduling.appointments import endpoints as appointments
from praxis.scheduling.appointments import hold_endpoints as holds
from praxis.scheduling.availability import endpoints as availability
from praxis.scheduling.availability import opening_endpoints as openings
from praxis.scheduling.free_time import endpoints as free_time
from praxis.scheduling.previews import endpoints as previews
from praxis.scheduling.slots import endpoints as slots
from praxis.scheduling.time_off import endpoints as time_off


def create_router() -> APIRouter:
    router = APIRouter(prefix="/api/v1", route_class=StrictRoute)
    router.include_router(appointments.router)
    router.include_router(availability.router)
    router.include_router(openings.router)
    router.include_router(photos.router)
    router.include_router(previews.router)
    router.include_router(slots.router)
    router.include_router(free_time.router)
    router.include_router(time_off.router)
    router.include_router(attachments.router)
    router.include_router(break_glass.router)
    router.include_router(drafts.router)
    router.include_router(audit_log.router)
    router.include_router(billing.router)
    router.include_router(day_end.router)
    router.include_router(receipts.router)
    router.include_router(calendars.router)
    router.include_router(doctors.router)
    router.include_router(doctors.specialties)
    router.include_router(health.router)
    router.include_router(holds.router)
    router.include_router(live.router)
    router.include_router(locations.router)
    router.include_router(patients.router)
    router.include_router(practice.router)
    router.include_router(registration.router)
    router.include_router(records.router)
    router.include_router(regions.router)
    # Before the reports themselves, of which an id would take in the ending.
    router.include_router(report_papers.router)
    router.include_router(reports.router)
    router.include_router(dashboards.router)
    router.include_router(resources.router)
    router.include_router(sessions.router)
    router.include_router(sign_ins.router)
    router.include_router(factors.router)
    # Before the accounts themselves, of which an id would take in "me".
    router.include_router(own_sessions.router)
    router.include_router(api_keys.router)
    router.include_router(bell.router)
    router.include_router(dead_letters.router)
    router.include_router(links.router)
    router.include_router(mail_folder.router)
    router.include_router(preferences.router)
    router.include_router(users.router)
    router.include_router(visit_types.router)
    return router
