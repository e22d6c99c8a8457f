"""Quick ways into the desk: a Kilat, a message typed in for a reporter, a story that follows another."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.text import Truncator, slugify
from django.utils.translation import gettext as _

from accounts import audit, roles
from accounts.models import User
from articles import moves, notify, published, rendering, whatsapp
from articles.models import Article, Author, Credit, Development, Fokus, Received, Section, Series
from articles.models.article import STAMPED, TYPED, may_write_genre
from articles.models.lists import still_chosen, to_choose
from articles.workflow import NotAllowed, Shown, Stage
from prose.blocks import blocks

BACKGROUND = 3
"""Paragraphs of the earlier story that a follow-up begins with."""

FOLLOWED = ("genre", "place", "about_child", "about_victim", "accuses", "ticked")
HEADLINE_WORDS = 8


def empty(by: User) -> dict[str, Any]:
    """A new text, with whoever writes it in its byline, of the genre that they write."""
    author = Author.objects.filter(user=by, retired_at=None).first()
    fresh = Article(genre=Article.Genre.NEWS if may_write_genre(by, Article.Genre.NEWS) else Article.Genre.ADVERTORIAL)
    return {name: getattr(fresh, name) for name in TYPED} | {
        **dict.fromkeys(STAMPED), "also_in": [], "tags": [], "citations": [],
        "credits": [[Credit.Role.REP.value, author.pk]] if author else [],
    }  # fmt: skip


def typed_body(text: str) -> str:
    """Clean markup from what a small form takes: lines as a phone types them, or markup."""
    return body_of(text if text.lstrip().startswith("<") else whatsapp.paragraphs(text))


def body_of(markup: str) -> str:
    """Clean markup; what no body can hold is refused, so that whoever sent it still has it on the screen."""
    try:
        return rendering.clean(markup)
    except rendering.TooLong as error:
        raise NotAllowed(str(error), "body") from error


def usual_section(by: User) -> int | None:
    """Where this person wrote last: what a quick form begins with."""
    return Article.objects.filter(created_by=by).order_by("-pk").values_list("section_id", flat=True).first()


@transaction.atomic
@audit.written_last()
def kilat(*, by: User, headline: str, section: int, place: str, text: str) -> Article:
    """The least that can go out, on the editors' table as urgent; the full version is owed from now on."""
    typed = empty(by) | {
        "headline": headline, "section_id": section, "place": place, "body": typed_body(text),
        "priority": Article.Priority.URGENT.value,
    }  # fmt: skip
    article = moves.create(by=by, write=lambda new: moves.put(new, typed))
    article = moves.move(article, "submit", by=by)
    Development.objects.create(article=article, by=by, due_at=Development.after(published.now()))
    return article


def settle_developments() -> int:
    """What is owed no longer: a second version went out."""
    now, owed = published.now(), Development.objects.owed()
    full = published.rewritten(owed.values("article__story_id"), at=now)
    return Development.objects.filter(article__story_id__in=full, settled_at=None).update(settled_at=now)


@transaction.atomic
@audit.written_last()
def add_update(coverage: Article, *, by: User, headline: str, text: str) -> Article:
    """An update of a live coverage, a story of its own, on the editors' table; seen by whoever sees the coverage."""
    # Held, so that nobody restricts it while one more update comes in that would stay open.
    coverage = moves.locked(coverage)[0]
    if coverage.genre != Article.Genre.LIVE:
        raise NotAllowed(_("Only a live coverage takes updates."), "genre")
    typed = empty(by) | {
        "headline": headline, "section_id": coverage.section_id, "genre": Article.Genre.UPDATE.value,
        "coverage_id": coverage.pk, "body": typed_body(text),
        "priority": Article.Priority.URGENT.value, "about_child": coverage.about_child,
        "about_victim": coverage.about_victim, "accuses": coverage.accuses, "ticked": coverage.ticked,
    }  # fmt: skip
    if not typed["credits"]:
        typed["no_byline_reason"] = _("Update of a live coverage")

    def write(new: Article) -> None:
        new.restricted = coverage.restricted
        moves.put(new, typed)
        new.named.set(coverage.named.all())

    article = moves.create(by=by, write=write)
    return moves.move(article, "submit", by=by)


def updates_waiting(coverage: Article, *, seen_by: User, limit: int) -> list[Article]:
    """Updates of a coverage that are being written or read, the newest first."""
    rows = _updates(coverage, seen_by).filter(stage__in=[Stage.DRAFT, Stage.REVIEW])
    return list(rows.select_related("created_by", "section").order_by("-pk")[:limit])


def updates_told(coverage: Article, *, seen_by: User, limit: int) -> list[tuple[Article, published.Status]]:
    """The newest updates of a coverage that went out, each with what readers have of it."""
    rows = list(published.went_out(_updates(coverage, seen_by)).defer("body").order_by("-pk")[:limit])
    found = published.statuses([row.story_id for row in rows], at=published.now())
    return [(row, found[row.story_id]) for row in rows if row.story_id in found]


def _updates(coverage: Article, seen_by: User) -> QuerySet[Article]:
    return Article.objects.visible_to(seen_by).filter(coverage=coverage)


