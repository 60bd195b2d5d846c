from datetime import UTC, datetime

from praxis.identity.models import Role, User
from praxis.kit.db.database import Database, UnitOfWork
from praxis.kit.ids import new_uid

PASSWORD = "Praxis-demo-1"
# argon2id of PASSWORD with the parameters of the product, so that tests need not wait for it.
PASSWORD_HASH = (
    "$argon2id$v=19$m=19456,t=2,p=1$8gwkzfxP5icpelKfXDDS+Q$"
    "ldpPqn+T3lt2C4MlNDoj9iZ+CBPdRihVKJJgEo32MwI"
)


def build_user(role: Role = Role.PATIENT, **changes: object) -> User:
    tail = new_uid().hex
    values: dict[str, object] = {
        "uid": new_uid(),
        "email": f"{role}-{tail}@example.org",
        "full_name": f"{role.title()} {tail[-6:]}",
        "password_hash": PASSWORD_HASH,
        "role": role,
        "active": True,
        "email_verified_at": datetime(2026, 1, 1, tzinfo=UTC),
        "locale": "en",
        "version": 1,
    }
    return User(**{**values, **changes})


async def make_user(database: Database, role: Role = Role.PATIENT, **changes: object) -> User:
    async def add(unit: UnitOfWork) -> User:
        user = build_user(role, **changes)
        unit.session.add(user)
        await unit.flush()
        return user

    return await database.transact(add)
