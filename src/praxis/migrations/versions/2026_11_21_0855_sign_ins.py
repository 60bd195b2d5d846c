"""Second factors, sessions that say more of themselves, and API keys."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_21_0855"
down_revision = "2026_11_21_0850"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
OF_SESSIONS = (
    ("address", sa.Text()),
    ("last_used_at", INSTANT),
    ("factor", sa.Text()),
    ("stepped_up_at", INSTANT),
)
TABLES = (
    *("totp_factors", "passkeys", "recovery_codes", "proof_misses"),
    *("pending_sign_ins", "passkey_challenges", "api_keys"),
)


def upgrade() -> None:
    # None of these reads or rewrites the rows that are there.
    op.add_column(
        "users", sa.Column("has_factor", sa.Boolean(), server_default="false", nullable=False)
    )
    for name, kind in OF_SESSIONS:
        op.add_column("sessions", sa.Column(name, kind))
    _add_factors()
    _add_sign_ins()
    _add_keys()


def _user(table: str, *, key: bool = False, nullable: bool = False) -> sa.Column[int]:
    reference = sa.ForeignKey("users.id", name=op.f(f"fk_{table}_user_id"), ondelete="CASCADE")
    return sa.Column(
        "user_id",
        sa.BigInteger(),
        reference,
        nullable=nullable,
        autoincrement=False if key else "auto",
    )


def _instants(*names: str) -> tuple[sa.Column[object], ...]:
    """Columns of instants; a name that ends with a question mark may be empty."""
    return tuple(
        sa.Column(name.rstrip("?"), INSTANT, nullable=name.endswith("?")) for name in names
    )


def _add_factors() -> None:
    op.create_table(
        "totp_factors",
        _user("totp_factors", key=True),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        *_instants("created_at", "confirmed_at?"),
        sa.Column("last_step", sa.BigInteger()),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_totp_factors")),
    )
    op.create_table(
        "passkeys",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        _user("passkeys"),
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("transports", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        *_instants("created_at", "last_used_at?"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkeys")),
        sa.UniqueConstraint("uid", name=op.f("uq_passkeys_uid")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkeys_credential_id")),
    )
    op.create_index(op.f("ix_passkeys_user_id"), "passkeys", ["user_id"])
    op.create_table(
        "recovery_codes",
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        _user("recovery_codes"),
        *_instants("created_at", "used_at?"),
        sa.PrimaryKeyConstraint("code_hash", name=op.f("pk_recovery_codes")),
    )
    op.create_index(op.f("ix_recovery_codes_user_id"), "recovery_codes", ["user_id"])
    op.create_table(
        "proof_misses",
        _user("proof_misses", key=True),
        sa.Column("misses", sa.BigInteger(), nullable=False),
        *_instants("last_at?"),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_proof_misses")),
    )


def _add_sign_ins() -> None:
    op.create_table(
        "pending_sign_ins",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        _user("pending_sign_ins"),
        *_instants("created_at", "expires_at", "used_at?"),
        sa.Column("misses", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("with_cookie", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_pending_sign_ins")),
    )
    op.create_table(
        "passkey_challenges",
        sa.Column("challenge", sa.LargeBinary(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        _user("passkey_challenges", nullable=True),
        *_instants("created_at", "expires_at"),
        sa.CheckConstraint(
            "purpose IN ('registration', 'second_factor', 'sign_in', 'step_up')",
            name=op.f("ck_passkey_challenges_purpose"),
        ),
        sa.PrimaryKeyConstraint("challenge", name=op.f("pk_passkey_challenges")),
    )
    for table in ("pending_sign_ins", "passkey_challenges"):
        for column in ("user_id", "expires_at"):
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _add_keys() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column(
            "created_by",
            sa.BigInteger(),
            sa.ForeignKey("users.id", name=op.f("fk_api_keys_created_by")),
            nullable=False,
        ),
        *_instants("created_at", "expires_at", "last_used_at?", "revoked_at?"),
        sa.CheckConstraint("cardinality(scopes) > 0", name=op.f("ck_api_keys_some_scope")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("uid", name=op.f("uq_api_keys_uid")),
    )
    op.create_index(op.f("ix_api_keys_created_by"), "api_keys", ["created_by"])


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    for name, _ in reversed(OF_SESSIONS):
        op.drop_column("sessions", name)
    op.drop_column("users", "has_factor")
