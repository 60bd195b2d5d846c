"""What is saved as a file cannot act as a page of ours."""

from datetime import timedelta

from praxis.identity.models import Role
from praxis.kit.clock import FixedClock
from praxis.kit.db.database import Database
from tests.factories.identity import make_user
from tests.support.api import Api


async def test_files_are_saved_in_a_sandbox(
    api: Api, database: Database, clock: FixedClock
) -> None:
    admin = await api.signed_in(await make_user(database, Role.ADMIN))
    day = (clock.now() - timedelta(days=1)).date().isoformat()
    for path in (
        f"/reports/overview.csv?from={day}&to={day}",
        f"/reports/overview.pdf?from={day}&to={day}",
    ):
        answer = await admin.get(path)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-disposition"].startswith("attachment;")
        assert answer.headers["content-security-policy"].endswith("sandbox")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "no-store" in answer.headers["cache-control"]
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
