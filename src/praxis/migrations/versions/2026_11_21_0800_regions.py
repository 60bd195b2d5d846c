"""Divisions, districts and thanas, and who and what lies in them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "2026_11_21_0800"
down_revision = "2026_11_21_0710"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "regions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("uid", sa.Uuid(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("names", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("aliases", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("parent_id", sa.BigInteger()),
        sa.Column("path", postgresql.ARRAY(sa.BigInteger()), server_default="{}", nullable=False),
        sa.Column("lineage", postgresql.JSONB(), server_default="[]", nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regions")),
        sa.UniqueConstraint("uid", name=op.f("uq_regions_uid")),
        sa.UniqueConstraint("country", "code", name=op.f("uq_regions_country_code")),
        sa.ForeignKeyConstraint(["parent_id"], ["regions.id"], name=op.f("fk_regions_parent_id")),
        sa.CheckConstraint("country ~ '^[A-Z]{2}$'", name=op.f("ck_regions_country")),
        sa.CheckConstraint(
            "(level = 1) = (parent_id IS NULL) AND level > 0", name=op.f("ck_regions_level")
        ),
    )
    op.create_index(op.f("ix_regions_parent_id"), "regions", ["parent_id"])
    op.create_index("ix_regions_level_name_id", "regions", ["level", "name", "id"])
    op.create_index("ix_regions_path", "regions", ["path"], postgresql_using="gin")
    op.create_table(
        "region_trees",
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("shipped", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column(
            "imported_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False
        ),
        sa.PrimaryKeyConstraint("country", name=op.f("pk_region_trees")),
    )
    for table in ("users", "locations"):
        op.add_column(table, sa.Column("region_id", sa.BigInteger()))
        op.create_foreign_key(
            op.f(f"fk_{table}_region_id"), table, "regions", ["region_id"], ["id"]
        )


def downgrade() -> None:
    for table in ("locations", "users"):
        op.drop_column(table, "region_id")
    op.drop_table("region_trees")
    op.drop_table("regions")
