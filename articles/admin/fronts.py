"""The front page and section fronts: what stands at which place, from and until when, and how it will look then."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, make_aware
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from accounts import roles
from accounts.models import User
from almanac import dates, desk_dates
from almanac.fields import MomentField
from almanac.numbers import whole
from articles import desk, published
from articles.admin import autosave
from articles.admin.pages import address, page
from articles.admin.rights import person
from articles.forms.answers import number_in
from articles.models import Article, Fokus, Section
from articles.published import finder
from articles.publishing import fronting
from articles.workflow import NotAllowed, Shown, not_in_role

HOME = "home"
FOKUS, NEWEST = 12, 40
FURTHEST = timedelta(days=366)


class PickForm(forms.Form):
    place = forms.TypedChoiceField(
        label=gettext_lazy("Place"), coerce=int, choices=[(one, one) for one in range(1, fronting.PLACES + 1)],
        help_text=gettext_lazy("1 is the lead."),
    )  # fmt: skip

    def __init__(self, *args: Any, stories: dict[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["story"] = forms.TypedChoiceField(
            label=_("Story"), coerce=int, choices=list(stories.items()),
            help_text=_("At first the newest, and what is scheduled: the search above finds any live story."),
        )  # fmt: skip
        self.fields["begins"] = MomentField(label=_("From"), required=False, help_text=_("Empty: now."))
        self.fields["ends"] = MomentField(label=_("Until"), required=False, help_text=_("Empty: until it is replaced."))


def show(request: HttpRequest) -> HttpResponse:
    by, now = person(request), published.now()
    front = request.GET.get("muka", HOME)
    lists = _ordered()
    if front != HOME and front not in {one.list_key for one in lists}:
        return redirect(address("front"))
    standing, words = _standing(by, front, now), request.GET.get("cari", "").replace("\x00", " ").strip()[:200]
    found = _found(by, words, now) if words else {}
    stories = found or {pk: card.edition.card_headline for card, pk in standing if pk} | _newest(by, front, now)
    form = PickForm(request.POST if "_pick" in request.POST else None, stories=stories)
    if request.method == "POST" and _done(request, front, form):
        return redirect(f"{address('front')}?muka={front}")
    rows = _rows(by, front, now)
    return page(
        request, "front.html", title=_("Fronts"), front=front, home=HOME, lists=lists, form=form,
        groups=_groups(rows), keeps=fronting.may_order(front, by, now), now=now,
        looks_ahead=by.may(roles.FRONT, at=now), standing=_marked(standing, rows), words=words, found=len(found),
        **autosave.by_itself(request, f"front/{front}", form),
    )  # fmt: skip


def _ordered() -> list[Section | Fokus]:
    """The lists whose head is ordered: sections, and the newest fokus."""
    return [*Section.objects.filter(retired_at=None), *Fokus.objects.filter(retired_at=None).order_by("-pk")[:FOKUS]]


def _newest(by: User, front: str, now: datetime) -> dict[int, str]:
    """What came out last in the list that the front heads, and what the clock brings."""
    live = published.newest(at=now, limit=NEWEST, front=front)
    return _by_copy(by, map(_offer, [*live, *published.to_come(at=now, limit=desk.IN_QUEUE)]))


def _found(by: User, words: str, now: datetime) -> dict[int, str]:
    """The live or scheduled story of an address or a number; of any other words, the live stories that fit."""
    status = published.status(number_in(words), at=now)
    if status.shown == Shown.LIVE or status.to_come:
        return _by_copy(by, [_offer(status.live if status.shown == Shown.LIVE else status.to_come)])
    return _by_copy(by, finder.find(words, at=now))


def _offer(edition: Any) -> finder.Offer:
    return finder.Offer(edition.story_id, edition.headline, edition.published_at)


def _by_copy(by: User, offers: Iterable[finder.Offer]) -> dict[int, str]:
    """What each is called, by the working copy that the person may see."""
    named = {one.story_id: f"{one.headline} · {desk_dates.masthead(one.published_at)}" for one in offers}
    copies = dict(Article.objects.visible_to(by).filter(story_id__in=named).values_list("story_id", "pk"))
    return {copies[story]: name for story, name in named.items() if story in copies}


def _standing(by: User, front: str, now: datetime) -> list[tuple[Any, int | None]]:
    """What readers see there, from the first place on, each with the working copy that may be put elsewhere."""
    cards = published.standing_on(front, at=now, places=fronting.PLACES)
    seen = Article.objects.visible_to(by).filter(story_id__in=[card.edition.story_id for card in cards])
    copies = dict(seen.values_list("story_id", "pk"))
    return [(card, copies.get(card.edition.story_id)) for card in cards]


def _marked(standing: list[tuple[Any, int | None]], rows: list[dict[str, Any]]) -> list[tuple[Any, int | None, Any]]:
    """What readers see there, each with the pick that keeps it at its place; None: it came there by itself."""
    picks = {row["pick"].story_id: row["pick"] for row in rows if row["stands"]}
    return [(card, copy, picks.get(card.edition.story_id)) for card, copy in standing]


def _groups(rows: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Picks that stand, then those to come, each under its heading."""
    groups = [(_("Picked, standing now"), True), (_("Picked, to come"), False)]
    found = [(heading, [row for row in rows if row["stands"] is stands]) for heading, stands in groups]
    return [(heading, some) for heading, some in found if some]


