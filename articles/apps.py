from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from guards import triggers
from guards.triggers import Guard


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = _("Articles")

    def ready(self) -> None:
        triggers.guard(self, Guard(self.get_model("Revision")))
