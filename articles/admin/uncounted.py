"""Lists of large tables: newest first, paged by key, neither counted nor sorted otherwise."""

from typing import Any

from django.contrib.admin.options import BaseModelAdmin
from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest

BEFORE = "pk__lt"


class NewestFirst(ChangeList):
    """What Django's lists know by counting, this one doesn't: only whether there are older rows."""

    paged_by_key = True
    newest = older = ""

    def get_results(self, request: HttpRequest) -> None:
        rows = list(self.queryset[: self.list_per_page + 1])
        self.result_list: Any = rows[: self.list_per_page]
        self.result_count = self.full_result_count = len(self.result_list)
        self.show_full_result_count = self.can_show_all = self.multi_page = False
        self.show_admin_actions = True
        # Another search or filter begins with the newest again.
        if self.params.pop(BEFORE, None):
            self.newest = self.get_query_string()
        if len(rows) > self.list_per_page:
            self.older = self.get_query_string({BEFORE: self.result_list[-1].pk})


class Uncounted(BaseModelAdmin):
    sortable_by = ()

    def get_changelist(self, request: HttpRequest, **_options: Any) -> type[ChangeList]:
        return NewestFirst
