"""Plays ten days of a small newsroom through the desk's own verbs, so that every screen has something to show."""

import io
import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.backends import DEMO_PASSWORD
from accounts.models import Right, User
from articles import additions, checks, filing, moves, planning, published, publishing, replies
from articles.models import Article, Author, Fokus, Plan, Section, Series, Source
from articles.publishing import standing
from articles.publishing.correcting import Correction
from demo import pictures
from demo.moments import in_copy, moment
from guards import triggers
from photos.models import Photo

HERE = Path(__file__).parent
BUNDLES = {"magang": "intern"}
PLACEHOLDER = re.compile(r"\{(photo|story):([a-z0-9_-]+)\}")
Story = dict[str, Any]


@dataclass(order=True)
class Event:
    """Something that somebody did to a story at a moment."""

    at: datetime
    order: int
    act: Callable[[], object]


class Filling:
    """One run: names looked up by the keys of the files."""

    def __init__(self) -> None:
        self.start = timezone.now()
        self.people: dict[str, User] = {}
        self.authors: dict[str, Author] = {}
        self.sections: dict[str, Section] = {}
        self.sources: dict[str, Source] = {}
        self.fokus: dict[str, Fokus] = {}
        self.series: dict[str, Series] = {}
        self.photos: dict[str, Photo] = {}
        self.articles: dict[str, Article] = {}

    def run(self, tell: Callable[[str], object]) -> int:
        """Fill an empty newsroom; the number of stories."""
        self.hire(tomllib.loads((HERE / "people.toml").read_text()))
        stories = [read(path) for path in sorted((HERE / "stories").glob("*.toml"))]
        tell(f"{len(self.people)} people, {len(stories)} stories")
        self.hang(stories)
        tell(f"{len(self.photos)} pictures drawn")
        # Drawing takes its time, and the scheduled story is due three minutes from here.
        self.start = timezone.now()
        # The past is told in one go: lives of editions end at moments that are over, which the guards refuse.
        with triggers.lifted(triggers.ALL):
            for event in sorted(event for order, story in enumerate(stories) for event in self.events(order, story)):
                with published.acting_at(event.at):
                    event.act()
        for row in tomllib.loads((HERE / "plans.toml").read_text())["plans"]:
            self.plan(row)
        return len(stories)

    # --- Who and what --------------------------------------------------------------------------------

    def hire(self, cast: dict[str, Any]) -> None:
        for key, row in keyed(cast["sections"]):
            parent = self.sections.get(row.pop("parent", ""))
            self.sections[key] = Section.objects.create(parent=parent, **row)
        for key, row in keyed(cast["users"]):
            self.people[key] = self.person(row)
        logins = {row["author"]: self.people[key] for key, row in keyed(cast["users"]) if row.get("author")}
        for key, row in keyed(cast["authors"]):
            self.authors[key] = Author.objects.create(user=logins.get(key), **row)
        self.sources = {key: Source.objects.create(**row) for key, row in keyed(cast["sources"])}
        self.fokus = {key: Fokus.objects.create(**row) for key, row in keyed(cast["fokus"])}
        self.series = {key: Series.objects.create(**row) for key, row in keyed(cast["series"])}

    def person(self, row: dict[str, Any]) -> User:
        user = User.objects.create_user(row["username"], DEMO_PASSWORD, name=row["name"], is_demo=True)
        bundle = BUNDLES.get(row["bundle"], row["bundle"])
        for section in row.get("sections", [None]):
            Right.objects.create(user=user, bundle=bundle, section=self.sections[section].pk if section else None)
        return user

    def hang(self, stories: list[Story]) -> None:
        """Draw every picture that a story shows."""
        wanted = {story["photo"] for story in stories if story.get("photo")}
        wanted |= {key for story in stories for kind, key in PLACEHOLDER.findall(story["body"]) if kind == "photo"}
        by = next(iter(self.people.values()))
        for key in sorted(wanted):
            drawn, told = io.BytesIO(), pictures.PICTURES[key]
            pictures.draw(key).save(drawn, "JPEG", quality=92)
            upload = SimpleUploadedFile(f"{key}.jpg", drawn.getvalue())
            self.photos[key] = Photo.objects.add(
                upload, by=by, caption=told.caption, credit=told.credit, alt=told.alt, kind=told.kind,
                taken_on=told.taken_on,
            )  # fmt: skip

    # --- What happened ---------------------------------------------------------------------------------

    def events(self, order: int, story: Story) -> Iterator[Event]:
        """A story's acts, each at its moment; `order` keeps stories of one moment apart."""
        state, when = story["state"], self.told(story, order)
        goes_out = when if state == "live" else self.start
        step = timedelta(minutes=1)
        written = (when if state != "scheduled" else self.start) - 40 * step
        writer = self.people[story["by"]]
        yield Event(written, order, partial(self.draft, story, goes_out))
        if state == "draft":
            return
        to = self.people.get(story.get("sent_to", ""))
        yield Event(written + 10 * step, order, partial(self.move, story, "submit", writer, to=to))
        if state in ("live", "scheduled"):
            approved = when if state == "live" else self.start - step
            yield Event(approved, order, partial(self.publish, story, when))
        for later in story.get("after", []):
            yield Event(moment(later["when"], self.start), order, partial(self.later, story, later))
        if approval := story.get("approval"):
            yield Event(moment(approval["when"], self.start), order, partial(self.approve, story, approval))
        for update in story.get("updates", []):
            yield Event(moment(update["when"], self.start), order, partial(self.update, story, update))

    def told(self, story: Story, order: int) -> datetime:
        """When a story goes out; one that only waits was written an hour before anything happened to it."""
        if "when" in story:
            return moment(story["when"], self.start)
        later = [moment(act["when"], self.start) for act in story.get("after", [])]
        return min([*later, self.start - timedelta(minutes=3 * order)]) - timedelta(hours=1)

    def draft(self, story: Story, goes_out: datetime) -> None:
        """Links to other stories are put in now: they are live by this moment."""
        snapshot = self.snapshot(story, goes_out)
        self.articles[story["key"]] = moves.create(
            by=self.people[story["by"]], write=lambda article: moves.put(article, snapshot)
        )

    def snapshot(self, story: Story, goes_out: datetime) -> dict[str, Any]:
        keep = ("kicker", "headline", "deck", "place", "genre")
        optional = ("list_headline", "photo_caption", "narasumber", "client")
        flags = ("about_child", "about_victim", "accuses", "unverified")
        ticks = story.get("ticked", [])
        due = story.get("deadline")
        return {
            **{name: story[name] for name in keep},
            **{name: story.get(name, "") for name in optional},
            **{name: story.get(name, False) for name in flags},
            "slug": "", "search_title": "", "share_text": "",
            "body": in_copy(self.filled(story["body"]), goes_out),
            "section_id": self.sections[story["section"]].pk,
            "also_in": [self.sections[key].pk for key in story.get("also_in", [])],
            "photo_id": self.photos[story["photo"]].pk if story.get("photo") else None,
            "fokus_id": self.fokus[story["fokus"]].pk if story.get("fokus") else None,
            "series_id": self.series[story["series"]].pk if story.get("series") else None,
            "part": story.get("part"),
            "verifies_id": self.articles[story["verifies"]].pk if story.get("verifies") else None,
            "ticked": [tick for tick in ticks if tick in (*checks.UNVERIFIED_TICKS, *checks.CHILD_TICKS)],
            "no_byline_reason": "",
            "priority": int(story.get("priority") == "urgent"),
            "commissioned_length": story.get("commissioned_length"),
            "deadline": moment(due, self.start).isoformat() if due else None,
            "tags": story["tags"],
            "credits": [[row["role"], self.authors[row["author"]].pk] for row in story["credits"]],
            "citations": [
                [self.sources[row["source"]].pk, row.get("url", ""), None] for row in story.get("sources", [])
            ],
        }  # fmt: skip

    def filled(self, body: str) -> str:
        def number(found: re.Match[str]) -> str:
            kind, key = found.groups()
            return str(self.photos[key].pk) if kind == "photo" else self.articles[key].story_id

        return PLACEHOLDER.sub(number, body).strip()

    def move(self, story: Story, name: str, by: User, note: str = "", to: User | None = None) -> None:
        article = self.fresh(story)
        self.articles[story["key"]] = moves.move(article, name, by=by, note=note, to=to)

    def publish(self, story: Story, when: datetime) -> None:
        article = self.fresh(story)
        publishing.publish(article, by=self.people[story["approved_by"]], seen=article.version, at=when)

    def later(self, story: Story, act: dict[str, Any]) -> None:
        by, article = self.people[str(act.get("by", story["by"]))], self.fresh(story)
        match act["act"]:
            case "correct":
                self.correct(article, act, by)
            case "withdraw":
                publishing.withdraw(article, by=by, ground=act["ground"], reason=act["reason"])
            case "hold":
                publishing.hold(article, by=by, reason=act["reason"])
            case "save":
                typed = {"body": replaced(article.body, act["body_replace"])}
                moves.save(article, by=by, seen=article.version, typed=typed, write=partial(put, typed=typed))
            case "add":
                additions.send(article, act["text"], by=by)
            case "ask_reply":
                told = {"asked_by": act["asked_by"], "words": act["words"]}
                replies.note(article, by=by, asked_at=published.now(), **told)
            case "resubmit":
                self.move(story, "submit", by, act.get("note", ""))
            case name:
                self.move(story, name, by, act.get("reason", ""))

    def correct(self, article: Article, act: dict[str, Any], by: User) -> None:
        changes = dict(act.get("changes", {}))
        if act.get("body_replace"):
            changes["body"] = replaced(article.body, act["body_replace"])
        text = act["notice"] if act["kind"] not in ("perbaikan_kecil", "pembaruan") else ""
        edition = publishing.correct(article, Correction(act["kind"], changes, text, second_tick=True), by=by)
        if other := act.get("approved_by"):
            look = article.second_looks.get(number=edition.number)
            publishing.second_look(look, by=self.people[other])

    def approve(self, story: Story, row: dict[str, Any]) -> None:
        until = published.now() + timedelta(hours=row["hours"])
        standing.approve(self.fresh(story), self.people[row["to"]], by=self.people[row["by"]], until=until)

    def update(self, story: Story, row: dict[str, Any]) -> None:
        """Of a live coverage, under the approval given before."""
        by = self.people[row["by"]]
        update = filing.add_update(self.fresh(story), by=by, headline=row["headline"], text=row["text"].strip())
        publishing.publish_update(update, by=by, seen=update.version)

    def plan(self, row: dict[str, Any]) -> None:
        by = self.people[row["by"]]
        plan = Plan(
            slug=row["slug"], section=self.sections[row["section"]], reporter=self.authors.get(row.get("reporter", "")),
            length=row.get("length"), due=moment(row["due"], self.start), brief=row.get("brief", ""), by=by,
        )  # fmt: skip
        planning.put(plan, by=by)
        if row.get("assigned"):
            planning.assign(plan, by=by)
        if why := row.get("dropped"):
            planning.drop(plan, by=by, why=why)

    def fresh(self, story: Story) -> Article:
        return Article.objects.get(pk=self.articles[story["key"]].pk)


def read(path: Path) -> Story:
    """A story under the key that others link to it by: `39-kim.toml` is `kim`."""
    return {"key": path.stem.split("-", 1)[1], **tomllib.loads(path.read_text())}


def keyed(rows: list[dict[str, Any]]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each row of a table under its key, without it."""
    return ((row["key"], {name: value for name, value in row.items() if name != "key"}) for row in rows)


def put(article: Article, typed: dict[str, Any]) -> None:
    moves.put(article, typed)


def replaced(body: str, pairs: list[list[str]]) -> str:
    for old, new in pairs:
        if old not in body:
            raise ValueError(f"not in the body: {old[:60]}")
        body = body.replace(old, new)
    return body
