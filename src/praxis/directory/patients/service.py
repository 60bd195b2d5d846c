"""What happens to patients. Flushes, never commits; every read and write leaves a trace."""

from praxis.directory.patients.models import Patient
from praxis.directory.resources.models import Resource, ResourceKind
from praxis.identity.models import User
from praxis.kit.db.database import UnitOfWork


async def add_patient(
    unit: UnitOfWork, *, user: User | None, full_name: str, **fields: object
) -> Patient:
    """Write a patient, with the resource that keeps them from being in two places at once.

    `user` is whose account holds them; `fields` are columns of `Patient`. The caller audits.
    """
    # The resource carries no name: what claims time must not tell who.
    resource = Resource(kind=ResourceKind.PATIENT, name="")
    unit.session.add_all([user, resource] if user else [resource])
    await unit.flush()
    patient = Patient(
        user_id=user.id if user else None,
        resource_id=resource.id,
        full_name=full_name,
        **fields,
    )
    unit.session.add(patient)
    await unit.flush()
    return patient
