"""Who signed out of the console, so that sessions of before are worth nothing; and passwords that did not fit."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "sign_outs",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("signed_out_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_sign_outs"),
    )
    op.create_index("ix_sign_outs_signed_out_at", "sign_outs", ["signed_out_at"])
    op.create_table(
        "password_failures",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("failed", JSON, nullable=False),
        sa.Column("latest", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_password_failures"),
    )
    op.create_index("ix_password_failures_latest", "password_failures", ["latest"])


def downgrade() -> None:
    op.drop_table("password_failures")
    op.drop_table("sign_outs")
