from praxis.kit.errors import DomainError, Forbidden


class VisitNotBegun(DomainError):
    """The record of a visit is written once the patient has checked in."""

    code = "records.visit_not_begun"


class NoVisitToRecord(DomainError):
    """This visit did not or will not take place: there is nothing to write down."""

    code = "records.no_visit"


class RecordExists(DomainError):
    """This visit has its record: amend that one."""

    code = "records.exists"


class NotTheAuthor(Forbidden):
    """Only the doctor who wrote this record may add to it."""

    code = "records.not_the_author"