@transaction.atomic
@audit.written_last()
def from_message(*, by: User, message: str, section: int, author: Author | None = None) -> Article:
    """A draft from a WhatsApp message; with `author` filed in their name, straight to the editors' table.

    What is filed for somebody is theirs (law 5): the editor who typed it in may publish it.
    """
    copy = whatsapp.read(message)
    body = body_of(copy.body)
    typed = empty(by) | {
        "headline": copy.headline or _first_words(body), "place": copy.place, "body": body, "section_id": section,
    }  # fmt: skip
    if author is None:
        article = moves.create(by=by, write=lambda new: moves.put(new, typed))
    else:
        article = _file_for(author, typed, by=by)
    Received.objects.create(article=article, text=message, at=article.saved_at, by=by)
    return article


def _first_words(body: str) -> str:
    words = rendering.plain_text(body).split()
    return _fitting(" ".join(words[:HEADLINE_WORDS])) or _("Without a headline")


def _fitting(headline: str) -> str:
    """As much of it as the column holds."""
    most: Any = Article._meta.get_field("headline").max_length
    return Truncator(headline).chars(most)


def _file_for(author: Author, typed: dict[str, Any], *, by: User) -> Article:
    if not by.may(roles.REVIEW, Section.objects.get(pk=typed["section_id"]).covering):
        raise NotAllowed(_("Your role does not include filing for somebody else."), "role")
    if author.user_id == by.pk:
        raise NotAllowed(_("File your own stories as your own."), "own")
    at = published.now()
    article = Article(created_by=author.user, submitted_by=author.user, stage=Stage.REVIEW, stage_since=at, saved_at=at)
    moves.put(article, typed | {"credits": [[Credit.Role.REP.value, author.pk]]})
    moves.must_be_complete(article)
    article.mark("file_for", by=by, at=at, note=author.name)
    if author.user:
        notify.tell([author.user], notify.Kind.FILED, article, by=by, at=at, text=article.headline)
    audit.record("file for", moves.target_of(article), by=by, at=at, why=author.name, version=article.version)
    return article


@transaction.atomic
def follow(earlier: Article, *, by: User) -> Article:
    """A draft that goes on where a live story ended: its place, people and background, a link to it, and its fokus.

    A story without one gets a fokus under its own headline, and joins it once the follow-up goes out. Names that were
    retired since stay behind, as no new story may choose them.
    """
    now = published.now()
    if published.status(earlier.story_id, at=now).shown != Shown.LIVE:
        raise NotAllowed(_("Only a story that readers have can be followed."), "shown")
    text = published.text_of(published.last_text(earlier.story_id, at=now))
    section, fokus, series = text["section_id"], text["fokus_id"], text["series_id"]
    sections = still_chosen(Section, [section, *text["also_in"]])
    home = sections.get(section) or _section_beside(section, by)
    typed = empty(by) | {name: text[name] for name in FOLLOWED if name in text}
    typed |= {
        "headline": _fitting(_("Follow-up: %(headline)s") % {"headline": text["headline"]}),
        "section_id": home, "also_in": [one for one in text["also_in"] if one in sections and one != home],
        "tags": to_choose(text["tags"]),
        "series_id": still_chosen(Series, [series]).get(series),
        "credits": typed["credits"] + [row for row in _people_of(text) if row not in typed["credits"]],
        "body": rendering.clean(_opening(earlier.story_id) + _background(text["body"])),
        "fokus_id": still_chosen(Fokus, [fokus]).get(fokus) or _fokus_of(earlier, text["headline"]),
    }  # fmt: skip

    def write(new: Article) -> None:
        new.follows = earlier
        moves.put(new, typed)

    return moves.create(by=by, write=write)


def _people_of(text: dict[str, Any]) -> list[list[Any]]:
    """[role, author] of those whom a new story may credit; of one that was merged, the survivor."""
    people = still_chosen(Author, [author for _role, author in text["credits"]])
    rows = [[role, people[author]] for role, author in text["credits"] if author in people]
    return [row for place, row in enumerate(rows) if row not in rows[:place]]


def _section_beside(retired: int, by: User) -> int:
    """The section above one that was retired, else where the person writes; the desk asks for another if need be."""
    above = Section.objects.filter(pk=retired).values_list("parent_id", flat=True).first()
    wanted = [above, usual_section(by)]
    usable = still_chosen(Section, wanted)
    return next((one for one in wanted if one in usable), None) or retired


def _fokus_of(earlier: Article, headline: str) -> int | None:
    """One for all follow-ups of a story, unless it was retired: its address ends in the story's number."""
    slug = f"{slugify(headline)[:70].strip('-')}-{earlier.story_id}".strip("-")
    fokus = Fokus.objects.get_or_create(slug=slug, defaults={"title": Truncator(headline).chars(120)})[0]
    return None if fokus.retired_at else fokus.pk


def _opening(story_id: str) -> str:
    """A place still open, which keeps it from going out as it is, and the link to the earlier story."""
    place = _("what is new")
    return f'<p>[[ {place} ]]</p><div data-baca-juga="{story_id}"></div>'


def _background(body: str) -> str:
    paragraphs = [block for block in blocks(body) if block.startswith("<p>")]
    return "".join(paragraphs[:BACKGROUND]) or "<p>…</p>"
