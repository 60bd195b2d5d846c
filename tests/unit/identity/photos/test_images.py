"""What becomes of pictures, and of what only looks like one."""

import io
import struct
import zlib
from contextlib import suppress
from typing import Any

import pytest
from PIL import ExifTags, Image

from praxis.identity.photos.addresses import PhotoSize
from praxis.identity.photos.errors import AnimatedPhoto, NoPhoto, TooManyPixels
from praxis.identity.photos.images import make_photo
from tests.factories.files import PDF, make_picture

RED, BLUE = (220, 20, 20), (20, 20, 220)


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def saved(image: Image.Image, form: str, **options: Any) -> bytes:
    into = io.BytesIO()
    image.save(into, form, **options)
    return into.getvalue()


def halves(size: tuple[int, int] = (600, 600)) -> Image.Image:
    """Red above, blue below."""
    image = Image.new("RGB", size, RED)
    image.paste(BLUE, (0, size[1] // 2, *size))
    return image


def moving(form: str) -> bytes:
    frames = [Image.new("RGB", (64, 64), colour) for colour in (RED, BLUE)]
    return saved(frames[0], form, save_all=True, append_images=frames[1:], duration=100)


def close(colour: Any, wanted: tuple[int, int, int]) -> bool:
    return all(abs(one - other) < 40 for one, other in zip(colour[:3], wanted, strict=True))


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("size", [(800, 600), (600, 1400)])
def test_it_is_cut_square_in_two_sizes(form: str, size: tuple[int, int]) -> None:
    photo = make_photo(make_picture(form, size))
    found = {
        name: (opened(content).format, opened(content).size) for name, content in photo.items()
    }
    assert found == {
        PhotoSize.SMALL: ("WEBP", (128, 128)),
        PhotoSize.LARGE: ("WEBP", (512, 512)),
    }


def test_a_small_picture_is_not_blown_up() -> None:
    photo = make_photo(make_picture("PNG", (90, 40)))
    assert {opened(content).size for content in photo.values()} == {(40, 40)}
    photo = make_photo(make_picture("PNG", (1, 1)))
    assert {opened(content).size for content in photo.values()} == {(1, 1)}


def test_what_the_camera_wrote_is_left_out() -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "CANARY"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (23.0, 45.0, 0.0)
    content = saved(halves(), "JPEG", exif=exif, comment=b"CANARY", icc_profile=b"CANARY" * 30)
    assert b"CANARY" in content
    for small in make_photo(content).values():
        assert b"CANARY" not in small
        image = opened(small)
        assert not image.getexif()
        assert not {"exif", "xmp", "icc_profile", "comment"} & image.info.keys()


@pytest.mark.parametrize("turn", [3, 6, 8])
def test_it_is_turned_upright(turn: int) -> None:
    back = {
        3: Image.Transpose.ROTATE_180,
        6: Image.Transpose.ROTATE_90,
        8: Image.Transpose.ROTATE_270,
    }
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = turn
    content = saved(halves().transpose(back[turn]), "JPEG", exif=exif)
    image = opened(make_photo(content)[PhotoSize.LARGE]).convert("RGB")
    assert close(image.getpixel((256, 20)), RED)
    assert close(image.getpixel((256, 490)), BLUE)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK", "YCbCr"])
def test_every_kind_of_colour_is_taken(mode: str) -> None:
    form = "JPEG" if mode in {"CMYK", "YCbCr"} else "PNG"
    image = (
        Image.new("I;16", (200, 200), 40_000)
        if mode == "I;16"
        else halves((200, 200)).convert(mode)
    )
    photo = make_photo(saved(image, form))
    assert opened(photo[PhotoSize.SMALL]).size == (128, 128)


def test_what_is_transparent_stays_so() -> None:
    clear = Image.new("RGBA", (200, 200), (0, 0, 0, 0))
    image = opened(make_photo(saved(clear, "PNG"))[PhotoSize.SMALL])
    assert image.convert("RGBA").getpixel((5, 5))[3] == 0  # type: ignore[index] # four channels


def test_a_jpeg_of_several_pictures_is_a_jpeg() -> None:
    content = saved(halves(), "MPO", save_all=True, append_images=[Image.new("RGB", (600, 600))])
    image = opened(make_photo(content)[PhotoSize.LARGE]).convert("RGB")
    assert close(image.getpixel((256, 20)), RED)


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_what_moves_is_refused(form: str) -> None:
    with pytest.raises(AnimatedPhoto):
        make_photo(moving(form))


def blank_png(width: int, height: int) -> bytes:
    """A PNG of one colour in one bit a pixel: 10,000 by 10,000 take twelve kilobytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((1 + (width + 7) // 8) * height), 9)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("edge", [5_000, 10_000, 20_000])
def test_a_bomb_is_not_unfolded(edge: int) -> None:
    content = blank_png(edge, edge)
    assert len(content) < 100_000
    with pytest.raises(TooManyPixels):
        make_photo(content)


def test_a_wide_jpeg_is_decoded_at_a_fraction() -> None:
    content = saved(Image.new("RGB", (7_000, 7_000), RED), "JPEG", quality=5)
    assert opened(make_photo(content)[PhotoSize.LARGE]).size == (512, 512)
    with pytest.raises(TooManyPixels):
        make_photo(saved(Image.new("L", (8_000, 8_000)), "JPEG", quality=5))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 100,
        PDF,
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        moving("GIF"),
        saved(Image.new("RGB", (20, 20)), "BMP"),
        saved(Image.new("RGB", (20, 20)), "TIFF"),
        *(make_picture(form, (300, 300))[:-400] for form in ("JPEG", "PNG", "WEBP")),
        *(make_picture(form, (300, 300))[:30] for form in ("JPEG", "PNG", "WEBP")),
    ],
)
def test_what_is_no_whole_picture_is_refused(content: bytes) -> None:
    with pytest.raises(NoPhoto):
        make_photo(content)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_damage_anywhere_is_a_picture_or_a_refusal(form: str) -> None:
    content = make_picture(form, (64, 64))
    for position in range(0, len(content), max(1, len(content) // 60)):
        broken = content[:position] + bytes([content[position] ^ 0xFF]) + content[position + 1 :]
        with suppress(NoPhoto, AnimatedPhoto, TooManyPixels):
            make_photo(broken)
