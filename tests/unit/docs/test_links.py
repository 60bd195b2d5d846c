import re
from pathlib import Path

import pytest

from tests.unit.docs.documents import DOCS, ROOT, documents

LINK = re.compile(r"\]\(([^)#\s]+)(#[^)\s]*)?\)")


@pytest.mark.parametrize("document", documents(), ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_inside_the_repository_leads_somewhere(document: Path) -> None:
    targets = [match[1] for match in LINK.finditer(document.read_text())]
    broken = [
        target
        for target in targets
        if "://" not in target and not (document.parent / target).exists()
    ]

    assert broken == []


def test_every_decision_is_listed() -> None:
    listed = {match[1] for match in LINK.finditer((DOCS / "decisions" / "README.md").read_text())}
    records = {path.name for path in (DOCS / "decisions").glob("[0-9]*.md")}

    assert records
    assert listed >= records
