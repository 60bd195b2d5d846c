from praxis.kit.errors import DomainError, NotFound


class VisitTypeNotFound(NotFound):
    """There is no visit type under this id."""

    code = "visit_types.not_found"


class CurrencyInUse(DomainError):
    """Doctors have fees of their own for this visit type, which are in its present currency."""

    code = "visit_types.currency_in_use"
