import pytest

from praxis.web.policy import DATA, documentation_policy, new_nonce, notice_policy, page_policy

NONCE = "2NkBhF3xQZ0aXw"
POLICIES = {
    "data": DATA,
    "page": page_policy(NONCE),
    "documentation": documentation_policy(NONCE),
    "notice": notice_policy(NONCE),
}


def directives(policy: str) -> dict[str, list[str]]:
    split = (directive.split() for directive in policy.split("; "))
    return {name: sources for name, *sources in split}


@pytest.mark.parametrize("name", POLICIES)
def test_nothing_is_allowed_that_is_not_named(name: str) -> None:
    policy = POLICIES[name]

    assert directives(policy)["default-src"] == ["'none'"]
    assert directives(policy)["frame-ancestors"] == ["'none'"]
    for loose in ("unsafe", "http:", "https:", "*", "strict-dynamic"):
        assert loose not in policy


def test_scripts_of_the_app_are_files_of_this_host() -> None:
    assert directives(page_policy(NONCE)) == {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'", f"'nonce-{NONCE}'"],
        "img-src": ["'self'", "data:", "blob:"],
        "connect-src": ["'self'"],
        "font-src": ["'self'"],
        "manifest-src": ["'self'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }


def test_no_nonce_comes_twice() -> None:
    nonces = {new_nonce() for _ in range(1000)}

    assert len(nonces) == 1000
    assert all(len(nonce) >= 22 for nonce in nonces)
