from praxis.kit.errors import DomainError, Forbidden, Invalid, NotFound


class DoctorNotFound(NotFound):
    """There is no doctor under this id that you may know of."""

    code = "doctors.not_found"


class LicenceTaken(DomainError):
    """A doctor with this licence number is registered already."""

    code = "doctors.licence_taken"


class ProfileExists(DomainError):
    """This account has a doctor's profile already."""

    code = "doctors.profile_exists"


class NotADoctor(Invalid):
    """This account cannot have a doctor's profile: it must be active and of the role doctor."""

    code = "doctors.not_a_doctor"


class FieldReserved(Forbidden):
    """You may not set all of these fields. `fields` names those that are not yours to set."""

    code = "doctors.field_reserved"


class UnknownVisitType(Invalid):
    """There is no active visit type under this id."""

    code = "doctors.unknown_visit_type"


class RepeatedVisitType(Invalid):
    """Each visit type is named once."""

    code = "doctors.repeated_visit_type"
