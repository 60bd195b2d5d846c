"""Places in PostgreSQL's write-ahead log: bytes since its beginning, segments of 16 MiB. Pure."""

SEGMENT_BYTES = 16 * 2**20
SEGMENTS_A_LOG = 2**32 // SEGMENT_BYTES
PAGE_BYTES = 8192


def position(lsn: str) -> int:
    """Of `0/3000110` and the like."""
    high, _, low = lsn.partition("/")
    return (int(high, 16) << 32) + int(low, 16)


def segment_with(place: int) -> int:
    """The number of the segment where the byte at this place lies."""
    return place // SEGMENT_BYTES


def last_segment_before(place: int) -> int:
    """The number of the segment that holds the last byte before this place."""
    return segment_with(max(0, place - 1))


def segment_number(name: str) -> int:
    """Of a file's name, whatever its timeline."""
    return int(name[8:16], 16) * SEGMENTS_A_LOG + int(name[16:24], 16)


def nameless(number: int) -> str:
    """The name, without its timeline, of the segment with this number."""
    return f"{number // SEGMENTS_A_LOG:08X}{number % SEGMENTS_A_LOG:08X}"


def is_between_pages(place: int) -> bool:
    """Where the server may have stopped writing in the middle of a record."""
    return place % PAGE_BYTES == 0
