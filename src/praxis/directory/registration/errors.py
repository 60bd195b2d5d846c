from praxis.kit.errors import Invalid


class BornInFuture(Invalid):
    """A date of birth lies in the past."""

    code = "patients.born_in_future"
