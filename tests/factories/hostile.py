"""Files that are made to harm whoever takes them for what they say they are."""

import gzip
import io
import struct
import zipfile
import zlib

from PIL import ExifTags, Image

from tests.factories.files import PDF, make_picture

SCRIPT = b"<script>alert(document.cookie)</script>"
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'>" + SCRIPT + b"</svg>"
# A test file that every scanner of malware knows, in two halves so that none stops at this one.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"


def _chunk(kind: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)


def _png(*chunks: bytes) -> bytes:
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks) + _chunk(b"IEND", b"")


def _head(width: int, height: int, depth: int = 1, colour: int = 0) -> bytes:
    return _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))


def png_bomb(edge: int = 30_000) -> bytes:
    """One colour, one bit a pixel: 900 million pixels in some hundred kilobytes."""
    packer = zlib.compressobj(9)
    row = bytes(1 + (edge + 7) // 8)
    packed = b"".join(packer.compress(row) for _ in range(edge)) + packer.flush()
    return _png(_head(edge, edge), _chunk(b"IDAT", packed))


def png_with_a_bomb_of_text() -> bytes:
    """A small picture whose words unfold to 100 MB."""
    words = b"Comment\0\0" + zlib.compress(bytes(100_000_000), 9)
    pixels = _chunk(b"IDAT", zlib.compress(bytes(2)))
    return _png(_head(8, 1), _chunk(b"zTXt", words), pixels)


def zip_of(name: str, content: bytes) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return into.getvalue()


def saved(form: str, size: tuple[int, int] = (40, 30)) -> bytes:
    into = io.BytesIO()
    Image.new("RGB", size, "red").save(into, form)
    return into.getvalue()


def photo_that_knows_where() -> bytes:
    """As a telephone takes it: with its place, its owner, and a comment."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "CANARY"
    exif[ExifTags.Base.Artist] = "CANARY"
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef] = "N"
    place[ExifTags.GPS.GPSLatitude] = (23.0, 48.0, 37.0)
    into = io.BytesIO()
    picture = Image.effect_noise((300, 200), 60).convert("RGB")
    picture.save(into, "JPEG", exif=exif, comment=b"CANARY", xmp=b"<x>CANARY</x>")
    return into.getvalue()


# Neither a photo nor a file of a record, whatever they are called.
HOSTILE: dict[str, bytes] = {
    "empty": b"",
    "blank": b" \n\t",
    "zeros": bytes(5_000),
    "page": b"<!doctype html><html>" + SCRIPT + b"</html>",
    "page, then PDF": SCRIPT + PDF,
    "page in UTF-16": SCRIPT.decode().encode("utf-16"),
    "SVG with a script": SVG,
    "SVG with a head": b"<?xml version='1.0'?><!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
    + SVG,
    "SVG packed": gzip.compress(SVG),
    "GIF": saved("GIF"),
    "GIF that is a script": b"GIF89a/*" + bytes(6) + b"*/=1;alert(1)//;",
    "BMP": saved("BMP"),
    "TIFF": saved("TIFF"),
    "icon": saved("ICO"),
    "ZIP": zip_of("a.txt", b"a"),
    "ZIP that climbs out": zip_of("../../etc/cron.d/x", b"* * * * * root id"),
    "ZIP bomb": zip_of("zeros", bytes(50_000_000)),
    "Word with macros": zip_of("word/vbaProject.bin", b"x"),
    "program of Windows": b"MZ\x90\x00" + bytes(60) + b"PE\x00\x00",
    "program of Linux": b"\x7fELF\x02\x01\x01" + bytes(60),
    "shell": b"#!/bin/sh\nid\n",
    "PHP": b"<?php system($_GET['c']); ?>",
    "XML of many laughs": b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    b'<!ENTITY b "&a;&a;">]><l>&b;</l>',
    "malware": EICAR,
    "PDF cut off": PDF[: len(PDF) // 2],
    "PDF behind bytes": b"\x00" * 8 + PDF,
    "PNG cut off": make_picture("PNG", (200, 200))[:-400],
    "JPEG cut off": make_picture("JPEG", (200, 200))[:-600],
    "PNG bomb": png_bomb(),
    "PNG with a bomb of text": png_with_a_bomb_of_text(),
    "PNG of no size": _png(_head(0, 0), _chunk(b"IDAT", zlib.compress(b""))),
    "PNG of the largest size": _png(_head(2**31 - 1, 2**31 - 1), _chunk(b"IDAT", b"")),
    "PNG whose chunk claims 2 GB": _png(_head(8, 8))[:33] + struct.pack(">I", 2**31 - 1) + b"IDAT",
    "JPEG with a false size": make_picture("JPEG").replace(
        b"\x00\x1e\x00\x28", b"\xff\xff\xff\xff", 1
    ),
}

# What is a good picture or document, and something else besides.
TWO_THINGS: dict[str, tuple[bytes, str]] = {
    "PDF with a page in it": (PDF.replace(b"\n1 0", SCRIPT + b"\n1 0"), "application/pdf"),
    "PDF that runs a script": (
        PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /JavaScript /JS (app.alert(1)) >>"),
        "application/pdf",
    ),
    "PNG with a page behind it": (make_picture("PNG") + SCRIPT, "image/png"),
    "JPEG with a ZIP behind it": (make_picture("JPEG") + zip_of("x.js", SCRIPT), "image/jpeg"),
    "JPEG with a script in it": (make_picture("JPEG", comment=SCRIPT), "image/jpeg"),
}

# Names that want to be a path, a header, another type, or to look like one.
NAMES = (
    *("../../../etc/passwd", "..\\..\\boot.ini", "/etc/shadow", "C:\\x.pdf", "report.pdf.exe"),
    *("scan.php.pdf", "a\r\nSet-Cookie: x=1.pdf", 'a";filename="b.exe', "fdp.\u202eexe", "."),
    *("CON.pdf", "x" * 5_000, "\u0000.pdf", "%2e%2e%2fpasswd", "<img src=x onerror=alert(1)>.png"),
)
