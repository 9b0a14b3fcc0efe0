"""Gaps, what counts as one, people and their groups; what is sent unasked; accounts, and who looked at what.

What is known already is carried over: questions without a sure answer, votes of not helpful and questions that were
handed to an owner count as if they had been told now; people have the name "" until they ask again.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("questions", sa.Column("flags", JSON, nullable=False, server_default=sa.text("'[]'")))
    op.add_column("questions", sa.Column("document", sa.Text(), nullable=False, server_default=sa.text("''")))
    op.add_column("questions", sa.Column("answer_ms", sa.Double(), nullable=True))
    op.add_column("questions", sa.Column("rating", sa.Integer(), nullable=True))
    _people()
    _gaps()
    _what_happened_to_gaps()
    _deliveries()
    _viewers()
    _carry_over()
    # After the rows, for a table is filled faster without.
    counted = ["asked_at", "status", "workspace", "asker", "document", "rating", "answer_ms"]
    op.create_index("ix_questions_counted", "questions", counted)
    op.create_index("ix_questions_document", "questions", ["document", "status", "asked_at", "workspace", "asker"])
    op.create_index("ix_clicks_document", "clicks", ["document", "clicked_at", "person"])
    op.create_index("ix_votes_voted_at", "votes", ["voted_at"])


def _people() -> None:
    op.create_table(
        "people",
        sa.Column("workspace", sa.String(255), nullable=False),
        sa.Column("id", sa.String(255), nullable=False),
        sa.Column("surface", sa.String(32), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("first_asked", MOMENT, nullable=False),
        sa.Column("last_asked", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id", name="pk_people"),
    )
    op.create_index("ix_people_first_asked", "people", ["first_asked"])
    op.create_table(
        "person_groups",
        sa.Column("workspace", sa.String(255), nullable=False),
        sa.Column("person", sa.String(255), nullable=False),
        sa.Column("group", sa.String(255), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "person", "group", name="pk_person_groups"),
    )
    op.create_index("ix_person_groups_group", "person_groups", ["group", "workspace", "person"])


def _gaps() -> None:
    waiting = sa.text("NOT taken")
    op.create_table(
        "gap_signals",
        sa.Column("question_id", sa.String(64), nullable=False),
        sa.Column("signal", sa.String(32), nullable=False),
        sa.Column("person", sa.String(255), nullable=False),
        sa.Column("told_at", MOMENT, nullable=False),
        sa.Column("taken", sa.Boolean(), nullable=False, server_default=sa.text("false")),
        sa.Column("withdrawn", sa.Boolean(), nullable=False, server_default=sa.text("false")),
        sa.PrimaryKeyConstraint("question_id", "signal", "person", name="pk_gap_signals"),
    )
    op.create_index(
        "ix_gap_signals_waiting", "gap_signals", ["told_at"], sqlite_where=waiting, postgresql_where=waiting
    )
    op.create_table(
        "gaps",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("first_asked", MOMENT, nullable=False),
        sa.Column("last_asked", MOMENT, nullable=False),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("titled_by", sa.String(255), nullable=False),
        sa.Column("kind_by", sa.String(255), nullable=False),
        sa.Column("state_by", sa.String(255), nullable=False),
        sa.Column("state_reason", sa.Text(), nullable=False),
        sa.Column("state_at", MOMENT, nullable=True),
        sa.Column("snoozed_until", MOMENT, nullable=True),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("related", sa.Boolean(), nullable=False),
        sa.Column("owner", sa.String(255), nullable=False),
        sa.Column("owner_reason", sa.String(32), nullable=False),
        sa.Column("assigned", sa.String(255), nullable=False),
        sa.Column("assigned_by", sa.String(255), nullable=False),
        sa.Column("stage", sa.String(255), nullable=False),
        sa.Column("product", sa.String(255), nullable=False),
        sa.Column("competitor", sa.String(255), nullable=False),
        sa.Column("rank", sa.Double(), nullable=False),
        sa.Column("merged_into", sa.String(64), nullable=False),
        sa.Column("closed_by", sa.Text(), nullable=False),
        sa.Column("closed_generation", sa.String(255), nullable=False),
        sa.Column("closings", sa.Integer(), nullable=False),
        sa.Column("signals", JSON, nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_gaps"),
    )
    op.create_index("ix_gaps_state_rank", "gaps", ["state", "rank"])
    op.create_index("ix_gaps_opened_at", "gaps", ["opened_at"])
    op.create_index("ix_gaps_state_at", "gaps", ["state", "state_at"])
    op.create_index("ix_gaps_changed_at", "gaps", ["changed_at"])


def _what_happened_to_gaps() -> None:
    op.create_table(
        "gap_questions",
        sa.Column("question_id", sa.String(64), nullable=False),
        sa.Column("gap", sa.String(64), nullable=False),
        sa.Column("placed_at", MOMENT, nullable=False),
        sa.Column("placed_by", sa.String(255), nullable=False),
        sa.Column("signals", JSON, nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(255), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=True),
        sa.Column("model", sa.String(255), nullable=False),
        sa.PrimaryKeyConstraint("question_id", name="pk_gap_questions"),
    )
    op.create_index("ix_gap_questions_gap", "gap_questions", ["gap", "question_id"])
    op.create_index("ix_gap_questions_placed_at", "gap_questions", ["placed_at", "question_id"])
    op.create_table(
        "gap_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("gap", sa.String(64), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("by", sa.String(255), nullable=False),
        sa.Column("verb", sa.String(32), nullable=False),
        sa.Column("detail", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_gap_changes"),
    )
    op.create_index("ix_gap_changes_gap", "gap_changes", ["gap", "at"])
    op.create_index("ix_gap_changes_at", "gap_changes", ["at", "verb", "gap"])
    op.create_table(
        "gaps_apart",
        sa.Column("gap", sa.String(64), nullable=False),
        sa.Column("other", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("gap", "other", name="pk_gaps_apart"),
    )
    op.create_table(
        "leases",
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("holder", sa.String(255), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_leases"),
    )


def _deliveries() -> None:
    op.create_table(
        "deliveries",
        sa.Column("key", sa.String(1_000), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("surface", sa.String(32), nullable=False),
        sa.Column("workspace", sa.String(255), nullable=False),
        sa.Column("receiver", sa.String(255), nullable=False),
        sa.Column("about", JSON, nullable=False),
        sa.Column("gap", sa.String(64), nullable=False, server_default=sa.text("''")),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try", MOMENT, nullable=True),
        sa.Column("place", sa.String(255), nullable=False),
        sa.Column("message", sa.String(255), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=True),
        sa.Column("trouble", sa.Text(), nullable=False),
        sa.Column("holder", sa.String(255), nullable=False, server_default=sa.text("''")),
        sa.Column("held_until", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_deliveries"),
    )
    op.create_index("ix_deliveries_state", "deliveries", ["state", "due_at"])
    op.create_index("ix_deliveries_due_at", "deliveries", ["due_at"])
    op.create_index("ix_deliveries_receiver", "deliveries", ["surface", "workspace", "receiver", "due_at"])
    op.create_index("ix_deliveries_message", "deliveries", ["workspace", "place", "message"])
    op.create_index("ix_deliveries_gap", "deliveries", ["gap"])
    sent = ["kind", "sent_at", "state", "surface", "workspace", "receiver"]
    op.create_index("ix_deliveries_sent_at", "deliveries", sent)
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("surface", sa.String(32), nullable=False),
        sa.Column("workspace", sa.String(255), nullable=False),
        sa.Column("receiver", sa.String(255), nullable=False),
        sa.Column("every", sa.String(32), nullable=False),
        sa.Column("at", sa.String(32), nullable=False),
        sa.Column("zone", sa.String(255), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("teams", JSON, nullable=False),
        sa.Column("owner", sa.String(255), nullable=False),
        sa.Column("language", sa.String(16), nullable=False),
        sa.Column("created_by", sa.String(255), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("paused", sa.Boolean(), nullable=False),
        sa.Column("resumed_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_subscriptions"),
    )
    op.create_index("ix_subscriptions_receiver", "subscriptions", ["surface", "workspace", "receiver"])


def _viewers() -> None:
    op.create_table(
        "accounts",
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("roles", JSON, nullable=False),
        sa.Column("groups", JSON, nullable=False),
        sa.Column("email", sa.String(255), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("password_changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_accounts"),
    )
    op.create_table(
        "looks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("looked_at", MOMENT, nullable=False),
        sa.Column("person", sa.String(255), nullable=False),
        sa.Column("name", sa.String(255), nullable=False),
        sa.Column("page", sa.String(255), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_looks"),
    )
    op.create_index("ix_looks_looked_at", "looks", ["looked_at"])
    op.create_index("ix_looks_person", "looks", ["person", "looked_at"])


def _carry_over() -> None:
    """As `bot.stores.questions`, `bot.stores.feedback` and `bot.stores.owner_requests` write it from now on."""
    # An index holds these from now on, and PostgreSQL's entries have a limit that no real path comes near.
    op.execute("UPDATE clicks SET document = substr(document, 1, 500) WHERE length(document) > 500")
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    total = "(latency_ms ->> 'total')::double precision" if is_postgresql else "json_extract(latency_ms, '$.total')"
    op.execute(
        f"UPDATE questions SET answer_ms = {total}, rating = "  # noqa: S608 - one of the two above
        "(SELECT min(CASE WHEN helpful THEN 1 ELSE 0 END) FROM votes WHERE question_id = questions.id), "
        "document = coalesce((SELECT substr(shown.document, 1, 500) FROM shown_passages AS shown "
        "WHERE shown.question_id = questions.id AND shown.rank = 1), '')"
    )
    op.execute(
        "INSERT INTO people (workspace, id, surface, name, first_asked, last_asked) "
        "SELECT workspace, asker, min(surface), '', min(asked_at), max(asked_at) FROM questions "
        "WHERE status <> 'small_talk' AND asker <> '' GROUP BY workspace, asker"
    )
    op.execute(
        "INSERT INTO gap_signals (question_id, signal, person, told_at) "
        "SELECT id, CASE status WHEN 'gap' THEN 'no_answer' ELSE 'unsure' END, '', asked_at "
        "FROM questions WHERE status IN ('gap', 'unsure') AND generation <> '' "
        "AND surface <> 'cli' AND place_kind <> 'terminal'"
    )
    op.execute(
        "INSERT INTO gap_signals (question_id, signal, person, told_at) "
        "SELECT question_id, coalesce(reason, 'unhelpful'), voter, voted_at FROM votes WHERE NOT helpful"
    )
    op.execute(
        "INSERT INTO gap_signals (question_id, signal, person, told_at) "
        "SELECT question_id, 'escalated', asker, max(asked_at) FROM owner_requests GROUP BY question_id, asker"
    )


def downgrade() -> None:
    for table in (
        "looks",
        "accounts",
        "subscriptions",
        "deliveries",
        "leases",
        "gaps_apart",
        "gap_changes",
        "gap_questions",
        "gaps",
        "gap_signals",
        "person_groups",
        "people",
    ):
        op.drop_table(table)
    op.drop_index("ix_votes_voted_at", "votes")
    op.drop_index("ix_clicks_document", "clicks")
    op.drop_index("ix_questions_document", "questions")
    op.drop_index("ix_questions_counted", "questions")
    op.drop_column("questions", "rating")
    op.drop_column("questions", "answer_ms")
    op.drop_column("questions", "document")
    op.drop_column("questions", "flags")
