"""The built web app, read whole from disk: some megabytes, and never half of a newer build."""

import hashlib
import mimetypes
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

# Best first. The endings stand beside the file: `app.js`, `app.js.br`, `app.js.gz`.
ENCODINGS: Mapping[str, str] = {"br": ".br", "gzip": ".gz"}
NONCE = b"__PRAXIS_NONCE__"
INDEX = "index.html"

# The table of the machine may say otherwise, or nothing; a script of another type is not run.
_TYPES = mimetypes.MimeTypes(filenames=())
for _ending, _type in {
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
}.items():
    _TYPES.add_type(_type, _ending)


@dataclass(frozen=True, slots=True)
class BuiltFile:
    media_type: str
    etag: str
    content: bytes
    encoded: Mapping[str, bytes]

    def version(self, encoding: str | None) -> tuple[bytes, str]:
        """The bytes in this encoding, and their own tag: two encodings are not the same bytes."""
        if encoding is None:
            return self.content, f'"{self.etag}"'
        return self.encoded[encoding], f'"{self.etag}-{encoding}"'


@dataclass(frozen=True, slots=True)
class Build:
    """A page, and the files that it names by their address below the root."""

    index: bytes
    files: Mapping[str, BuiltFile]


class Builds:
    """The newest build in a folder; made anew while the server runs, it is seen at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._mark: tuple[int, int] | None = None
        self._build: Build | None = None

    def newest(self) -> Build | None:
        """None as long as nothing was built."""
        try:
            found = (self._folder / INDEX).stat()
            mark = (found.st_mtime_ns, found.st_ino)
            if mark != self._mark:
                self._build, self._mark = read_build(self._folder), mark
        except FileNotFoundError:
            # Between two builds the folder is away for a moment: the older one still serves.
            pass
        return self._build


def read_build(folder: Path) -> Build:
    return Build((folder / INDEX).read_bytes(), dict(_files(folder)))


def _files(folder: Path) -> Iterator[tuple[str, BuiltFile]]:
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder)
        hidden = any(part.startswith(".") for part in inner.parts)
        beside = path.suffix in ENCODINGS.values()
        if path.is_file() and not hidden and not beside and inner != Path(INDEX):
            yield f"/{inner.as_posix()}", _read(path)


def _read(path: Path) -> BuiltFile:
    content = path.read_bytes()
    encoded = {
        name: beside.read_bytes()
        for name, ending in ENCODINGS.items()
        if (beside := path.with_name(path.name + ending)).is_file()
    }
    return BuiltFile(_media_type(path), hashlib.sha256(content).hexdigest()[:20], content, encoded)


def _media_type(path: Path) -> str:
    found = _TYPES.guess_type(path.name)[0] or "application/octet-stream"
    return f"{found}; charset=utf-8" if found.startswith("text/") else found
