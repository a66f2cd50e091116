"""The encrypted store: keys, database, migrations, triggers, audit trail, vault of papers, and backups."""
