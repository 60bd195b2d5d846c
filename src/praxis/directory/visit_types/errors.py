from praxis.kit.errors import NotFound


class VisitTypeNotFound(NotFound):
    """There is no visit type under this id."""

    code = "visit_types.not_found"
