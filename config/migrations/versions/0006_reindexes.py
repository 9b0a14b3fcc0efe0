"""Reindexes that were asked for, and the messages that tell how they go on."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "reindex_runs",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("slot", sa.String(32), nullable=True),
        sa.Column("wish", JSON, nullable=False),
        sa.Column("force", sa.Boolean(), nullable=False),
        sa.Column("by_id", sa.String(255), nullable=False),
        sa.Column("by_name", sa.String(255), nullable=False),
        sa.Column("by_surface", sa.String(32), nullable=False),
        sa.Column("cause", sa.String(32), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("started_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("holder", sa.String(255), nullable=False),
        sa.Column("held_until", MOMENT, nullable=True),
        sa.Column("progress", JSON, nullable=True),
        sa.Column("stopped_by", sa.String(255), nullable=False),
        sa.Column("outcome", JSON, nullable=False),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reindex_runs"),
        sa.UniqueConstraint("slot", name="uq_reindex_runs_slot"),
    )
    op.create_index("ix_reindex_runs_asked_at", "reindex_runs", ["asked_at"])
    op.create_table(
        "reindex_messages",
        sa.Column("surface", sa.String(32), nullable=False),
        sa.Column("workspace", sa.String(255), nullable=False),
        sa.Column("place", sa.String(255), nullable=False),
        sa.Column("message", sa.String(255), nullable=False),
        sa.Column("run_id", sa.String(64), nullable=False),
        sa.Column("reader", sa.String(255), nullable=False),
        sa.Column("language", sa.String(32), nullable=False),
        sa.Column("zone", sa.String(255), nullable=False),
        sa.Column("names", sa.Boolean(), nullable=False),
        sa.Column("may_go_back", sa.Boolean(), nullable=False),
        sa.Column("posted_at", MOMENT, nullable=False),
        sa.Column("shown", sa.String(64), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.Column("holder", sa.String(255), nullable=False),
        sa.Column("held_until", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("surface", "workspace", "place", "message", name="pk_reindex_messages"),
    )
    op.create_index("ix_reindex_messages_open", "reindex_messages", ["surface", "done"])
    op.create_index("ix_reindex_messages_run_id", "reindex_messages", ["run_id"])


def downgrade() -> None:
    op.drop_table("reindex_messages")
    op.drop_table("reindex_runs")
