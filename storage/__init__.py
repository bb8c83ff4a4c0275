"""The only room with SQL: engine, transaction, models, queries, migrations."""
