from django.apps import AppConfig

from guards import triggers
from guards.triggers import Guard


class EditionsConfig(AppConfig):
    name = "editions"

    def ready(self) -> None:
        from editions import checks  # noqa: F401, PLC0415 - importing registers them

        edition = self.get_model("Edition")
        triggers.guard(self, Guard(edition, end="superseded_at", overlap=("story_id", "published_at")))
