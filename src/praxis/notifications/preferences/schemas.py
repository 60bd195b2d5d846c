from pydantic import ConfigDict, Field

from praxis.directory.updates import Update, left_out
from praxis.kit.schemas import VersionedRead, WallTime
from praxis.notifications.models import NotificationPreferences

NO_ROW = 0


class PreferencesUpdate(Update):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"quiet_from": "22:00", "quiet_until": "07:00"}]}
    )

    email_visits: bool = left_out()
    email_reminders: bool = left_out()
    email_reports: bool = left_out()
    quiet_from: WallTime | None = None
    quiet_until: WallTime | None = None


class PreferencesRead(VersionedRead):
    email_visits: bool = Field(description="when a visit is booked, moved, cancelled and so on")
    email_reminders: bool = Field(description="before a visit")
    email_reports: bool = Field(
        description="the report of each month, as a PDF; to doctors and administrators"
    )
    quiet_from: WallTime | None = Field(
        description="from then on e-mails wait, but for what is urgent or about your account"
    )
    quiet_until: WallTime | None = Field(description="until then; may be on the next morning")


def read_preferences(row: NotificationPreferences | None) -> PreferencesRead:
    if row is None:
        return PreferencesRead(
            email_visits=True,
            email_reminders=True,
            email_reports=False,
            quiet_from=None,
            quiet_until=None,
            version=NO_ROW,
        )
    return PreferencesRead.model_construct(
        email_visits=row.email_visits,
        email_reminders=row.email_reminders,
        email_reports=row.email_reports,
        quiet_from=row.quiet_from_minute,
        quiet_until=row.quiet_until_minute,
        version=row.version,
    )
