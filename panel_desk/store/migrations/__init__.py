"""The store's history, a file a version; Alembic loads them by path, and they import nothing of ours."""
