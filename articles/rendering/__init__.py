"""The markup of a body: what it may hold, how it is cleaned, what it says, and how it becomes readers' pages.

Pure: strings in, strings and plain lists out.
"""

from articles.rendering.cleaning import MAX_BYTES, TooLong, clean, too_deep
from articles.rendering.markup import MARKUP, MAX_LINKED_STORIES
from articles.rendering.paging import RENDERER_VERSION, render, whole
from articles.rendering.reading import (
    Segment,
    atom_texts,
    link_blocks,
    linked_stories,
    misplaced_links,
    paragraph_count,
    photo_ids,
    plain_text,
    segments,
    without_slots,
    word_count,
)

__all__ = [
    "MARKUP",
    "MAX_BYTES",
    "MAX_LINKED_STORIES",
    "RENDERER_VERSION",
    "Segment",
    "TooLong",
    "atom_texts",
    "clean",
    "link_blocks",
    "linked_stories",
    "misplaced_links",
    "paragraph_count",
    "photo_ids",
    "plain_text",
    "render",
    "segments",
    "too_deep",
    "whole",
    "without_slots",
    "word_count",
]
