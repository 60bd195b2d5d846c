from praxis.kit.errors import Invalid, NotFound


class RuleNotFound(NotFound):
    """This doctor has no such weekly hours."""

    code = "availability.rule_not_found"


class ExceptionNotFound(NotFound):
    """This doctor has no such exception."""

    code = "availability.exception_not_found"


class EndsBeforeStart(Invalid):
    """The end must come after the start; hours over midnight are two rules, to 24:00 and on."""

    code = "availability.ends_before_start"


class UnknownLocation(Invalid):
    """There is no location in use under this id."""

    code = "locations.unknown"


class UnknownVisitTypes(Invalid):
    """There is no visit type in use under one of these ids."""

    code = "visit_types.unknown"


class TwoPlacesAtOnce(Invalid):
    """The doctor would be at two places at the same time."""

    code = "availability.two_places"
