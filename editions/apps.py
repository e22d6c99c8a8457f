from django.apps import AppConfig

from guards import triggers
from guards.triggers import Guard


class EditionsConfig(AppConfig):
    name = "editions"

    def ready(self) -> None:
        triggers.guard(self, Guard(self.get_model("Edition"), end="superseded_at", overlap=("story_id", "published_at")))
