from praxis.kit.errors import DomainError, Invalid, Kind


class BadVisitLink(Invalid):
    """This link is not one of ours, or parts of it are missing: open it from the e-mail again."""

    code = "notifications.bad_link"


class VisitLinkExpired(DomainError):
    """This link was good until the visit began."""

    code = "notifications.link_expired"
    kind = Kind.CONFLICT


class VisitLinkOutdated(DomainError):
    """The visit was changed after this link was sent: use the one in the latest e-mail."""

    code = "notifications.link_outdated"
    kind = Kind.CONFLICT
