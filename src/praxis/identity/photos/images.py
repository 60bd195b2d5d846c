"""A photo as it is kept: square, in two sizes, upright, and without what the camera wrote into it.

What arrives may be made to harm: its kind is read from its content, its size before it is decoded.
"""

import io
from collections.abc import Mapping

from PIL import Image, ImageOps

from praxis.identity.photos.addresses import PhotoSize
from praxis.identity.photos.errors import AnimatedPhoto, NoPhoto, TooManyPixels

MEDIA_TYPE = "image/webp"
EDGES: Mapping[PhotoSize, int] = {PhotoSize.SMALL: 128, PhotoSize.LARGE: 512}
# A JPEG is decoded at a fraction of its size; others are decoded whole, at four bytes a pixel.
MOST_PIXELS_OF_JPEG = 50_000_000
MOST_PIXELS = 24_000_000
# Faces are above the middle of a picture.
CENTRE = (0.5, 0.4)
QUALITY = 82
FORMATS = ("JPEG", "PNG", "WEBP")
# Telephones put several pictures into one JPEG; the first is the one that was taken.
JPEG_LIKE = frozenset({"JPEG", "MPO"})


def make_photo(content: bytes) -> dict[PhotoSize, bytes]:
    """Return the photo in each size. It decodes: run it off the event loop.

    Raises `NoPhoto`, `AnimatedPhoto` or `TooManyPixels`.
    """
    try:
        return _make(content)
    except (NoPhoto, AnimatedPhoto, TooManyPixels):
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooManyPixels from error
    except Exception as error:
        # Decoders meet hostile bytes with errors of every class; each means: no picture.
        raise NoPhoto from error


def _make(content: bytes) -> dict[PhotoSize, bytes]:
    with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
        _check(opened)
        if opened.format in JPEG_LIKE:
            largest = EDGES[PhotoSize.LARGE]
            opened.draft("RGB", (2 * largest, 2 * largest))
        opened.load()
        upright = ImageOps.exif_transpose(opened)
    image = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    return {size: _encode(image, edge) for size, edge in EDGES.items()}


def _check(image: Image.Image) -> None:
    jpeg = image.format in JPEG_LIKE
    if image.width * image.height > (MOST_PIXELS_OF_JPEG if jpeg else MOST_PIXELS):
        raise TooManyPixels
    if not jpeg and getattr(image, "n_frames", 1) > 1:
        raise AnimatedPhoto


def _encode(image: Image.Image, edge: int) -> bytes:
    edge = min(edge, *image.size)
    square = ImageOps.fit(image, (edge, edge), centering=CENTRE)
    # What a picture knows besides its pixels is in `info`, which encoders take over.
    square.info.clear()
    into = io.BytesIO()
    square.save(into, "WEBP", quality=QUALITY, method=4)
    return into.getvalue()
