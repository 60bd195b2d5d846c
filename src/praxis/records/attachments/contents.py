"""What a file is, by its content: neither its name nor the type that a browser declares counts."""

import io
import unicodedata
from collections.abc import Mapping
from pathlib import PurePosixPath

from PIL import Image

from praxis.records.attachments.errors import WrongType

# A page scanned at 600 dpi has 35 million; a small file may unfold to thousands of millions.
MOST_PIXELS = 64_000_000
PDF_HEADER, PDF_TRAILER, PDF_TRAILER_WITHIN = b"%PDF-", b"%%EOF", 1024
LONGEST_NAME = 120
PLAIN = " \N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"

PDF = "application/pdf"
# Several pictures in one JPEG, as telephones make them, are a JPEG to everyone else.
IMAGE_TYPES: Mapping[str | None, str] = {
    "JPEG": "image/jpeg",
    "MPO": "image/jpeg",
    "PNG": "image/png",
}
ENDINGS: Mapping[str, tuple[str, ...]] = {
    PDF: (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
}


def media_type_of(content: bytes) -> str:
    """Return the type of whole PDF, JPEG and PNG files. Raises `WrongType`.

    It may decode a picture: run it off the event loop.
    """
    if content.startswith(PDF_HEADER):
        if PDF_TRAILER not in content[-PDF_TRAILER_WITHIN:]:
            raise WrongType
        return PDF
    try:
        return _image_type(content)
    except WrongType:
        raise
    except Exception as error:
        # Decoders meet hostile bytes with errors of every class; each means: no picture.
        raise WrongType from error


def _image_type(content: bytes) -> str:
    with Image.open(io.BytesIO(content), formats=["JPEG", "PNG"]) as image:
        media_type = IMAGE_TYPES.get(image.format)
        if media_type is None or image.width * image.height > MOST_PIXELS:
            raise WrongType
        image.verify()
    if media_type == "image/jpeg":
        _decode_small(content)
    return media_type


def _decode_small(content: bytes) -> None:
    """Read a JPEG to its end at an eighth of its size: `verify` looks at its head alone."""
    with Image.open(io.BytesIO(content), formats=["JPEG"]) as image:
        image.draft("RGB", (max(1, image.width // 8), max(1, image.height // 8)))
        image.load()


def safe_name(offered: str | None, media_type: str) -> str:
    """Return the last part of a file's name with the ending of its type, fit to be shown.

    Control characters and those that turn the direction of writing are left out; the joiners
    that Bangla is written with stay.
    """
    last = PurePosixPath((offered or "").replace("\\", "/")).name
    shown = "".join(c for c in unicodedata.normalize("NFC", last) if _is_plain(c))
    stem, dot, ending = shown.rpartition(".")
    endings = ENDINGS[media_type]
    if not dot or f".{ending.lower()}" not in endings:
        stem, ending = shown, endings[0].removeprefix(".")
    return f"{stem[:LONGEST_NAME].strip(' .') or 'attachment'}.{ending}"


def _is_plain(character: str) -> bool:
    return character in PLAIN or not unicodedata.category(character).startswith(("C", "Z"))
