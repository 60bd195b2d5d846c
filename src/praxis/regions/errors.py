from praxis.kit.errors import Invalid, NotFound


class RegionNotFound(NotFound):
    """There is no region under this id."""

    code = "region.not_found"


class UnknownRegion(Invalid):
    """There is no region under this id that can be chosen: take one that this API lists."""

    code = "region.unknown"


class ImportRefused(Exception):
    """What the command line says, in English: trees are not imported over HTTP."""


class BadRegionFile(ImportRefused):
    """The file cannot be read; the message names the line and the column."""


class RegionsMissing(ImportRefused):
    """The file lacks regions that are known, and nobody said that they end."""


class NoShippedTree(ImportRefused):
    """No regions of this country come with Praxis."""
