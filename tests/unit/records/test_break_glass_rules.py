from datetime import UTC, datetime, timedelta

import pytest

from praxis.records.break_glass.errors import (
    AlreadyOpen,
    AlreadyReviewed,
    OwnAccess,
    TooManyOpen,
)
from praxis.records.break_glass.rules import check_may_open, check_may_review, is_overdue

NOW = datetime(2027, 1, 4, tzinfo=UTC)


def test_one_patient_is_opened_once_and_five_at_most() -> None:
    check_may_open(frozenset(), 1)
    check_may_open(frozenset({1, 2, 3, 4}), 5)
    with pytest.raises(AlreadyOpen):
        check_may_open(frozenset({1, 2, 3, 4, 5}), 5)
    with pytest.raises(TooManyOpen, match="5 patients"):
        check_may_open(frozenset({1, 2, 3, 4, 5}), 6)


def test_another_reviews_and_once() -> None:
    check_may_review(1, 2, None)
    with pytest.raises(OwnAccess):
        check_may_review(1, 1, None)
    with pytest.raises(AlreadyReviewed):
        check_may_review(1, 2, NOW)


def test_what_nobody_reviewed_is_overdue_after_three_days() -> None:
    assert not is_overdue(NOW, None, NOW + timedelta(days=3, microseconds=-1))
    assert is_overdue(NOW, None, NOW + timedelta(days=3))
    assert not is_overdue(NOW, NOW, NOW + timedelta(days=9))
