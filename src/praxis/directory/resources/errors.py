from praxis.kit.errors import Invalid, NotFound


class ResourceNotFound(NotFound):
    """There is no room or device under this id."""

    code = "resources.not_found"


class NoSuchLocation(Invalid):
    """There is no active location under this id."""

    code = "resources.unknown_location"
