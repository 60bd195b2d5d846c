import io
import struct
import zlib
from email.message import Message
from urllib.parse import unquote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from praxis.kit.downloads import disposition
from praxis.records.attachments.contents import media_type_of, safe_name
from praxis.records.attachments.errors import WrongType
from tests.factories.files import PDF, make_picture


def png_that_claims(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it is this large."""

    def chunk(name: bytes, content: bytes) -> bytes:
        checksum = zlib.crc32(name + content)
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", checksum)

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(b"")), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def picture_of_another_form(form: str) -> bytes:
    into = io.BytesIO()
    Image.new("RGB", (4, 4)).save(into, form)
    return into.getvalue()


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PDF, "application/pdf"),
        (PDF + b"\n" * 500, "application/pdf"),
        (make_picture("PNG"), "image/png"),
        (make_picture("JPEG"), "image/jpeg"),
        (make_picture("JPEG", progressive=True), "image/jpeg"),
        (make_picture("JPEG", size=(1, 1)), "image/jpeg"),
    ],
    ids=["pdf", "pdf with blank end", "png", "jpeg", "progressive jpeg", "one pixel"],
)
def test_a_file_is_what_its_content_says(content: bytes, media_type: str) -> None:
    assert media_type_of(content) == media_type


def test_a_jpeg_of_several_pictures_is_a_jpeg() -> None:
    into = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    frames[0].save(into, "MPO", save_all=True, append_images=frames[1:])
    assert media_type_of(into.getvalue()) == "image/jpeg"


@pytest.mark.parametrize(
    "content",
    [
        b"x",
        b"<html><script>alert(1)</script></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"MZ\x90\x00",
        b"PK\x03\x04",
        b" " + PDF,
        PDF.replace(b"%%EOF", b""),
        PDF + b"x" * 2000,
        b"%PDF-",
        make_picture("PNG")[:-10],
        make_picture("JPEG", size=(200, 200))[:-500],
        make_picture("JPEG", size=(200, 200))[:300],
        make_picture("PNG")[:20],
        picture_of_another_form("GIF"),
        picture_of_another_form("BMP"),
        picture_of_another_form("TIFF"),
        picture_of_another_form("WEBP"),
    ],
    ids=lambda content: repr(content[:12]),
)
def test_other_and_damaged_files_are_refused(content: bytes) -> None:
    with pytest.raises(WrongType):
        media_type_of(content)


@pytest.mark.parametrize("size", [(8001, 8000), (20_000, 20_000), (100_000, 100_000), (0, 5)])
def test_a_picture_that_would_unfold_too_far_is_refused(size: tuple[int, int]) -> None:
    with pytest.raises(WrongType):
        media_type_of(png_that_claims(*size))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=60), st.integers(0, 900), st.sampled_from(["PNG", "JPEG"]))
def test_hostile_bytes_are_refused_or_taken_and_never_a_fault(
    noise: bytes, at: int, form: str
) -> None:
    whole = make_picture(form, size=(16, 16))
    content = whole[:at] + noise + whole[at + len(noise) :]
    try:
        assert media_type_of(content).startswith("image/")
    except WrongType:
        return


@pytest.mark.parametrize(
    ("offered", "media_type", "name"),
    [
        ("scan.pdf", "application/pdf", "scan.pdf"),
        ("scan.PDF", "application/pdf", "scan.PDF"),
        ("photo.jpeg", "image/jpeg", "photo.jpeg"),
        ("virus.exe", "image/png", "virus.exe.png"),
        ("page.html", "application/pdf", "page.html.pdf"),
        ("../../etc/passwd", "application/pdf", "passwd.pdf"),
        ("C:\\Users\\me\\X-ray.png", "image/png", "X-ray.png"),
        ("বুকের এক্স-রে.png", "image/png", "বুকের এক্স-রে.png"),
        ("র\u200d্যাশ.png", "image/png", "র\u200d্যাশ.png"),
        ("gnp.\u202eexe.png", "image/png", "gnp.exe.png"),
        ("a\r\nSet-Cookie: x.pdf", "application/pdf", "aSet-Cookie: x.pdf"),
        ("a\x00b.pdf", "application/pdf", "ab.pdf"),
        ("\ud800.pdf", "application/pdf", "attachment.pdf"),
        ("", "application/pdf", "attachment.pdf"),
        (None, "image/jpeg", "attachment.jpg"),
        (".pdf", "application/pdf", "attachment.pdf"),
        ("..", "application/pdf", "attachment.pdf"),
        ("x" * 500 + ".pdf", "application/pdf", "x" * 120 + ".pdf"),
    ],
)
def test_a_name_is_made_safe(offered: str | None, media_type: str, name: str) -> None:
    assert safe_name(offered, media_type) == name


@given(st.text(max_size=300))
@example('quoted";x="y.pdf')
def test_any_name_makes_one_header_that_gives_it_back(offered: str) -> None:
    name = safe_name(offered, "application/pdf")
    header = disposition(name)
    assert header.isascii()
    assert header.isprintable()
    read = Message()
    read["Content-Disposition"] = header
    assert read.get_content_disposition() == "attachment"
    extended = header.partition("filename*=UTF-8''")[2]
    assert unquote(extended) == name
    assert name.lower().endswith(".pdf")
    assert "/" not in name
    assert "\\" not in name


@pytest.mark.parametrize(
    ("name", "fallback"),
    [("scan.pdf", "scan.pdf"), ('a"b\\c%d;e.pdf', "a_b_c_d_e.pdf"), ("এক্স.pdf", "attachment.pdf")],
)
def test_old_browsers_get_a_plain_name(name: str, fallback: str) -> None:
    assert f'filename="{fallback}";' in disposition(name)
