"""The desk's nouns, split by what they are about."""

from articles.models.addition import Addition
from articles.models.article import Article, Conflict
from articles.models.buffer import Buffer
from articles.models.conditions import Lock, SignOff
from articles.models.links import Citation, Credit, Tagged
from articles.models.lists import Author, Fokus, Section, Series, Source, Tag
from articles.models.plan import Plan
from articles.models.preview_link import PreviewLink, Remark
from articles.models.quick import Development, FokusToCome, Received
from articles.models.reply_request import ReplyRequest
from articles.models.revision import Note, Revision
from articles.models.search_mark import SearchMark
from articles.models.second_look import SecondLook
from articles.models.source_correction import SourceCorrection, ToFollow
from articles.models.standing import StandingApproval
from articles.models.together import Delivery, Handover, Presence, Wishes, Word

__all__ = [
    "Addition", "Article", "Author", "Buffer", "Citation", "Conflict", "Credit", "Delivery", "Development", "Fokus",
    "FokusToCome", "Handover", "Lock", "Note", "Plan", "Presence", "PreviewLink", "Received", "Remark", "ReplyRequest",
    "Revision", "SearchMark", "SecondLook", "Section", "Series", "SignOff", "Source", "SourceCorrection",
    "StandingApproval", "Tag", "Tagged", "ToFollow", "Wishes", "Word",
]  # fmt: skip
