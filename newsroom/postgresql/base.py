"""Django's PostgreSQL, but for how moments are read: a page, a list of the desk or a feed holds dozens of them."""

from datetime import UTC, datetime
from typing import Any

from django.db.backends.postgresql import base
from psycopg.abc import Buffer
from psycopg.types.datetime import TimestamptzLoader


class MomentLoader(TimestamptzLoader):
    """By Python's own parser, which takes a twentieth of the time that psycopg's pattern does."""

    timezone = UTC
    """By which Django knows whether it speaks the connection's zone; one in another zone gets Django's loader."""

    def load(self, data: Buffer) -> datetime:
        try:
            return datetime.fromisoformat(str(data, "ascii"))
        except ValueError:  # past Python's calendar, or in another style: psycopg has the words for it
            return super().load(data)


class DatabaseWrapper(base.DatabaseWrapper):
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        if self.timezone is UTC:
            connection.adapters.register_loader("timestamptz", MomentLoader)
        return connection
