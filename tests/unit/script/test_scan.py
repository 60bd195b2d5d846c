"""What sqlmap says is read as it means it."""

import pytest

from tests.long.scan import found_in


@pytest.mark.parametrize(
    "line",
    [
        "GET parameter 'q' is vulnerable. Do you want to keep testing the others (if any)? [y/N]",
        "[INFO] GET parameter 'q' appears to be 'AND boolean-based blind' injectable",
        "[INFO] GET parameter 'q' is 'PostgreSQL AND error-based' injectable",
        "sqlmap identified the following injection point(s) with a total of 46 HTTP(s) requests:",
        "[INFO] heuristic (basic) test shows that GET parameter 'q' might be injectable",
    ],
)
def test_a_find_is_one(line: str) -> None:
    assert found_in(f"[INFO] testing\n{line}\n") == [line]


@pytest.mark.parametrize(
    "line",
    [
        "[INFO] URI parameter '#1*' appears to be dynamic",
        "[WARNING] URI parameter '#1*' does not seem to be injectable",
        "[CRITICAL] all tested parameters do not appear to be injectable. Try to increase values",
        "[WARNING] heuristic (basic) test shows that GET parameter 'q' might not be injectable",
    ],
)
def test_what_is_none_is_none(line: str) -> None:
    assert found_in(line) == []
