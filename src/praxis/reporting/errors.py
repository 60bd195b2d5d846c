from praxis.kit.errors import Invalid


class PeriodBackwards(Invalid):
    """The period ends before it begins: `to` is its last day, and not before `from`."""

    code = "reporting.period_backwards"


class PeriodTooLong(Invalid):
    """A report covers five years at most: ask for a shorter period."""

    code = "reporting.period_too_long"


class PeriodOutOfRange(Invalid):
    """Reports know the years from 2000 to 2100."""

    code = "reporting.period_out_of_range"
