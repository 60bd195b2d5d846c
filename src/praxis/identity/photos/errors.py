from praxis.kit.errors import DomainError, Invalid, Kind, NotFound


class PhotoNotFound(NotFound):
    """There is no photo under this address, or it was replaced."""

    code = "photos.not_found"


class EmptyPhoto(Invalid):
    """This file is empty: choose another."""

    code = "photos.empty"


class PhotoTooLarge(DomainError):
    """This file is larger than a photo may be."""

    code = "photos.too_large"
    kind = Kind.TOO_LARGE


class TooManyPixels(DomainError):
    """This picture is wider and higher than a photo may be: make it smaller."""

    code = "photos.too_many_pixels"
    kind = Kind.TOO_LARGE


class NoPhoto(DomainError):
    """This is no JPEG, PNG or WebP picture, or it is damaged: its content decides."""

    code = "photos.type"
    kind = Kind.UNSUPPORTED


class AnimatedPhoto(DomainError):
    """This picture moves: choose a still one."""

    code = "photos.animated"
    kind = Kind.UNSUPPORTED
