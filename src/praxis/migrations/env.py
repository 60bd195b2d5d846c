"""Alembic's entry: runs on the connection that `praxis.migrations.upgrade` hands over."""

from alembic import context
from sqlalchemy.dialects.postgresql.base import ischema_names

from praxis.audit.models import Xid8
from praxis.schema import metadata

ischema_names["xid8"] = Xid8

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    transaction_per_migration=True,
    compare_type=True,
    compare_server_default=False,
)
with context.begin_transaction():
    context.run_migrations()
