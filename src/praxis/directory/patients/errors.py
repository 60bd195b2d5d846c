from praxis.kit.errors import DomainError, Forbidden, Invalid, NotFound


class PatientNotFound(NotFound):
    """There is no patient under this id that you may know of."""

    code = "patients.not_found"


class FieldReserved(Forbidden):
    """You may not set all of these fields. `fields` names those that are not yours to set."""

    code = "patients.field_reserved"


class NotByKey(Forbidden):
    """No API key sets what is clinical, or whose account holds a patient: a person does that."""

    code = "patients.not_by_key"


class UnknownAccount(Invalid):
    """There is no active account under this id."""

    code = "patients.unknown_account"


class BornInFuture(Invalid):
    """A date of birth lies in the past."""

    code = "patients.born_in_future"


class TooManyPatients(DomainError):
    """This account holds as many patients as it may: ask the front desk."""

    code = "patients.too_many"
