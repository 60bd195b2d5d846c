from praxis.kit.errors import NotFound


class TimeOffNotFound(NotFound):
    """This doctor has no such leave."""

    code = "time_off.not_found"
