from praxis.kit.db.base import Base
from praxis.schema import TABLE_MODULES, metadata


def test_relationships_raise_unless_a_query_loads_them() -> None:
    """A forgotten join shows as an error in a test, not as a hundred queries in production."""
    assert len(TABLE_MODULES) > 10
    assert len(metadata.tables) > 20
    relationships = [
        relationship for mapper in Base.registry.mappers for relationship in mapper.relationships
    ]
    assert relationships
    assert {str(one) for one in relationships if one.lazy != "raise"} == set()
