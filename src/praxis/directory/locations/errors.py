from praxis.kit.errors import Invalid, NotFound


class LocationNotFound(NotFound):
    """There is no location under this id."""

    code = "locations.not_found"


class OverrideNotFound(NotFound):
    """Nothing was decided for this date at this location."""

    code = "locations.no_override"


class UnknownHolidays(Invalid):
    """No public holidays are known of this country or part of it (ISO 3166, like DE and BE)."""

    code = "locations.unknown_holidays"


class BadPeriod(Invalid):
    """The last day must not lie before the first, nor more than three years after it."""

    code = "locations.bad_period"
