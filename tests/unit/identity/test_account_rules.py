from datetime import UTC, datetime, timedelta

import pytest

from praxis.identity.account_rules import (
    PresentedToken,
    RefreshVerdict,
    SignInRefusal,
    check_standing,
    judge_refresh,
    judge_sign_in,
)
from praxis.identity.errors import LastAdmin, OwnRole
from praxis.identity.models import Role
from tests.factories.identity import build_user

NOW = datetime(2027, 1, 4, 6, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
LIVE = PresentedToken(
    used_at=None, session_expires_at=NOW + HOUR, session_revoked_at=None, user_active=True
)


@pytest.mark.parametrize(
    ("active", "fits", "verified", "refusal"),
    [
        (True, True, True, None),
        (True, True, False, SignInRefusal.EMAIL_NOT_VERIFIED),
        (True, False, True, SignInRefusal.WRONG_PASSWORD),
        (True, False, False, SignInRefusal.WRONG_PASSWORD),
        (False, True, True, SignInRefusal.INACTIVE),
        (False, True, False, SignInRefusal.INACTIVE),
    ],
)
def test_an_unverified_email_counts_only_after_the_right_password(
    active: bool, fits: bool, verified: bool, refusal: SignInRefusal | None
) -> None:
    user = build_user(active=active, email_verified_at=NOW if verified else None)
    assert judge_sign_in(user, fits=fits, require_verified=True) is refusal


def test_an_unverified_email_may_sign_in_unless_a_setting_forbids_it() -> None:
    user = build_user(email_verified_at=None)
    assert judge_sign_in(user, fits=True, require_verified=False) is None


def test_nobody_is_refused_as_unknown() -> None:
    refusal = judge_sign_in(None, fits=False, require_verified=False)
    assert refusal is SignInRefusal.UNKNOWN_ACCOUNT


@pytest.mark.parametrize(
    ("token", "verdict"),
    [
        (LIVE, RefreshVerdict.GRANTED),
        (None, RefreshVerdict.ENDED),
        (PresentedToken(NOW - HOUR, NOW + HOUR, None, True), RefreshVerdict.REUSED),
        (PresentedToken(NOW - HOUR, NOW + HOUR, NOW, True), RefreshVerdict.ENDED),
        (PresentedToken(NOW - HOUR, NOW, None, True), RefreshVerdict.ENDED),
        (PresentedToken(None, NOW, None, True), RefreshVerdict.ENDED),
        (PresentedToken(None, NOW + HOUR, NOW, True), RefreshVerdict.ENDED),
        (PresentedToken(None, NOW + HOUR, None, False), RefreshVerdict.ENDED),
    ],
)
def test_a_refresh_token_is_good_for_one_use_in_a_live_session(
    token: PresentedToken | None, verdict: RefreshVerdict
) -> None:
    assert judge_refresh(token, NOW) is verdict


@pytest.mark.parametrize(("role", "active"), [("staff", True), ("admin", False), ("doctor", False)])
def test_the_last_administrator_stays_one(role: str, active: bool) -> None:
    last = build_user(Role.ADMIN, id=7)
    with pytest.raises(LastAdmin):
        check_standing(last, by_user_id=7, role=role, active=active, other_admin=False)
    check_standing(last, by_user_id=8, role=role, active=active, other_admin=True)


def test_the_last_administrator_may_change_all_else() -> None:
    last = build_user(Role.ADMIN, id=7)
    check_standing(last, by_user_id=7, role="admin", active=True, other_admin=False)


def test_an_inactive_administrator_is_not_counted_as_the_last() -> None:
    former = build_user(Role.ADMIN, id=7, active=False)
    check_standing(former, by_user_id=8, role="staff", active=False, other_admin=False)


def test_nobody_changes_their_own_role() -> None:
    with pytest.raises(OwnRole):
        check_standing(
            build_user(Role.ADMIN, id=7),
            by_user_id=7,
            role="staff",
            active=True,
            other_admin=True,
        )
