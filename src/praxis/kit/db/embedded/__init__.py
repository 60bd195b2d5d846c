from praxis.kit.db.embedded.errors import EmbeddedServerError
from praxis.kit.db.embedded.server import DATABASE, EmbeddedServer

__all__ = ["DATABASE", "EmbeddedServer", "EmbeddedServerError"]
