from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from guards import triggers
from guards.triggers import Guard, Opening


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = _("Articles")

    def ready(self) -> None:
        opening = Opening("editions_expunging", theirs="article", ours="article_id")
        triggers.guard(self, Guard(self.get_model("Revision"), emptied={"snapshot": {}, "note": ""}, opening=opening))
