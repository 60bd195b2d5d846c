from praxis.kit.errors import Invalid, Told

TOO_MANY = Told("These are more than the {limit} events that one table holds: narrow them down.")


class TooManyEvents(Invalid):
    """These are more events than one table holds, which is `limit`: narrow them down."""

    code = "audit.too_many"
