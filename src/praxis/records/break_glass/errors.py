from praxis.kit.errors import DomainError, Forbidden, Told


class AlreadyOpen(DomainError):
    """You have opened the records of this patient: they stay open until the hour is over."""

    code = "break_glass.already_open"


TOO_MANY = Told("You have {limit} patients open in emergencies: wait until one of them closes.")


class TooManyOpen(DomainError):
    """You have as many patients open in emergencies as one person may have."""

    code = "break_glass.too_many_open"


class OwnAccess(Forbidden):
    """Another administrator reviews what you opened yourself."""

    code = "break_glass.own_access"


class AlreadyReviewed(DomainError):
    """This was reviewed before: what was said then stays."""

    code = "break_glass.already_reviewed"
