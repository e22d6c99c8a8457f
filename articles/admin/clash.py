"""Two texts saved on top of one another: fields and blocks that both changed, each to be chosen with one click."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from almanac.numbers import whole
from articles import three_way
from articles.admin import wording
from articles.models import Revision
from prose import merging
from prose.blocks import blocks
from prose.merging import Piece


@dataclass(frozen=True)
class Clash:
    """Two texts saved on top of one another; what both changed, and what each typed."""

    mine: Revision
    theirs: Revision
    base: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, mine: Revision, theirs: Revision) -> "Clash":
        before = Revision.objects.filter(article=mine.article_id, version=mine.version, side=False).first()
        return cls(mine, theirs, before.snapshot if before else {})

    def merged(self) -> tuple[dict[str, Any], list[str]]:
        return three_way.merged(self.base, self.mine.snapshot, self.theirs.snapshot)

    @property
    def own(self) -> bool:
        """Whether one person saved both, in two tabs or on two devices."""
        return self.mine.by_id == self.theirs.by_id

    def called(self) -> dict[str, str]:
        """What each text is called, and the button that takes it."""
        if self.own:
            return {
                "mine": _("this tab"), "theirs": _("the other tab"),
                "take_mine": _("Use this tab's"), "take_theirs": _("Use the other tab's"),
            }  # fmt: skip
        name = str(self.theirs.by or _("The system"))
        take = _("Use %(name)s's") % {"name": name}
        return {"mine": _("yours"), "theirs": name, "take_mine": _("Use mine"), "take_theirs": take}

    def differences(self) -> list[wording.Difference]:
        """Each field that both changed: theirs struck out, mine added. A body's blocks stand for themselves."""
        _text, clashes = self.merged()
        return wording.differences(self.theirs.snapshot, self.mine.snapshot, [one for one in clashes if one != "body"])

    def pieces(self) -> list[Piece]:
        return three_way.pieces_of(self.base, self.mine.snapshot, self.theirs.snapshot)

    def blocks(self) -> list[dict[str, Any]]:
        """Each place of the body that both changed, with both texts."""
        if "body" not in self.merged()[1]:
            return []
        return [
            {
                "name": f"body.{number}", "mine": _reading(piece.mine), "theirs": _reading(piece.theirs),
                "number": number,
            }
            for number, piece in enumerate(self.pieces())
            if piece.clashes
        ]  # fmt: skip

    def choose(self, typed: dict[str, Any], wanted: str) -> dict[str, Any]:
        """What was typed, with one field (or all that clash: `*`) taken from a side: `headline:theirs`."""
        name, _colon, side = wanted.partition(":")
        field_name, _dot, number = name.partition(".")
        if number:
            return typed | {field_name: self._with_block(typed["body"], number, side)}
        source = self.theirs if side == "theirs" else self.mine
        names = self.merged()[1] if name == "*" else [name]
        return typed | {one: source.snapshot[one] for one in names if one in source.snapshot}

    def _with_block(self, body: str, number: str, side: str) -> str:
        """The body in hand with one clashing place as this side has it, or as both have it, one after the other."""
        pieces = self.pieces()
        at = whole(number, len(pieces))
        if at >= len(pieces):
            return body
        piece = pieces[at]
        wanted = {"mine": piece.mine, "theirs": piece.theirs}.get(side, piece.both)
        return "".join(merging.put(blocks(body), pieces, at, wanted))


def _reading(block: list[str]) -> Any:
    return wording.reading("".join(block))
