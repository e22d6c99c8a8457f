"""Triggers that refuse: what must never change is held by the database itself, on SQLite and PostgreSQL."""
