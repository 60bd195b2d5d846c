from praxis.kit.errors import DomainError, Invalid


class NotPayable(DomainError):
    """A visit in this state costs nothing: it was not confirmed, or does not take place."""

    code = "billing.not_payable"


class AlreadyPaid(DomainError):
    """Nothing is owed for this visit."""

    code = "billing.already_paid"


class CurrencyMismatch(Invalid):
    """The amount must be in the currency of the fee."""

    code = "billing.currency_mismatch"


class TooFine(Invalid):
    """This currency has no coins that small."""

    code = "billing.too_fine"


class NothingMoved(Invalid):
    """The amount must be more than nothing."""

    code = "billing.nothing"


class MoreThanOwed(Invalid):
    """The amount is more than what is owed."""

    code = "billing.more_than_owed"


class NotAPayment(DomainError):
    """A refund is not refunded: take a payment again."""

    code = "billing.not_a_payment"


class AlreadyRefunded(DomainError):
    """All of this payment went back already."""

    code = "billing.already_refunded"


class MoreThanPaid(Invalid):
    """The amount is more than what is left of this payment."""

    code = "billing.more_than_paid"


class PeriodBackwards(Invalid):
    """The period ends before it begins."""

    code = "billing.period_backwards"
