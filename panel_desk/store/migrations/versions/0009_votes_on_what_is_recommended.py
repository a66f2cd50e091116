"""Votes on a negative recommendation are for and against what is recommended, no longer for and against the case."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# Without counted votes, the named ones say which way they were recorded.
_TURNED = """
    SELECT r.id FROM recommendation r
    WHERE r.outcome = 'not recommended' AND CASE
        WHEN r.votes_for IS NULL AND r.votes_against IS NULL THEN
            (SELECT count(*) FROM recommendation_view v WHERE v.recommendation_id = r.id AND v.view = 'against')
            > (SELECT count(*) FROM recommendation_view v WHERE v.recommendation_id = r.id AND v.view = 'for')
        ELSE coalesce(r.votes_against, 0) > coalesce(r.votes_for, 0)
    END
"""


def upgrade() -> None:
    """Swap for and against where most votes on a negative recommendation are against.

    Such votes were recorded as votes on the case, because a recommendation has a majority. Votes on a negative
    recommendation with a majority for it came in workbooks, where they already mean this.
    """
    op.execute(f"CREATE TEMPORARY TABLE turned AS {_TURNED}")
    op.execute("""
        UPDATE recommendation_view SET view = CASE view WHEN 'for' THEN 'against' ELSE 'for' END
        WHERE view <> 'abstained' AND recommendation_id IN (SELECT id FROM turned)
    """)
    op.execute("""
        UPDATE recommendation SET votes_for = votes_against, votes_against = votes_for
        WHERE id IN (SELECT id FROM turned)
    """)
    op.execute("DROP TABLE turned")
