"""Clipboard samples of Word, Google Docs and WhatsApp, sent through the form: nothing a reader would miss is lost."""

from pathlib import Path

import pytest

from articles import pasting, rendering
from tests.cost import cost

SAMPLES = Path(__file__).parent / "pasted"
HEADING = "<h2>Yang perlu diketahui</h2>"
SENTENCE = (
    "<p>Feri <strong>Tuna Raya</strong> karam di <em>Selat Lumen</em>, kata "
    '<a href="https://basarnas.go.id/kabar?id=7&amp;b=2">Basarnas</a>.</p>'
)
LISTS = (
    "<ul><li><p>Penumpang: 40 orang</p></li><li><p>Awak: 6 orang</p></li></ul><p>Urutannya:</p>"
    "<ol><li><p>Berangkat</p></li><li><p>Karam</p></li></ol>"
)
TABLE = (
    "<table><tbody><tr><td><p><strong>Hari</strong></p></td><td><p><strong>Korban</strong></p></td></tr>"
    "<tr><td><p>Senin</p></td><td><p>3</p></td></tr></tbody></table>"
)


@pytest.mark.parametrize(
    ("sample", "text"),
    [
        ("word", HEADING + SENTENCE + LISTS + TABLE),
        ("google-docs", HEADING + SENTENCE + LISTS + TABLE),
        ("whatsapp-web", SENTENCE + LISTS),
    ],
)
def test_a_sample_comes_out_as_the_markup_table_allows_with_nothing_lost(newsroom, sample, text):
    article = newsroom.draft()
    newsroom.save(article, newsroom.ani, body=rendering.clean((SAMPLES / f"{sample}.html").read_text()))
    article.refresh_from_db()
    assert article.body == text
    assert rendering.clean(article.body) == text


@pytest.mark.parametrize("piece", ["<p mso-list:", "<span font-weight:700", "<b font-weight:", "<p x>mso-list:<![if "])
def test_hostile_text_costs_no_more_a_letter_where_there_is_more_of_it(piece):
    def read(letters):
        text = piece * (letters // len(piece))
        return cost(lambda: pasting.by_tags(text))

    assert read(300_000) < 10 * read(75_000)
