"""What readers' pages show, gathered in a fixed number of queries: cards, lists, menus, pictures and page links.

Each page is of one moment, read once: all its queries ask what was live then.
"""

from editions.pages.addresses import absolute, canonical, feed_links, labelled
from editions.pages.changes import changes
from editions.pages.days import day_url, month
from editions.pages.fronts import front
from editions.pages.lists import ALL, EARLIEST, WORD, Card, as_cards, day_begun, day_of, listing, menu, row_of, sections
from editions.pages.moved import destination
from editions.pages.own import own_page
from editions.pages.picks import with_picks
from editions.pages.pictures import image
from editions.pages.popular import most_read
from editions.pages.righted import GROUNDS, apology, notice_rows
from editions.pages.stories import Story, Unsaved, read, story

__all__ = [
    "ALL", "EARLIEST", "GROUNDS", "WORD", "Card", "Story", "Unsaved", "absolute", "apology", "as_cards", "canonical",
    "changes", "day_begun", "day_of", "day_url", "destination", "feed_links", "front", "image", "labelled", "listing",
    "menu", "month", "most_read", "notice_rows", "own_page", "read", "row_of", "sections", "story", "with_picks",
]  # fmt: skip
