"""Named people, sections and makers that every test shares.

The clock is stopped well ahead of the machine's own, since the guards measure an edition's end by the real one.
"""

from __future__ import annotations

from contextlib import ExitStack
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from accounts.models import Right, User
from accounts.roles import Bundle
from articles import moves, publishing
from articles.models import Article, Author, Credit, Section, Source
from editions import clock
from photos.models import Photo
from tests.photos.pictures import photo_file

WIB = ZoneInfo("Asia/Jakarta")
MONDAY = datetime(2035, 9, 3, 10, 0, tzinfo=WIB)
BODY = "<p>Kapal perintis tiba di Larantuka.</p><p>Warga menyambut di dermaga.</p><p>Muatan diturunkan.</p>"
PASSWORD = "kata-sandi-panjang"


class Newsroom:
    """Ani and Budi report, Citra and Dedi edit, Eko is managing editor, Fitri keeps the accounts, Gita is new."""

    def __enter__(self) -> Newsroom:
        self._stack = ExitStack()
        self.at(MONDAY)
        self.national = Section.objects.create(name="Nasional", slug="nasional", position=1)
        self.region = Section.objects.create(name="Daerah", slug="daerah", position=2)
        self.east = Section.objects.create(name="Timur", slug="timur", parent=self.region, position=3)
        self.reuters = Source.objects.create(name="Reuters", slug="reuters", url="https://www.reuters.com/")
        self.ani, self.budi = self.person("ani", Bundle.REPORTER), self.person("budi", Bundle.REPORTER)
        self.citra, self.dedi = self.person("citra", Bundle.EDITOR), self.person("dedi", Bundle.EDITOR)
        self.eko = self.person("eko", Bundle.MANAGING_EDITOR)
        self.fitri = self.person("fitri", Bundle.ADMINISTRATOR)
        self.gita = self.person("gita", Bundle.INTERN)
        return self

    def __exit__(self, *_error: object) -> None:
        self._stack.close()

    # --- Time -------------------------------------------------------------------------------------

    def at(self, moment: datetime) -> None:
        self._stack.close()
        self.now = moment
        self._stack.enter_context(clock.stopped_at(moment))

    def step(self, **delta: float) -> datetime:
        self.at(self.now + timedelta(**delta))
        return self.now

    # --- Makers -----------------------------------------------------------------------------------

    def person(self, username: str, *bundles: str, section: int | None = None) -> User:
        user = User.objects.create_user(username, PASSWORD, name=username.title())
        for bundle in bundles:
            Right.objects.create(user=user, bundle=bundle, section=section)
        Author.objects.create(name=username.title(), slug=username, user=user)
        return user

    def snapshot(self, by: User | None = None, **fields: object) -> dict[str, object]:
        empty = Article(section=self.national, headline="Kapal perintis tiba", body=BODY, deck="Muatan pertama")
        credits = [[Credit.Role.REP, by.author.pk]] if by else []
        return empty_snapshot(empty) | {"credits": credits} | fields

    def draft(self, by: User | None = None, **fields: object) -> Article:
        by = by or self.ani
        snapshot = self.snapshot(by, **fields)
        return moves.create(by=by, write=lambda article: moves.put(article, snapshot))

    def submitted(self, by: User | None = None, **fields: object) -> Article:
        by = by or self.ani
        return moves.move(self.draft(by, **fields), "submit", by=by)

    def live(self, by: User | None = None, **fields: object) -> Article:
        article = self.submitted(by, **fields)
        publishing.publish(article, by=self.citra, seen=article.version)
        article.refresh_from_db()
        return article

    def scheduled(self, at: datetime, **fields: object) -> Article:
        article = self.submitted(**fields)
        publishing.publish(article, by=self.citra, seen=article.version, at=at)
        article.refresh_from_db()
        return article

    def photo(self, *, by: User | None = None, **words: object) -> Photo:
        """With all that a story needs of one."""
        whole = {"caption": "Kapal di dermaga", "credit": "Ani", "alt": "Kapal"}
        return Photo.objects.add(photo_file(), by=by or self.ani, **whole | words)

    def save(self, article: Article, by: User, *, seen: int | None = None, **typed: object) -> Article:
        """As the form does it."""
        return moves.save(
            article, by=by, seen=seen or article.version, typed=typed, write=lambda row: moves.put(row, typed)
        )


def empty_snapshot(article: Article) -> dict[str, object]:
    """A snapshot of an article that has no row yet, and so no links."""
    from articles.models.article import STAMPED, TYPED

    plain = {name: getattr(article, name) for name in TYPED}
    return plain | {**dict.fromkeys(STAMPED), "also_in": [], "tags": [], "credits": [], "citations": []}
