"""The database's migrations, one file per schema version. Alembic loads them by path; they import no other module."""
