import json
import math
from datetime import datetime
from pathlib import Path

import pytest

from bench.kit import results
from bench.kit.results import Figure, Results, Target, add_median, number


@pytest.mark.parametrize(
    ("target", "value", "met"),
    [
        (Target(at_most=5), 5, True),
        (Target(at_most=5), 5.01, False),
        (Target(at_least=0.3), 0.3, True),
        (Target(at_least=0.3), 0.29, False),
        (Target(at_least=1, at_most=2), 1.5, True),
        (Target(at_least=1, at_most=2), 2.5, False),
        (Target(at_most=5), math.nan, False),
        (Target(), math.nan, False),
    ],
)
def test_a_target_is_met_within_its_ends(target: Target, value: float, met: bool) -> None:
    assert target.met(value) is met


def test_a_target_says_its_ends() -> None:
    assert str(Target(at_most=5)) == "≤ 5"
    assert str(Target(at_least=0.3)) == "≥ 0.3"
    assert str(Target(at_least=0.5, at_most=2)) == "≥ 0.5 and ≤ 2"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.12345, "0.123"), (9.999, "10"), (12345.6, "12,346"), (99.96, "100")],
)
def test_three_digits_are_shown(value: float, text: str) -> None:
    assert number(value) == text


def test_a_figure_without_target_is_neither_met_nor_missed() -> None:
    assert Figure("rate", 3).met is None
    assert Figure("rate", 3).cells() == ("rate", "3", "", "", "", "")


def test_figures_are_kept_as_json_and_as_a_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(results, "FOLDER", tmp_path)
    kept = Results("sample", {"visits": 10, "where": tmp_path})
    kept.add("rate", 0.25, unit="/s", target=Target(at_least=0.3), spread=(0.2, 0.3), basis="x")
    kept.add("nothing", math.nan, target=Target(at_most=1))
    path = kept.write()
    told = json.loads(path.read_text())
    assert told["benchmark"] == "sample"
    assert told["options"] == {"visits": 10, "where": str(tmp_path)}
    assert told["commit"]
    assert datetime.fromisoformat(told["begun_at"]) <= datetime.fromisoformat(told["ended_at"])
    assert told["machine"]["cores"] >= 1
    assert len(told["machine"]["load_before"]) == len(told["machine"]["load"]) == 3
    assert told["figures"][0] == {
        "name": "rate",
        "value": 0.25,
        "unit": "/s",
        "target": "≥ 0.3",
        "met": False,
        "spread": [0.2, 0.3],
        "basis": "x",
    }
    assert told["figures"][1]["value"] is None
    assert [figure.name for figure in kept.missed] == ["rate", "nothing"]
    assert "| rate | 0.25 /s | 0.2 to 0.3 | ≥ 0.3 | no | x |" in path.with_suffix(".md").read_text()


def test_a_figure_of_rounds_is_their_median_with_its_spread() -> None:
    kept = Results("sample", {})
    assert add_median(kept, "rate", [3, 1, 8], unit="/s", target=Target(at_least=2)) == 3
    assert kept.figures == [Figure("rate", 3, "/s", Target(at_least=2), "", (1, 8))]
