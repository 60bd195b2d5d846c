import hashlib

from praxis.kit.db.database import Database
from praxis.kit.ids import new_uid
from tests.support.api import Api, ok


async def test_a_kept_fingerprint_is_no_plain_hash_of_a_password(
    api: Api, database: Database
) -> None:
    key = str(new_uid())
    body = {
        "email": f"{key}@example.org",
        "password": "correct horse battery",
        "full_name": "Ada Example",
        "role": "patient",
    }
    response = await api.with_headers(Idempotency_Key=key).post("/auth/register", body)
    ok(response, 201)

    async with database.reading() as reader:
        kept = await reader.sql.fetchval(
            "SELECT request_hash FROM idempotency_keys WHERE key = $1", key
        )
    sent = response.request
    address = f"POST {sent.url.path}?".encode()
    assert kept != hashlib.sha256(address + b"\n" + sent.content).digest()
    assert len(kept) == 32
