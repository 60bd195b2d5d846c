from praxis.kit.errors import Invalid, NotFound


class ApiKeyNotFound(NotFound):
    """There is no API key under this id."""

    code = "api_keys.not_found"


class ExpiryOutOfRange(Invalid):
    """An API key ends between tomorrow and a year from now."""

    code = "api_keys.expiry_out_of_range"
