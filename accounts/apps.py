from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from guards import triggers
from guards.triggers import Guard


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People and the trail")

    def ready(self) -> None:
        triggers.guard(self, Guard(self.get_model("Act")))
