import pytest

from praxis.identity.sessions.devices import Device, device_of, is_new

WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "


@pytest.mark.parametrize(
    ("said", "browser", "system"),
    [
        (WINDOWS + "Chrome/140.0.0.0 Safari/537.36", "Chrome", "Windows"),
        (WINDOWS + "Chrome/140.0.0.0 Safari/537.36 Edg/140.0", "Edge", "Windows"),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0",
            "Firefox",
            "Linux",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1",
            "Safari",
            "iPhone",
        ),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome", "Android"),
        ("python-httpx/0.28.1", "Python", None),
        ("", None, None),
        (None, None, None),
    ],
)
def test_a_browser_is_told_in_two_words(
    said: str | None, browser: str | None, system: str | None
) -> None:
    assert device_of(said) == Device(browser, system)


def test_a_new_version_is_no_new_device_and_the_first_sign_in_no_news() -> None:
    old = device_of(WINDOWS + "Chrome/139.0.0.0 Safari/537.36")
    new = device_of(WINDOWS + "Chrome/140.0.0.0 Safari/537.36")
    assert not is_new(new, [old], first_ever=False)
    assert not is_new(new, [], first_ever=True)
    assert is_new(new, [], first_ever=False)
    assert is_new(Device("Firefox", "Linux"), [old], first_ever=False)
