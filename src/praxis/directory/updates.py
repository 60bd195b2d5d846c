"""Partial updates: only what the caller named is changed, and every change is counted."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from praxis.kit.db.base import Versioned
from praxis.kit.schemas import Write


def left_out(**told: Any) -> Any:  # noqa: ANN401 -- stands in for a field of any type
    """Return the default of a field that may be left out, but is never null; it is never read."""
    return Field(default_factory=lambda: None, **told)


class Update(Write):
    """A PATCH: what is left out stays as it is."""

    def named(self) -> dict[str, Any]:
        """Return the values of the fields that the caller sent."""
        return {name: getattr(self, name) for name in self.model_fields_set}


def apply_changes(row: Versioned, values: Mapping[str, object]) -> list[str]:
    """Set what differs and count the change; returns the sorted names of what changed."""
    changed = sorted(name for name, value in values.items() if getattr(row, name) != value)
    for name in changed:
        setattr(row, name, values[name])
    if changed:
        row.version += 1
    return changed
