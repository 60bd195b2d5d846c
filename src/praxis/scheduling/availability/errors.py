from praxis.kit.errors import Invalid, NotFound


class RuleNotFound(NotFound):
    """This doctor has no such weekly hours."""

    code = "availability.rule_not_found"


class ExceptionNotFound(NotFound):
    """This doctor has no such exception."""

    code = "availability.exception_not_found"


class UnknownLocation(Invalid):
    """There is no location in use under this id."""

    code = "locations.unknown"


class UnknownVisitTypes(Invalid):
    """There is no visit type in use under one of these ids."""

    code = "visit_types.unknown"


class TwoPlacesAtOnce(Invalid):
    """The doctor would be at two places at the same time."""

    code = "availability.two_places"


class OpeningsWindow(Invalid):
    """The window is empty, or longer than a calendar may be."""

    code = "openings.window"


class TooManyDoctors(Invalid):
    """These are more doctors than one calendar may show: name some, or a location."""

    code = "openings.too_many_doctors"
