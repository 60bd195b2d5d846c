from praxis.kit.errors import DomainError, Invalid, Kind, Unavailable


class WrongType(DomainError):
    """This is neither a PDF nor a JPEG or PNG picture, or it is damaged: its content decides."""

    code = "attachments.type"
    kind = Kind.UNSUPPORTED


class TooLarge(DomainError):
    """This file is larger than an attachment may be."""

    code = "attachments.too_large"
    kind = Kind.TOO_LARGE


class EmptyFile(Invalid):
    """This file is empty: choose another."""

    code = "attachments.empty"


class TooMany(DomainError):
    """This record has as many attachments as a record may have."""

    code = "attachments.too_many"


class Damaged(Unavailable):
    """The storage gave back other bytes than were stored: tell an administrator."""

    code = "attachments.damaged"
