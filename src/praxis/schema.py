"""Every table of Praxis, in one metadata: what migrations and `alembic check` compare with."""

from praxis.audit import models as audit
from praxis.billing import models as billing
from praxis.directory.doctors import models as doctors
from praxis.directory.locations import models as locations
from praxis.directory.patients import models as patients
from praxis.directory.practice import models as practice
from praxis.directory.resources import models as resources
from praxis.directory.visit_types import models as visit_types
from praxis.identity import models as identity
from praxis.identity.api_keys import models as api_keys
from praxis.identity.attempts import models as attempts
from praxis.identity.factors import models as factors
from praxis.kit import idempotency
from praxis.kit.db.base import Base
from praxis.kit.outbox import models as outbox
from praxis.kit.sealing import models as sealing
from praxis.live import models as live
from praxis.notifications import models as notifications
from praxis.records import models as records
from praxis.records.break_glass import models as break_glass
from praxis.regions import models as regions
from praxis.reporting import models as reporting
from praxis.scheduling.appointments import models as appointments
from praxis.scheduling.availability import models as availability
from praxis.scheduling.free_time import models as free_time

TABLE_MODULES = (
    idempotency,
    outbox,
    sealing,
    audit,
    regions,
    identity,
    attempts,
    factors,
    api_keys,
    practice,
    locations,
    resources,
    doctors,
    patients,
    visit_types,
    availability,
    appointments,
    free_time,
    billing,
    records,
    break_glass,
    live,
    notifications,
    reporting,
)

metadata = Base.metadata
