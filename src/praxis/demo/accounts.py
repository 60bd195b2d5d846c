"""The accounts that people sign in with; nobody signs in with the others."""

from dataclasses import dataclass
from datetime import datetime

from praxis.demo.ledger import Ledger
from praxis.demo.rows import UserRow
from praxis.identity.models import Role

PASSWORD = "Praxis-demo-1"  # noqa: S105 -- printed for everybody who tries the demo
ADMIN, DESK = "admin@example.org", "desk@example.org"
DOCTOR, PATIENT = "doctor@example.org", "patient@example.org"
LOGINS = f"""\
Demo logins, all with the password {PASSWORD}
  {ADMIN:<20} administrator
  {DESK:<20} front desk
  {DOCTOR:<20} doctor
  {PATIENT:<20} patient, with two children"""


@dataclass(frozen=True, slots=True)
class Hashes:
    """Of the password of the demo logins, and of one that nobody knows."""

    shared: str
    unusable: str

    def of(self, email: str) -> str:
        return self.shared if email in {ADMIN, DESK, DOCTOR, PATIENT} else self.unusable


@dataclass(frozen=True, slots=True)
class Registrar:
    """Opens accounts with verified e-mails."""

    ledger: Ledger
    hashes: Hashes

    def register(
        self,
        role: Role,
        email: str,
        full_name: str,
        zone: str,
        at: datetime,
        mobile: str | None = None,
        region: str | None = None,
    ) -> UserRow:
        return self.ledger.add(
            UserRow(
                **self.ledger.identity(UserRow, at),
                email=email,
                full_name=full_name,
                mobile=mobile,
                password_hash=self.hashes.of(email),
                role=role,
                email_verified_at=at,
                time_zone=zone,
                region_id=region,
            )
        )
