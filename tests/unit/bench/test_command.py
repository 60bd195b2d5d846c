"""A benchmark as a command: its help, and how it ends when something is wrong."""

import signal
import sys
from collections.abc import Iterator
from typing import Annotated

import pytest
import typer

from bench.kit.command import Rounds, run
from bench.kit.errors import BenchError


@pytest.fixture(autouse=True)
def _signals_as_before() -> Iterator[None]:
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


def sample(
    visits: Annotated[int, typer.Option(min=10, help="that there are")] = 20, rounds: Rounds = 3
) -> None:
    """Measure a sample. Takes no time."""
    if visits == 13:
        raise BenchError("Thirteen visits cannot be measured.")
    sys.stdout.write(f"{visits} visits, {rounds} rounds")


def code_of(monkeypatch: pytest.MonkeyPatch, *words: str) -> int | str | None:
    monkeypatch.setattr(sys, "argv", ["ignored", *words])
    with pytest.raises(SystemExit) as ended:
        run(sample, "sample")
    return ended.value.code


def test_options_are_those_of_its_signature(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert code_of(monkeypatch, "--visits", "30") == 0
    assert capsys.readouterr().out == "30 visits, 3 rounds"
    assert code_of(monkeypatch, "--rounds", "2") == 2
    assert "greater than or equal to 3" in capsys.readouterr().err


def test_help_has_its_name_its_words_and_its_options(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert code_of(monkeypatch, "--help") == 0
    told = capsys.readouterr().out
    assert "Usage: script/bench sample [OPTIONS]" in told
    assert "Measure a sample. Takes no time." in told
    assert "that each contender has" in told


def test_what_a_person_can_put_right_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert code_of(monkeypatch, "--visits", "13") == 1
    assert capsys.readouterr().err == "bench: Thirteen visits cannot be measured.\n"
