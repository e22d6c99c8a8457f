from django.apps import AppConfig

from guards import triggers
from guards.triggers import Guard, Opening


class EditionsConfig(AppConfig):
    name = "editions"

    def ready(self) -> None:
        from editions import checks, expunging  # noqa: F401, PLC0415 - importing registers them

        triggers.guard(self, Guard(expunging.Expunging))
        opening = Opening(expunging.Expunging._meta.db_table, theirs="story_id", ours="story_id")
        edition = self.get_model("Edition")
        lives = Guard(
            edition, end="superseded_at", overlap=("story_id", "published_at"), emptied=expunging.EMPTIED,
            opening=opening,
        )  # fmt: skip
        triggers.guard(self, lives)
