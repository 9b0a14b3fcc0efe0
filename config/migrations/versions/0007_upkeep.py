"""What owners do with their pages: pulled, restored, still right, in need of work, retired."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "document_states",
        sa.Column("document", sa.String(64), nullable=False),
        sa.Column("source", sa.String(255), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("hidden", sa.String(32), nullable=False),
        sa.Column("hidden_by", sa.String(255), nullable=False),
        sa.Column("hidden_at", MOMENT, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reviewed", sa.Date(), nullable=True),
        sa.Column("reviewed_by", sa.String(255), nullable=False),
        sa.Column("needs_work", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("needs_by", sa.String(255), nullable=False),
        sa.Column("needs_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("document", name="pk_document_states"),
    )
    op.create_table(
        "document_acts",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("document", sa.String(64), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("verb", sa.String(32), nullable=False),
        sa.Column("by", sa.String(255), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("surface", sa.String(32), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_document_acts"),
    )
    op.create_index("ix_document_acts_document_at", "document_acts", ["document", "at"])
    op.create_index("ix_document_acts_at", "document_acts", ["at"])


def downgrade() -> None:
    op.drop_table("document_acts")
    op.drop_table("document_states")
