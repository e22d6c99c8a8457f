from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class NewsroomConfig(AppConfig):
    name = "newsroom"

    def ready(self) -> None:
        from newsroom import checks  # noqa: F401, PLC0415 - importing registers them


class DeskConfig(AdminConfig):
    """Django's admin, with the desk in its place."""

    default_site = "newsroom.admin_site.Desk"
