from praxis.kit.errors import Invalid, NotFound


class UnknownDoctor(NotFound):
    """There is no such doctor, or none that can be booked."""

    code = "doctors.unknown"


class UnknownBookingDoctor(Invalid):
    """There is no such doctor, or none that can be booked."""

    code = "doctors.unknown"


class UnknownVisitType(Invalid):
    """There is no such visit type."""

    code = "visit_types.unknown"


class VisitTypeNotOffered(Invalid):
    """This doctor does not offer this visit type."""

    code = "scheduling.visit_type_not_offered"


class WindowTooLong(Invalid):
    """The window is empty, or longer than one search may be."""

    code = "slots.window"
