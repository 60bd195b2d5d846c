from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from praxis.identity.auth import Actor
from praxis.identity.models import Role
from praxis.kit.db.database import Database
from praxis.kit.errors import OutcomeUnknown
from praxis.kit.sealing.frames import TAG_BYTES
from praxis.kit.storage import folder_storage
from praxis.records.attachments.service import attach, check_file
from tests.conftest import NOW
from tests.factories.files import PDF
from tests.factories.records import make_record, make_visit
from tests.support.databases import database_apart

# Cuts the line at the moment of the commit, when nobody can tell whether it went through.
CUT_AT_COMMIT = """
    CREATE FUNCTION cut_line() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END';
    CREATE CONSTRAINT TRIGGER cut_line AFTER INSERT ON attachments
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION cut_line();
"""


def contents(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
async def breaking(worker: str) -> AsyncIterator[Database]:
    async with database_apart(f"praxis_test_attachments_{worker}") as database:
        yield database


async def test_the_file_stays_when_nobody_knows_whether_its_row_was_saved(
    breaking: Database, tmp_path: Path
) -> None:
    visit = await make_visit(breaking)
    record = await make_record(breaking, visit)
    async with breaking.reading() as reader:
        await reader.sql.execute(CUT_AT_COMMIT)
    actor = Actor(visit.doctor.user_id, visit.doctor.user.uid, Role.DOCTOR)
    file = await check_file("scan.pdf", PDF, 1000)
    storage = folder_storage(tmp_path)
    with pytest.raises(OutcomeUnknown):
        await attach(breaking, storage, actor, record.uid, file, None, NOW)
    (kept,) = contents(tmp_path)
    assert len(kept) == len(PDF) + TAG_BYTES
    assert PDF not in kept
