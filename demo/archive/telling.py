"""Tells a newsroom's years: affairs that begin, go on and come back, and the stories written about them, in order.

The same seed tells the same stories, whatever machine and database.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar

from almanac import dates
from articles.models.story_id import ALPHABET
from articles.publishing.past import Later, Told
from demo.archive.words import Template, Theme, Words, by_rank, by_weight

A_DAY = 300
"""Stories that the newsroom files on one day."""

PER_AFFAIR = 12
"""Stories about one affair, on the average; few have hundreds, most a handful."""

AT_ONCE, REMEMBERED = 90, 4000
"""Affairs that the newsroom follows at one time, and those it may come back to."""

OFTEN = (0.85, 0.4, 0.5, 0.6, 0.25)
"""How often a story has each tag of its affair: two of the theme, the place, the affair's own, its main person."""

GENRES = by_weight({"news": 93, "opinion": 2, "analysis": 2, "photo_story": 1, "video": 1, "advertorial": 1})
LENGTH = 8
IDS = len(ALPHABET) ** LENGTH
STEP = 387_420_489_601
"""Shares no divisor with `IDS`, so that as many numbers in a row have as many different ids."""

T = TypeVar("T")
Pools = dict[str, Sequence[str]]


@dataclass
class Affair:
    """Something that happens over days: where, with whom, and what it is called."""

    theme: Theme
    section: str
    pools: Pools
    tags: list[str]
    told: list[str] = field(default_factory=list)
    """Ids of the stories about it so far."""


