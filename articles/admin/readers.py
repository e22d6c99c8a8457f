"""How a story is read: a small drawn line of its readings by hour, and the word that keeps it out of Terpopuler."""

from dataclasses import dataclass
from datetime import timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import roles
from articles import published
from articles.admin import autosave
from articles.admin.carrying_out import carry_out
from articles.admin.pages import address, find, page
from articles.admin.rights import person
from articles.models import Article
from articles.publishing.keeping_out import keep_out, let_in

WIDTH, HEIGHT = 240, 48
"""Of the drawing, in its own units: it is shown as wide as its place."""

HOURS = 48


class ReasonForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300)


@dataclass(frozen=True)
class Line:
    """What the drawing shows, and what it says in words to those who cannot see it."""

    hours: list[int]
    total: int
    kept_out: bool

    @property
    def points(self) -> str:
        """Of an SVG polyline, the oldest hour at the left."""
        most, step = max([*self.hours, 1]), WIDTH / (len(self.hours) - 1)
        drawn = (HEIGHT - 2) / most
        return " ".join(
            f"{place * step:.1f},{HEIGHT - 1 - count * drawn:.1f}" for place, count in enumerate(self.hours)
        )

    @property
    def last_hour(self) -> int:
        return self.hours[-1]

    @property
    def most(self) -> int:
        return max(self.hours)


def line(article: Article) -> Line | None:
    """The line of a story that has ever been read; else there is none to draw."""
    read = published.readings(article.story_id, at=published.now(), hours=HOURS)
    return Line(read.hours, read.total, read.kept_out) if read.total or any(read.hours) or read.kept_out else None


def show(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows the hours one by one; POST keeps the story out of the lists of the most read, or lets it in."""
    article = find(request, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _decided(request, article, form):
        return redirect(address("readers", article.pk))
    now = published.now()
    read = published.readings(article.story_id, at=now, hours=HOURS)
    this = now.replace(minute=0, second=0, microsecond=0)
    rows = [(this - timedelta(hours=back), count) for back, count in enumerate(reversed(read.hours))]
    return page(
        request, "readers.html", article=article, title=_("Readers"), form=form, rows=rows,
        line=Line(read.hours, read.total, read.kept_out),
        may_decide=person(request).may(roles.PUBLISH, article.section_ids),
        **autosave.by_itself(request, "readers", form, article=article),
    )  # fmt: skip


def _decided(request: HttpRequest, article: Article, form: ReasonForm) -> bool:
    def act() -> str:
        keeps = request.POST.get("_act") == "keep_out"
        (keep_out if keeps else let_in)(article, by=person(request), reason=form.cleaned_data["reason"])
        return _("Kept out of Terpopuler from the next minute on.") if keeps else _("Its readers place it again.")

    return carry_out(request, form, act, of=article)
