from django.apps import AppConfig

from guards import triggers
from guards.triggers import Guard


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        triggers.guard(self, Guard(self.get_model("Act")))
