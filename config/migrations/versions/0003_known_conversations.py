"""Conversations that the bot may write to unasked, on platforms that must be told where they listen for it."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversations",
        sa.Column("workspace", sa.String(255), nullable=False),
        sa.Column("id", sa.String(255), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("person", sa.String(255), nullable=False),
        sa.Column("team", sa.String(255), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id", name="pk_conversations"),
    )
    op.create_index("ix_conversations_person", "conversations", ["workspace", "person", "heard_at"])
    op.create_index("ix_conversations_team", "conversations", ["workspace", "team"])
    op.create_index("ix_conversations_heard_at", "conversations", ["workspace", "heard_at"])


def downgrade() -> None:
    op.drop_table("conversations")
