"""The encrypted database: keys, engine, migrations, audit trail, papers' vault, backup."""
