from praxis.kit.errors import Invalid


class HalfQuiet(Invalid):
    """Quiet hours need a beginning and an end; leave both empty for none."""

    code = "notifications.half_quiet"


class NoQuiet(Invalid):
    """Quiet hours that end when they begin would be none, or all day: choose two times."""

    code = "notifications.no_quiet"
