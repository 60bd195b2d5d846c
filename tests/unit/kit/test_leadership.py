import asyncio
from pathlib import Path

from praxis.kit.leadership import Leader

DSN = "postgresql:///one"


async def leads(leader: Leader) -> bool:
    """Whether it is elected at once."""
    try:
        async with asyncio.timeout(0.2):
            await leader.elected()
    except TimeoutError:
        return False
    return True


async def test_one_of_several_leads_and_another_follows_it(tmp_path: Path) -> None:
    first, second = Leader(tmp_path / "var", DSN), Leader(tmp_path / "var", DSN)
    assert await leads(first)
    waiting = asyncio.create_task(second.elected())
    await asyncio.sleep(0.1)
    assert not waiting.done()

    first.resign()

    async with asyncio.timeout(3):
        await waiting
    assert not await leads(first)
    second.resign()
    first.resign()


async def test_each_database_has_a_leader_of_its_own(tmp_path: Path) -> None:
    one, other = Leader(tmp_path, DSN), Leader(tmp_path, "postgresql:///other")
    assert await leads(one)
    assert await leads(other)
    one.resign()
    other.resign()


async def test_where_nothing_can_be_locked_everybody_leads(tmp_path: Path) -> None:
    nowhere = tmp_path / "file"
    nowhere.write_text("")
    assert await leads(Leader(nowhere, DSN))
    assert await leads(Leader(nowhere, DSN))


def test_the_name_of_the_file_tells_nothing_of_the_database(tmp_path: Path) -> None:
    leader = Leader(tmp_path, "postgresql://user:secret@host/name")
    asyncio.run(leader.elected())
    (found,) = tmp_path.iterdir()
    assert "secret" not in found.name
    assert found.read_text() == ""
    assert found.stat().st_mode & 0o077 == 0
    leader.resign()
