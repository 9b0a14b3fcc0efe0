"""What happens around an answer: votes, clicks, messages, owners' replies, channels' manners, requests seen already.

A question also keeps the earlier ones that it was understood with; those logged before have none.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("questions", sa.Column("follows", JSON, nullable=False, server_default=sa.text("'[]'")))
    op.create_index("ix_questions_asker", "questions", ["workspace", "asker", "asked_at"])
    op.create_table(
        "seen_requests",
        sa.Column("key", sa.String(255), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_seen_requests"),
    )
    op.create_index("ix_seen_requests_seen_at", "seen_requests", ["seen_at"])
    op.create_table(
        "votes",
        sa.Column("question_id", sa.String(64), nullable=False),
        sa.Column("voter", sa.String(255), nullable=False),
        sa.Column("helpful", sa.Boolean(), nullable=False),
        sa.Column("voted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(32), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("question_id", "voter", name="pk_votes"),
    )
    op.create_table(
        "clicks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.String(64), nullable=False),
        sa.Column("person", sa.String(255), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("clicked_on", sa.String(32), nullable=False),
        sa.Column("clicked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_clicks"),
    )
    op.create_index("ix_clicks_question_id", "clicks", ["question_id", "clicked_at"])
    op.create_table(
        "posted_answers",
        sa.Column("workspace", sa.String(255), nullable=False),
        sa.Column("place", sa.String(255), nullable=False),
        sa.Column("message", sa.String(255), nullable=False),
        sa.Column("question_id", sa.String(64), nullable=False),
        sa.Column("thread", sa.String(255), nullable=True),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("unasked", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "place", "message", name="pk_posted_answers"),
    )
    op.create_index("ix_posted_answers_place", "posted_answers", ["workspace", "place", "posted_at"])
    op.create_index("ix_posted_answers_question_id", "posted_answers", ["question_id", "posted_at"])
    _owners()
    _channels()


def _owners() -> None:
    op.create_table(
        "owner_requests",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("question_id", sa.String(64), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("asker", sa.String(255), nullable=False),
        sa.Column("workspace", sa.String(255), nullable=False),
        sa.Column("owner", sa.String(255), nullable=False),
        sa.Column("owner_id", sa.String(255), nullable=False),
        sa.Column("place", sa.String(255), nullable=False),
        sa.Column("message", sa.String(255), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_owner_requests"),
    )
    op.create_index("ix_owner_requests_message", "owner_requests", ["workspace", "place", "message"])
    op.create_index("ix_owner_requests_question_id", "owner_requests", ["question_id", "asker"])
    op.create_index("ix_owner_requests_owner_id", "owner_requests", ["workspace", "owner_id", "asked_at"])
    op.create_table(
        "owner_replies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.String(64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author", sa.String(255), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["request_id"], ["owner_requests.id"], name="fk_owner_replies_request_id_owner_requests", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_owner_replies"),
    )
    op.create_index("ix_owner_replies_request_id", "owner_replies", ["request_id", "written_at"])
    op.create_index("ix_owner_replies_written_at", "owner_replies", ["written_at"])


def _channels() -> None:
    op.create_table(
        "channel_manners",
        sa.Column("workspace", sa.String(255), nullable=False),
        sa.Column("channel", sa.String(255), nullable=False),
        sa.Column("manners", JSON, nullable=True),
        sa.Column("changed_by", sa.String(255), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "channel", name="pk_channel_manners"),
    )
    op.create_table(
        "channel_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("workspace", sa.String(255), nullable=False),
        sa.Column("channel", sa.String(255), nullable=False),
        sa.Column("changed_by", sa.String(255), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("before", JSON, nullable=True),
        sa.Column("after", JSON, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_channel_changes"),
    )
    op.create_index("ix_channel_changes_channel", "channel_changes", ["workspace", "channel", "changed_at"])


def downgrade() -> None:
    for table in (
        "channel_changes",
        "channel_manners",
        "owner_replies",
        "owner_requests",
        "posted_answers",
        "clicks",
        "votes",
        "seen_requests",
    ):
        op.drop_table(table)
    op.drop_index("ix_questions_asker", "questions")
    op.drop_column("questions", "follows")