class Telling:
    def __init__(self, *, seed: int, stories: int, until: datetime, photos: Sequence[int] = ()) -> None:
        self.chance = random.Random(seed)
        self.draw = self.chance.random
        self.stories, self.photos = stories, photos
        self.until, self.begins = until, until - timedelta(days=max(3.0, stories / A_DAY))
        self.today, self.days = date.min, [""]
        self.first_id = self.chance.randrange(IDS)
        self.words = words = Words()
        self.firsts, self.lasts = by_rank(self.chance, words.first), by_rank(self.chance, words.last)
        self.places, self.themes = by_rank(self.chance, words.places), by_rank(self.chance, words.themes, 256)
        self.authors = by_rank(self.chance, [self._name() for _person in range(60)])
        self.editors = by_rank(self.chance, [self._name() for _person in range(9)])
        self.figures = self._figures()
        self.current = [self._affair() for _place in range(AT_ONCE)]
        self.past: list[Affair] = []

    def all(self) -> Iterator[Told]:
        """Every story, from the oldest on."""
        span = self.until - self.begins
        for number in range(self.stories):
            yield self._story(number, self.begins + span * ((number + self.draw()) / self.stories))

    # --- Affairs -----------------------------------------------------------------------------------------

    def _affair(self) -> Affair:
        theme, place = self._pick(self.themes), self._pick(self.places)
        own = f"{theme.name} {self._coined()}"
        people = [self._name() for _person in range(5)]
        other = self._pick(self.themes)
        things = self.chance.sample(theme.things, 8)
        bodies = [f"{self._pick(self.words.bodies)} {place}" for _body in range(3)]
        pools: Pools = {
            "orang": [f"{self._pick(self.words.jobs)} {place} {name}" for name in people],
            "nama": people, "lembaga": bodies, "tempat": [place, place, self._pick(self.places)],
            "desa": [f"{self._pick(('Desa', 'Kampung', 'Dusun'))} {self._coined()}" for _village in range(3)],
            "hal": things[:5], "lain": [*things[5:], self._pick(other.things), self._pick(other.things)],
            "laku": self.chance.sample(theme.doings, 5), "pokok": [own],
        }  # fmt: skip
        pools |= {name.title(): [word.title() for word in pools[name]] for name in ("hal", "lain", "laku", "lembaga")}
        tags = [*self.chance.sample(theme.tags, 2), place, own.title(), people[0]]
        return Affair(theme, self._pick(theme.sections), pools | self.figures, tags)

    def _followed(self) -> Affair:
        """The affair that the next story is about; the foremost get most of the stories."""
        chance = self.draw()
        if chance < 1 / PER_AFFAIR:
            place = int(self.draw() * AT_ONCE)
            self._remember(self.current[place])
            self.current[place] = self._affair()
            return self.current[place]
        if chance > 0.97 and self.past:
            return self._pick(self.past)
        return self.current[int(self.draw() ** 2 * AT_ONCE)]

    def _remember(self, affair: Affair) -> None:
        if len(self.past) < REMEMBERED:
            self.past.append(affair)
        else:
            self.past[int(self.draw() * REMEMBERED)] = affair

    # --- Stories -----------------------------------------------------------------------------------------

    def _story(self, number: int, at: datetime) -> Told:
        affair, draw = self._followed(), self.draw
        pools = affair.pools
        pools["hari"] = self._days(at)
        tags = [tag for tag, often in zip(affair.tags, OFTEN, strict=True) if draw() < often]
        story = Told(
            story_id=self._id(number), at=at, section=affair.section,
            headline=_capital(self._say("headlines", pools))[:200],
            deck=_capital(self._say("decks", pools)) if draw() < 0.7 else "",
            body=self._body(affair), place=pools["tempat"][0] if draw() < 0.8 else "",
            genre=self._pick(GENRES), author=self._pick(self.authors), editor=self._pick(self.editors),
            source=self._pick(self.words.outlets) if draw() < 0.25 else "", tags=tags,
            photo=self._pick(self.photos) if self.photos and draw() < 0.7 else None,
        )  # fmt: skip
        story.later = self._afterwards(story, pools)
        affair.told.append(story.story_id)
        del affair.told[:-5]
        return story

    def _body(self, affair: Affair) -> str:
        draw, pools = self.draw, affair.pools
        paragraphs = [f"<p>{_capital(self._say('openings', pools))}</p>"]
        for _paragraph in range(4 + int(draw() * 4 + draw() * 5)):
            sentences = [_capital(self._say("sentences", pools)) for _sentence in range(1 + int(draw() * 2.4))]
            paragraphs.append(f"<p>{' '.join(sentences)}</p>")
        if affair.told and draw() < 0.4:
            links = " ".join(affair.told[-1 - int(draw() ** 3 * 3) :])
            paragraphs.insert(2 + int(draw() * 2), f'<div data-baca-juga="{links}"></div>')
        if self.photos and draw() < 0.05:
            figure = f'<figure data-photo="{self._pick(self.photos)}" data-caption="" data-credit=""></figure>'
            paragraphs.insert(2, figure)
        if len(paragraphs) > 9 and draw() < 0.4:
            paragraphs.insert(5, "<hr data-page-break>")
        return "".join(paragraphs)

    def _afterwards(self, story: Told, pools: Pools) -> list[Later]:
        chance, at = self.draw(), story.at + timedelta(minutes=7 + 4000 * self.draw() ** 3)
        if chance > 0.024 or at >= self.until:
            return []
        if chance < 0.004:
            return [Later("withdraw", at, _capital(self._say("withdrawals", pools)), ground="keliru")]
        corrected = story.body.replace("</p><p>", f"</p><p>{_capital(self._say('sentences', pools))} ", 1)
        words = _capital(self._say("corrections", pools))
        return [Later("correct", at, words, changed={"body": corrected})]

    # --- Words -------------------------------------------------------------------------------------------

    def _say(self, kind: str, pools: Pools) -> str:
        draw, templates = self.draw, self.words.templates[kind]
        chosen: Template = templates[int(draw() * len(templates))]
        lists = [pools[place] for place in chosen.places]
        return chosen.form % tuple([words[int(draw() * len(words))] for words in lists])

    def _pick(self, many: Sequence[T]) -> T:
        return many[int(self.draw() * len(many))]

    def _name(self) -> str:
        return f"{self._pick(self.firsts)} {self._pick(self.lasts)}"

    def _coined(self) -> str:
        """A name that nothing else has, or next to nothing."""
        count = 2 + int(self.draw() * 2.2)
        return "".join(self._pick(self.words.syllables) for _syllable in range(count)).capitalize()

    def _figures(self) -> Pools:
        draw = self.draw
        numbers = [str(2 + int(400 * draw() ** 3)) for _number in range(500)]
        sums = [f"Rp{1 + int(900 * draw() ** 2)} {self._pick(('ribu', 'juta', 'miliar'))}" for _sum in range(500)]
        shares = [f"{int(1 + 60 * draw() ** 2)},{int(10 * draw())}" for _share in range(300)]
        return {"angka": numbers, "uang": sums, "persen": shares}

    def _days(self, at: datetime) -> list[str]:
        """Days as copy prints them: today, and yesterday now and then."""
        today = dates.local(at).date()
        if today != self.today:
            self.today, yesterday = today, today - timedelta(days=1)
            self.days = [dates.in_copy(today), dates.in_copy(today), dates.in_copy(yesterday)]
        return self.days

    def _id(self, number: int) -> str:
        """One of all ids, each once, in no order that anybody sees."""
        rest, letters = (self.first_id + number * STEP) % IDS, []
        for _place in range(LENGTH):
            rest, letter = divmod(rest, len(ALPHABET))
            letters.append(ALPHABET[letter])
        return "".join(letters)


def _capital(text: str) -> str:
    """The sentence with its first letter large, behind an opening quotation mark too."""
    start = 1 if text.startswith('"') else 0
    return text[:start] + text[start : start + 1].upper() + text[start + 1 :]
