"""What must survive a restart: one schema and one code path for SQLite and PostgreSQL."""
