"""The token in a mailed link by which a patient confirms or cancels one visit.

It names the visit as it was when the mail was written and the instant at which it runs out, and is
signed: nothing is kept for it. A link to a visit that was moved meanwhile is void.
"""

import struct
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from praxis.identity.tokens import TokenMaker
from praxis.notifications.links.errors import BadVisitLink

USE = b"visit-link"
# The id, the sequence, and the seconds since 1970.
LAYOUT = struct.Struct(">16sIQ")


@dataclass(frozen=True, slots=True)
class VisitLink:
    appointment_uid: UUID
    sequence: int
    expires_at: datetime


def visit_link_token(tokens: TokenMaker, link: VisitLink) -> str:
    expires = int(link.expires_at.timestamp())
    return tokens.sign(USE, LAYOUT.pack(link.appointment_uid.bytes, link.sequence, expires))


def read_visit_link(tokens: TokenMaker, token: str) -> VisitLink:
    """Raises `BadVisitLink` for what we did not sign; whether it has run out is the caller's."""
    packed = tokens.read_signed(USE, token)
    if packed is None or len(packed) != LAYOUT.size:
        raise BadVisitLink(pointer="/token")
    uid, sequence, expires = LAYOUT.unpack(packed)
    return VisitLink(UUID(bytes=uid), sequence, datetime.fromtimestamp(expires, UTC))
