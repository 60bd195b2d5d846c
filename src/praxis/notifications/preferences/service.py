"""What a user wants by e-mail, and when not."""

from sqlalchemy import select

from praxis.audit import service as audit
from praxis.directory.updates import apply_changes
from praxis.identity.auth import Actor
from praxis.identity.repository import lock_user
from praxis.kit.db.database import Reader, UnitOfWork
from praxis.kit.etags import IfMatch
from praxis.notifications.models import NotificationPreferences
from praxis.notifications.preferences.errors import HalfQuiet, NoQuiet
from praxis.notifications.preferences.schemas import (
    NO_ROW,
    PreferencesRead,
    PreferencesUpdate,
    read_preferences,
)

COLUMNS = {"quiet_from": "quiet_from_minute", "quiet_until": "quiet_until_minute"}


async def get_preferences(reader: Reader, actor: Actor) -> PreferencesRead:
    return read_preferences(await _find(reader, actor))


async def update_preferences(
    unit: UnitOfWork, actor: Actor, wanted: PreferencesUpdate, if_match: IfMatch
) -> PreferencesRead:
    """Raises `HalfQuiet`, `NoQuiet` or `Stale`."""
    if actor.uid is not None:
        await lock_user(unit, actor.uid)
    row = await _find(unit, actor)
    if_match.check(row.version if row else NO_ROW)
    values = {COLUMNS.get(name, name): value for name, value in wanted.named().items()}
    if row is None:
        row = NotificationPreferences(
            user_id=actor.known_id,
            email_visits=True,
            email_reminders=True,
            email_reports=False,
            version=NO_ROW,
        )
        unit.session.add(row)
    changed = apply_changes(row, values)
    _check_quiet(row)
    row.version = max(row.version, 1)
    await unit.flush()
    if changed:
        await audit.record(
            unit, actor, "user.notification_preferences_changed", "user", actor.uid, fields=changed
        )
    return read_preferences(row)


def _check_quiet(row: NotificationPreferences) -> None:
    if (row.quiet_from_minute is None) != (row.quiet_until_minute is None):
        raise HalfQuiet(pointer="/quiet_from" if row.quiet_from_minute is None else "/quiet_until")
    if row.quiet_from_minute is not None and row.quiet_from_minute == row.quiet_until_minute:
        raise NoQuiet(pointer="/quiet_until")


async def _find(reader: Reader, actor: Actor) -> NotificationPreferences | None:
    found: NotificationPreferences | None = await reader.session.scalar(
        select(NotificationPreferences).where(NotificationPreferences.user_id == actor.known_id)
    )
    return found
