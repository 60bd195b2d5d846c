"""The whole demo practice as rows. Pure: the same instant gives the same rows."""

from datetime import UTC, datetime, timedelta

from praxis.demo.accounts import ADMIN, Hashes, Registrar
from praxis.demo.doctors import employ_doctors
from praxis.demo.journal import write_visits
from praxis.demo.ledger import Ledger
from praxis.demo.patients import register_patients
from praxis.demo.places import open_sites
from praxis.demo.records import write_records
from praxis.demo.seeds import seeded
from praxis.demo.visit_types import list_visit_types
from praxis.demo.visits import plan_visits
from praxis.identity.models import Role

FOUNDED = timedelta(days=1100)


def plan_practice(now: datetime, hashes: Hashes) -> Ledger:
    """Three locations, 12 doctors, 300 patients and their visits around `now` (aware)."""
    now = now.astimezone(UTC).replace(microsecond=0)
    founded = now - FOUNDED
    ledger = Ledger(seeded("ids", now.date()))
    registrar = Registrar(ledger, hashes)
    admin = registrar.register(Role.ADMIN, ADMIN, "Nasrin Kabir", "Asia/Dhaka", founded)
    sites = open_sites(registrar, now, founded)
    visit_types = list_visit_types(ledger, founded)
    doctors = employ_doctors(registrar, sites, visit_types, now, founded)
    patients = register_patients(registrar, sites, now)
    told = write_visits(ledger, plan_visits(doctors, patients, now), admin, now)
    write_records(ledger, told, now)
    return ledger
