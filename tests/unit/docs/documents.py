"""The documents of the repository, as tests read them."""

from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
DOCS = ROOT / "docs"
COVERAGE = DOCS / "coverage.md"


def documents() -> list[Path]:
    return [*sorted(ROOT.glob("*.md")), *sorted(DOCS.rglob("*.md"))]


def table_rows(document: Path) -> Iterator[tuple[str, ...]]:
    """The cells of every row of every table, without heads and rules."""
    previous = ""
    for line in document.read_text().splitlines():
        if line.startswith("|") and previous.startswith("|") and not line.startswith("|---"):
            yield tuple(cell.strip() for cell in line.strip("|").split(" | "))
        previous = line