def _rows(by: User, front: str, now: datetime) -> list[dict[str, Any]]:
    picks = published.picks(front, at=now)
    seen = Article.objects.visible_to(by).filter(story_id__in=[one.story_id for one in picks]).defer("body")
    articles = {one.story_id: one for one in seen}
    return [
        {"pick": one, "article": articles[one.story_id], "stands": one.begins <= now}
        for one in picks
        if one.story_id in articles
    ]


def _done(request: HttpRequest, front: str, form: PickForm) -> bool:
    """Whether what was pressed is done or refused for good; what may be mended in the form stands beside its field."""
    by, post = person(request), request.POST
    try:
        if number := post.get("_off", ""):
            _take_off(front, whole(number), by=by)
        elif up := post.get("_up", ""):
            fronting.swap(front, whole(up), whole(up) - 1, by=by)
        elif form.is_valid():
            _pick(request, front, **form.cleaned_data)
        else:
            return False
    except NotAllowed as refused:
        if form.is_bound and refused.rule in form.fields:
            form.add_error(refused.rule, str(refused))
            return False
        messages.error(request, str(refused))
    return True


def _take_off(front: str, number: int, *, by: User) -> None:
    for one in published.picks(front, at=published.now()):
        if one.pk == number:
            fronting.unpick(one, by=by)


def _pick(
    request: HttpRequest, front: str, *, story: int, place: int, begins: datetime | None, ends: datetime | None
) -> None:
    """Told with what gives up its place for it."""
    by = person(request)
    article, moment = get_object_or_404(Article.objects.visible_to(by), pk=story), begins or published.now()
    there = [one for one in published.picks(front, at=moment) if one.place == place and one.begins <= moment]
    made = fronting.pick(front, place, article, by=by, begins=begins, ends=ends)
    autosave.spend_kept(request, None)
    messages.success(request, _put(made, article))
    leaving = Article.objects.visible_to(by).filter(story_id__in=[one.story_id for one in there])
    for gone in leaving.exclude(pk=article.pk):
        messages.info(request, _("“%(story)s” gives up its place for it.") % {"story": gone})


def _put(made: Any, article: Article) -> str:
    words = {
        "place": made.place,
        "story": article,
        "begins": desk_dates.masthead(made.begins),
        "ends": desk_dates.masthead(made.ends) if made.ends else _("until it is replaced"),
    }
    if made.ends:
        return _("Place %(place)d: “%(story)s”, from %(begins)s until %(ends)s.") % words
    return _("Place %(place)d: “%(story)s”, from %(begins)s, %(ends)s.") % words


def ahead(request: HttpRequest) -> HttpResponse:
    """The readers' own front page, or with `?muka=` a section's or a fokus', as it will stand at `?pada=`."""
    try:
        moment = parse_datetime(request.GET.get("pada", ""))
    except ValueError:
        moment = None
    now = published.now()
    if moment is not None and is_naive(moment):
        moment = make_aware(moment, dates.house_zone())
    moment = min(max(moment or now, now), now + FURTHEST)
    _may_look_ahead(person(request), moment, now)
    chosen = next((one for one in _ordered() if one.list_key == request.GET.get("muka", "")), None)
    where = {"kind": str(chosen._meta.model_name), "slug": chosen.slug} if chosen else {}
    with override(settings.LANGUAGE_CODE):
        response = published.front_at(request, moment, **where)
    response["Cache-Control"], response["X-Robots-Tag"] = "private, no-store", "noindex"
    return response


def _may_look_ahead(by: User, moment: datetime, now: datetime) -> None:
    """The page is made whole, as readers will get it: so whoever looks may see every story on it."""
    if not by.may(roles.FRONT, at=now):
        raise not_in_role(_("Order a front"))
    coming = Article.objects.filter(story_id__in=published.to_come_by(moment, at=now))
    if coming.exclude(pk__in=Article.objects.visible_to(by).values("pk")).exists():
        raise PermissionDenied(_("A story that is to come by then is restricted to those named."))
