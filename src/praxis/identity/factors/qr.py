from dataclasses import dataclass

import segno

QUIET = 4


@dataclass(frozen=True, slots=True)
class QrPath:
    size: int
    path: str


def draw_qr(text: str) -> QrPath:
    """A QR code as the path of its dark squares, each run of a row at once, with its quiet edge."""
    code = segno.make_qr(text, error="m")
    runs = []
    for y, row in enumerate(code.matrix):
        x = 0
        while x < len(row):
            width = 0
            while x + width < len(row) and row[x + width]:
                width += 1
            if width:
                runs.append(f"M{x + QUIET} {y + QUIET}h{width}v1h-{width}z")
            x += width or 1
    return QrPath(len(code.matrix) + 2 * QUIET, "".join(runs))
