from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from praxis.kit.sealing.errors import SealBroken
from praxis.kit.sealing.frames import (
    FRAME_BYTES,
    SEALED_FRAME_BYTES,
    new_stream_key,
    open_frames,
    seal_frames,
)

KEY = new_stream_key()
BOUND = b"attachment"
SIZES = (0, 1, FRAME_BYTES - 1, FRAME_BYTES, FRAME_BYTES + 1, 3 * FRAME_BYTES, 200_000)


def sealed(content: bytes) -> list[bytes]:
    return list(seal_frames(KEY, BOUND, [content]))


def opened(frames: list[bytes], key: bytes = KEY, bound: bytes = BOUND) -> bytes:
    return b"".join(open_frames(key, bound, frames))


def content_of(size: int) -> bytes:
    return bytes(number % 251 for number in range(size))


@pytest.mark.parametrize("size", SIZES)
def test_a_stream_opens_as_it_was(size: int) -> None:
    content = content_of(size)
    frames = sealed(content)
    assert opened(frames) == content
    assert len(frames) == max(1, -(-size // FRAME_BYTES))


@given(st.lists(st.binary(max_size=300), max_size=20), st.integers(1, 70_000))
def test_pieces_may_have_any_size(pieces: list[bytes], cut: int) -> None:
    whole = b"".join(seal_frames(KEY, BOUND, pieces))

    def again() -> Iterator[bytes]:
        for start in range(0, len(whole), cut):
            yield whole[start : start + cut]

    assert b"".join(open_frames(KEY, BOUND, again())) == b"".join(pieces)


@pytest.mark.parametrize("size", SIZES)
def test_a_stream_that_was_cut_short_is_refused(size: int) -> None:
    frames = sealed(content_of(size))
    for left in (frames[:-1], [*frames[:-1], frames[-1][:-1]], []):
        with pytest.raises(SealBroken):
            opened(left)


def test_frames_that_changed_places_are_refused() -> None:
    first, second, *rest = sealed(content_of(4 * FRAME_BYTES))
    for changed in (
        [second, first, *rest],
        [first, *rest],
        [first, first, *rest],
        [first, second, *rest, rest[-1]],
    ):
        with pytest.raises(SealBroken):
            opened(changed)


def test_what_is_appended_is_refused() -> None:
    frames = sealed(content_of(FRAME_BYTES))
    with pytest.raises(SealBroken):
        opened([*frames, b"x"])


def test_every_frame_is_verified_before_it_is_handed_out() -> None:
    frames = sealed(content_of(3 * FRAME_BYTES))
    frames[1] = frames[1][:-1] + bytes((frames[1][-1] ^ 1,))
    seen: list[bytes] = []
    with pytest.raises(SealBroken):
        seen.extend(open_frames(KEY, BOUND, frames))
    found = open_frames(KEY, BOUND, frames)
    assert next(found) == content_of(FRAME_BYTES)
    with pytest.raises(SealBroken):
        next(found)


@pytest.mark.parametrize(
    ("key", "bound"), [(new_stream_key(), BOUND), (KEY, b"another")], ids=["key", "file"]
)
def test_another_key_or_another_file_opens_nothing(key: bytes, bound: bytes) -> None:
    with pytest.raises(SealBroken):
        opened(sealed(b"text"), key, bound)


def test_a_sealed_frame_is_a_tag_longer() -> None:
    assert [len(frame) for frame in sealed(content_of(2 * FRAME_BYTES))] == [SEALED_FRAME_BYTES] * 2
