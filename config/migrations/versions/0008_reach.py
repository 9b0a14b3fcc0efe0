"""What is new in the content, and pages that were launched."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "content_noticed",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("generation", sa.String(255), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_content_noticed"),
    )
    op.create_table(
        "content_pages",
        sa.Column("document", sa.String(64), nullable=False),
        sa.Column("fingerprint", sa.String(255), nullable=False),
        sa.Column("words", sa.String(64), nullable=False),
        sa.Column("before", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("document", name="pk_content_pages"),
    )
    op.create_table(
        "content_news",
        sa.Column("document", sa.String(64), nullable=False),
        sa.Column("generation", sa.String(255), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("verb", sa.String(32), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("in_bulk", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("document", "generation", name="pk_content_news"),
    )
    op.create_index("ix_content_news_at", "content_news", ["at"])
    op.create_table(
        "launches",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("document", sa.String(64), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("by", sa.String(255), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("surface", sa.String(32), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_launches"),
    )
    op.create_index(
        "ix_launches_open",
        "launches",
        ["document"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("ix_launches_until", "launches", ["until"])


def downgrade() -> None:
    op.drop_table("launches")
    op.drop_table("content_news")
    op.drop_table("content_pages")
    op.drop_table("content_noticed")
