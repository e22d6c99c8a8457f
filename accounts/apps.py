from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from guards import triggers
from guards.triggers import Guard, Opening


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People and the trail")

    def ready(self) -> None:
        # A reason may repeat a text that was expunged; the line that says so holds what it is sealed as without.
        opening = Opening("accounts_act", theirs="target", ours="target", where="verb = 'expunge'")
        triggers.guard(self, Guard(self.get_model("Act"), emptied={"why": "", "facts": {}}, opening=opening))
