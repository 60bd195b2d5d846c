from praxis.web.headers import _ALWAYS, with_missing


def test_an_answer_gets_what_it_lacks() -> None:
    headers = dict(with_missing([(b"content-type", b"application/json")], _ALWAYS))

    assert headers == {
        b"content-type": b"application/json",
        b"content-security-policy": b"default-src 'none'; frame-ancestors 'none'; sandbox",
        b"x-content-type-options": b"nosniff",
        b"cache-control": b"no-store",
        b"x-frame-options": b"DENY",
        b"referrer-policy": b"same-origin",
        b"cross-origin-opener-policy": b"same-origin",
        b"cross-origin-resource-policy": b"same-origin",
        b"permissions-policy": (
            b"accelerometer=(), browsing-topics=(), camera=(), display-capture=(), "
            b"geolocation=(), gyroscope=(), hid=(), magnetometer=(), microphone=(), midi=(), "
            b"payment=(), serial=(), usb=()"
        ),
    }


def test_an_answer_keeps_what_it_says_itself() -> None:
    own = (b"Content-Security-Policy", b"default-src 'none'; sandbox")

    headers = with_missing([own], _ALWAYS)

    assert headers[0] == own
    assert [name.lower() for name, _ in headers].count(b"content-security-policy") == 1
