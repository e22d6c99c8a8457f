"""What readers should have got, told from the acts alone: plain Python, no database, nothing of the newsroom's code.

Acts of one story in their order go in; for any moment out come the text, its lists and its notices.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime


@dataclass(frozen=True)
class Text:
    headline: str
    lists: frozenset[str]


@dataclass(frozen=True)
class Did:
    """One act. `text` is what was approved, `begins` when it was to be live, `notice` (kind, words) what is told."""

    verb: str
    at: datetime
    text: Text | None = None
    begins: datetime | None = None
    notice: tuple[str, str] | None = None
    words: str = ""
    """The reason of a withdrawal."""
    later: Text | None = None
    """Of a correction: the text to come, with the correction in it."""
    calls_off: bool = False
    """Of a correction: what was to come does not go out."""
    merged: tuple[str, str] = ("", "")
    """Of a merge: the list that ends, and the one in which its stories stand from then on."""


@dataclass(frozen=True)
class Gets:
    """What a reader gets: `shown` is nothing, live, held, withdrawn or joined."""

    shown: str = "nothing"
    text: Text | None = None
    """While held or withdrawn: the text that would come back."""
    notices: tuple[tuple[str, str], ...] = ()
    """All that was put right, in the public list of it, oldest first."""
    since: datetime | None = None
    """When the story first went out."""

    @property
    def headline(self) -> str:
        return self.text.headline if self.shown == "live" and self.text else ""

    @property
    def lists(self) -> frozenset[str]:
        return self.text.lists if self.shown == "live" and self.text else frozenset()

    @property
    def status(self) -> int:
        return {"nothing": 404, "live": 200, "held": 200, "withdrawn": 410, "joined": 301}[self.shown]


def gets(acts: Iterable[Did], moment: datetime) -> Gets:
    """What a reader gets of one story at a moment."""
    now, to_come, into = Gets(), None, {}
    for act in acts:
        if act.at > moment:
            break
        now, to_come = _born(now, to_come, act.at)
        if act.verb == "merge":
            old, new = act.merged
            into = {key: new if survivor == old else survivor for key, survivor in into.items()} | {old: new}
        now, to_come = _after(act, now, to_come)
    return _standing(_born(now, to_come, moment)[0], into)


def _standing(now: Gets, into: dict[str, str]) -> Gets:
    """A list that was merged is the one it was merged into."""
    if now.text is None:
        return now
    return replace(now, text=replace(now.text, lists=frozenset(into.get(key, key) for key in now.text.lists)))


def _born(now: Gets, to_come: Did | None, moment: datetime) -> tuple[Gets, Did | None]:
    """What was to come is live once its moment has come, whoever looks."""
    if to_come is None or to_come.begins > moment:
        return now, to_come
    return replace(now, shown="live", text=to_come.text, since=now.since or to_come.begins), None


def _after(act: Did, now: Gets, to_come: Did | None) -> tuple[Gets, Did | None]:  # noqa: PLR0911 - a row per verb
    told = (*now.notices, act.notice) if act.notice else now.notices
    match act.verb:
        case "publish" | "publish_own":
            return _born(now, act, act.at)
        case "amend":
            return _born(now, replace(act, begins=to_come.begins), act.at)
        case "reschedule" | "publish_now":
            return _born(now, replace(act, text=to_come.text), act.at)
        case "cancel":
            return now, None
        case "correct":
            if to_come and act.later:
                to_come = replace(to_come, text=act.later)
            return replace(now, shown="live", text=act.text, notices=told), None if act.calls_off else to_come
        case "hold":
            return replace(now, shown="held"), None
        case "withdraw":
            return replace(now, shown="withdrawn", notices=(*told, ("pencabutan", act.words))), None
        case "join":
            return replace(now, shown="joined"), None
        case "lift" | "reinstate":
            return replace(now, shown="live"), to_come
    return now, to_come
