"""Bodies: what the sanitiser keeps, and how a body becomes readers' pages."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from articles import rendering
from articles.rendering import (
    MARKUP,
    MAX_BYTES,
    TooLong,
    clean,
    cleaning,
    linked_stories,
    misplaced_links,
    photo_ids,
    plain_text,
    render,
    segments,
    whole,
    word_count,
)
from prose.blocks import blocks
from tests.cost import cost

REUTERS = {"name": "Reuters", "url": "https://www.reuters.com/a?b=1&c=2"}
AP = {"name": "AP", "url": ""}
PLACE = "REPUBLIKA.CO.ID, SEOUL --"
EVERYTHING = (
    '<p>Satu <strong>dua <em>tiga</em></strong> <a href="https://contoh.id/?a=1&amp;b=2">empat</a>.</p>'
    "<h2>Anak judul</h2><h3>Cucu judul</h3>"
    "<ul><li><p>a</p></li><li><p>b</p></li></ul><ol><li><p>c</p></li></ol>"
    '<table><tbody><tr><th colspan="2"><p>Kepala</p></th></tr>'
    "<tr><td><p>x</p></td><td><p></p></td></tr></tbody></table>"
    "<blockquote><p>Petikan</p></blockquote>"
    '<aside class="pull-quote"><p>Kutipan</p></aside>'
    '<aside class="fact-box"><h3>Fakta</h3><p>Isi</p><ul><li><p>butir</p></li></ul></aside>'
    '<figure data-photo="12" data-caption="Kim &quot;Un&quot; &lt;b&gt;" data-credit="AP"></figure>'
    '<div data-gallery="12 13"></div>'
    '<div data-baca-juga="abcd12 efgh34"></div>'
    '<div data-embed="https://x.com/a/1" data-author="@a" data-text="halo"></div>'
    "<hr data-page-break>"
    "<p>baris<br>baru</p>"
)


def text_of(page):
    return re.sub(r"<[^>]*>", "", "".join(segment.get("html", "") for segment in page))


def pages_of(html, *, dateline=PLACE, sources=(), notice=""):
    return render(segments(html), dateline=dateline, sources=sources, notice=notice)


# --- What is kept --------------------------------------------------------------------------------------


def test_everything_in_the_table_of_markup_is_kept_as_it_is():
    assert clean(EVERYTHING) == EVERYTHING
    assert set(re.findall(r"<(\w+)", EVERYTHING)) == {element.tag for element in MARKUP}


@pytest.mark.parametrize(
    ("given_html", "kept"),
    [
        ("<p></p><p> </p><p><br></p><p>&nbsp;</p>", ""),
        ("lepas", "<p>lepas</p>"),
        ("<section>a</section><section>b</section>", "<p>a</p><p>b</p>"),
        ("<p>a<hr>b</p>", "<p>a</p><p>b</p>"),
        ("<p><span style='color:red' class=x id=y>a</span></p>", "<p>a</p>"),
        ("<p class='pull-quote' onclick='x()'>a</p>", "<p>a</p>"),
        ("<aside class='other'><p>a</p></aside>", "<p>a</p>"),
        ("<h1>a</h1><h5>b</h5>", "<h2>a</h2><h3>b</h3>"),
        ("<p><b>a</b><i>b</i></p>", "<p><strong>a</strong><em>b</em></p>"),
        ("<p><em>a <strong>b</strong></em></p>", "<p><em>a </em><strong><em>b</em></strong></p>"),
        ("<b id='docs-internal-guid'><p>a</p></b>", "<p><strong>a</strong></p>"),
        ("<p>a  \n b <br> c </p>", "<p>a b<br>c</p>"),
        (
            "<ul><li>a<ul><li>b</li></ul>c</li></ul>",
            "<ul><li><p>a</p></li><li><p>b</p></li><li><p>c</p></li></ul>",
        ),
        ("<ol start=7 type=a><li>a</ol>", "<ol><li><p>a</p></li></ol>"),
        ("<table><thead><tr><th>a</table>", "<table><tbody><tr><th><p>a</p></th></tr></tbody></table>"),
        ("<table><tr><td> </table>", ""),
        (
            "<table><tr><td colspan=1 rowspan=x>a</table>",
            "<table><tbody><tr><td><p>a</p></td></tr></tbody></table>",
        ),
        ("<blockquote>a<h2>b</h2></blockquote>", "<blockquote><p>a</p><p>b</p></blockquote>"),
        ("<script>alert(1)</script><style>p{}</style><p>a</p>", "<p>a</p>"),
        ("<figure><img src=x><figcaption>a</figcaption></figure>", "<p>a</p>"),
        ("<figure data-photo='x'></figure><figure data-photo='0'></figure>", ""),
        ("<div data-gallery='3 x 3 4'></div>", '<div data-gallery="3 4"></div>'),
        ("<div data-gallery='x'></div>", ""),
        ("<div data-baca-juga='abcd ABCD abcd x'></div>", '<div data-baca-juga="abcd"></div>'),
        (
            "<div data-baca-juga='aaaa bbbb cccc dddd eeee ffff'></div>",
            '<div data-baca-juga="aaaa bbbb cccc dddd eeee"></div>',
        ),
        ("<div data-baca-juga='!'></div>", ""),
        ("<div data-embed='http://x.id/'></div><div data-embed='javascript:x'></div>", ""),
        ("<p>a \x00\x0b\ud800b</p>", "<p>a b</p>"),
    ],
)
def test_the_sanitiser_keeps(given_html, kept):
    assert clean(given_html) == kept
    assert clean(kept) == kept


@pytest.mark.parametrize(
    "address",
    ["https://contoh.id/a", "http://contoh.id", "mailto:redaksi@contoh.id", "/berita/abcd12/judul/"],
)
def test_a_link_may_lead_to(address):
    assert clean(f'<p><a href="{address}">a</a></p>') == f'<p><a href="{address}">a</a></p>'


@pytest.mark.parametrize(
    "address",
    [
        *(
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java\tscript:alert(1)",
            "data:text/html,x",
            "vbscript:x",
        ),
        *(
            "//contoh.id/",
            "/\\contoh.id",
            "/\t/contoh.id",
            "berita.html",
            "#atas",
            "",
            "https:",
            "ftp://contoh.id",
        ),
    ],
)
def test_a_link_to_anywhere_else_leaves_its_words_alone(address):
    assert clean(f'<p><a href="{address}">a</a></p>') == "<p>a</p>"


def test_a_picture_inside_a_quote_moves_behind_it_and_is_not_lost():
    given_html = "<blockquote><p>a</p><figure data-photo='5'></figure></blockquote><p>b</p>"
    picture = '<figure data-photo="5" data-caption="" data-credit=""></figure>'
    assert clean(given_html) == f"<blockquote><p>a</p></blockquote>{picture}<p>b</p>"


def test_a_body_that_is_too_long_is_refused_before_it_is_parsed():
    with pytest.raises(TooLong, match="paling banyak 400 kB"):
        clean("<p>" + "a" * MAX_BYTES)


def test_a_body_that_grows_too_long_when_escaped_is_refused_at_once_and_not_at_publication():
    with pytest.raises(TooLong):
        clean("<p>" + "&" * (MAX_BYTES - 100))


@pytest.mark.parametrize("nested", ["<div>", "<b>", "<table><tr><td>", "<ul><li>", "<blockquote>", "<x-a>"])
def test_a_body_nested_to_choke_a_parser_is_refused_quickly(nested):
    def refused():
        with pytest.raises(TooLong, match="bersusun 100 tingkat"):
            clean(nested * (MAX_BYTES // len(nested)))

    assert cost(refused) < 50 * cost(lambda: clean("<p>Feri tiba di Muara.</p>" * (MAX_BYTES // 32)))


@pytest.mark.parametrize("nested", ["<div><table><td></div></table>", "<b><p></b>", "<a href=/x><ul></a></ul>"])
def test_nesting_that_hides_from_the_count_ends_in_text_and_not_in_a_crash(nested):
    once = clean(nested * 2000 + "akhir")
    assert "akhir" in once
    assert clean(once) == once


# --- Hostile markup ------------------------------------------------------------------------------------

NAMES = st.sampled_from(
    [
        *(
            "p",
            "a",
            "strong",
            "em",
            "br",
            "h1",
            "h2",
            "h3",
            "ul",
            "ol",
            "li",
            "table",
            "tbody",
            "tr",
            "th",
            "td",
        ),
        *("blockquote", "aside", "figure", "div", "hr", "b", "i", "span", "script", "style", "svg", "math"),
        *("iframe", "img", "template", "noscript", "textarea", "title", "select", "option", "form", "object"),
        *("xmp", "plaintext", "frameset"),
    ]
)
ATTRIBUTES = st.sampled_from(
    [
        *(
            "",
            " onclick=alert(1)",
            " onerror='alert(1)'",
            " style='x:expression(1)'",
            " id=x",
            " class=pull-quote",
        ),
        *(" class='fact-box'", " href=javascript:alert(1)", ' href="/a"', " href='https://a.id/\"><script>'"),
        *(
            " href=//a.id",
            " data-photo=12 data-caption='<script>'",
            " data-gallery='1 x 2'",
            " data-page-break",
        ),
        *(" data-baca-juga='abcd efgh abcd'", " data-embed='https://a.id/&quot;onload=1' data-text='</div>'"),
        " data-embed='https://a.id/' data-when='&lt;b&gt;12/9' data-photo='7' data-ai='\"><b>'",
        *(" colspan=3", " rowspan=-1", " src=x", " srcdoc='<script>'", ' xlink:href="javascript:x"'),
    ]
)
TEXT = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["kata", " ", "&nbsp;", "&lt;script&gt;", "&#13;", "<!--", "-->", "<![CDATA[", "]]>", "</", '"', "."]
    ),
)
PIECES = st.one_of(
    st.builds(lambda name, extra: f"<{name}{extra}>", NAMES, ATTRIBUTES),
    st.builds(lambda name: f"</{name}>", NAMES),
    TEXT,
)
HOSTILE = st.lists(PIECES, max_size=40).map("".join)
OPENING_TAG = (
    r"<(?:p|strong|em|br|h2|h3|ul|ol|li|table|tbody|tr|blockquote|/\w+"
    r'|a href="(?:https?://|mailto:|/(?![/\\]))[^"<>]*"'
    r'|t[hd](?: colspan="\d+")?(?: rowspan="\d+")?'
    r'|aside class="(?:pull-quote|fact-box)"'
    r'|figure data-photo="\d+" data-caption="[^"<>]*" data-credit="[^"<>]*"'
    r'|div data-gallery="[\d ]+"|div data-baca-juga="[a-z0-9 ]+"'
    r'|div data-embed="https://[^"<>]*" data-author="[^"<>]*" data-text="[^"<>]*"'
    r'(?: data-when="[^"<>]*")?(?: data-photo="\d+")?(?: data-ai="1")?'
    r"|hr data-page-break)>"
)


@settings(max_examples=600, deadline=None)
@given(HOSTILE)
def test_no_hostile_markup_survives_cleaning(html):
    # Every "<" opens one of the tags a body may hold, spelled exactly so: no room for a handler or a script.
    assert "<" not in re.sub(OPENING_TAG, "", clean(html))


@settings(max_examples=600, deadline=None)
@given(HOSTILE)
def test_cleaning_twice_changes_nothing(html):
    once = clean(html)
    assert clean(once) == once


WORDS = st.text(
    st.sampled_from("a .<>&\xa0\x00\x0b\x1f\x7f\x85\u2003\u200b\ufdd0\ufeff\ufffe\U0001f600'\"") | st.characters(),
    max_size=8,
)
ENTITIES = st.sampled_from(["&amp;", "&lt;", "&gt;", "&nbsp;", "&quot;", "&amp", "&#38;", " ", "  ", "kata"])
SLOTS = st.sampled_from(
    [
        '<div data-baca-juga="abcd2345"></div>', '<div data-baca-juga="abc"></div>', "<hr data-page-break>",
        '<figure data-photo="7" data-caption="" data-credit=""></figure>', '<figure data-photo="0"></figure>',
    ]
)  # fmt: skip
PARAGRAPH = st.lists(WORDS | ENTITIES, max_size=4).map("".join).map("<p>{}</p>".format)
PARAGRAPHS = st.lists(PARAGRAPH | SLOTS, max_size=5).map("".join)


@settings(max_examples=1500, deadline=None)
@given(PARAGRAPHS | HOSTILE)
def test_the_short_way_for_plain_paragraphs_gives_what_the_parser_gives(html):
    short = clean(html)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cleaning, "_PLAIN_BODY", re.compile("(?!)"))
        assert short == clean(html)


def test_plain_paragraphs_take_the_short_way(monkeypatch):
    monkeypatch.setattr(cleaning, "LexborHTMLParser", None)
    plain = "<p>Kapal tiba, kata \u201cnakhoda\u201d.</p><p>Tom &amp; Jerry 5 &lt; 6</p>"
    assert clean(plain) == plain


@settings(max_examples=300, deadline=None)
@given(HOSTILE)
def test_segments_and_blocks_hold_the_whole_body_and_survive_json(html):
    cleaned = clean(html)
    found = segments(html)
    assert json.loads(json.dumps(found)) == found
    assert "".join(blocks(cleaned)) == cleaned
    assert plain_text("".join(segment.get("html", "") for segment in found)) == plain_text(cleaned)


@settings(max_examples=300, deadline=None)
@given(HOSTILE)
def test_the_full_view_is_the_body_rendered_without_its_page_breaks(html):
    cleaned = clean(html)
    uncut = pages_of(cleaned.replace("<hr data-page-break>", ""), sources=[REUTERS])
    assert whole(pages_of(cleaned, sources=[REUTERS])) == uncut[0]


# --- Reading a body ------------------------------------------------------------------------------------


def test_a_post_elsewhere_keeps_its_time_and_its_picture_where_given():
    whole = (
        '<div data-embed="https://x.com/a/1" data-author="@a" data-text="halo" data-when="12/9" data-photo="7"></div>'
    )
    assert clean(whole) == whole
    assert clean(whole.replace('"7"', '"x"').replace("12/9", " ")) == whole.partition(" data-when")[0] + "></div>"
    assert segments(whole) == [
        {"embed": "https://x.com/a/1", "author": "@a", "text": "halo", "when": "12/9", "picture": 7}
    ]
    assert photo_ids(whole) == [7]


def test_a_post_elsewhere_keeps_that_it_was_made_by_ai():
    post = '<div data-embed="https://x.com/a/1" data-author="@a" data-text="halo" data-ai="1"></div>'
    assert clean(post) == clean(post.replace('"1"></div>', '"on"></div>')) == post
    assert clean(post.replace('data-ai="1"', 'data-ai=""')) == post.replace(' data-ai="1"', "")
    assert segments(post) == [{"embed": "https://x.com/a/1", "author": "@a", "text": "halo", "ai": True}]


def test_a_body_is_cut_into_runs_and_slots():
    assert segments(EVERYTHING)[1:] == [
        {"picture": 12, "caption": 'Kim "Un" <b>', "credit": "AP"},
        {"gallery": [12, 13]},
        {"baca_juga": ["abcd12", "efgh34"]},
        {"embed": "https://x.com/a/1", "author": "@a", "text": "halo"},
        {"page_break": True},
        {"html": "<p>baris<br>baru</p>"},
    ]


def test_photos_stories_words_and_blocks_are_read_from_a_body():
    assert photo_ids(EVERYTHING) == [12, 13]
    assert linked_stories(EVERYTHING) == ["abcd12", "efgh34"]
    assert plain_text('<p>a &amp; b<br>c</p><div data-baca-juga="abcd"></div><p>d</p>') == "a & b\nc\nd"
    assert word_count("<p>satu dua</p><p>tiga</p>") == 3
    assert len(blocks(EVERYTHING)) == 15


def test_baca_juga_stands_neither_last_nor_inside_another_block():
    link = '<div data-baca-juga="abcd"></div>'
    assert misplaced_links(f"<p>a</p>{link}<p>b</p>") == []
    assert misplaced_links(f"<p>a</p>{link}") == ["last"]
    assert misplaced_links(f"<p>a</p>{link}<hr data-page-break>") == ["last"]
    assert misplaced_links(f"<blockquote>{link}</blockquote><p>b</p>") == ["inside"]
    assert misplaced_links("") == []


# --- Readers' pages ------------------------------------------------------------------------------------


def test_the_dateline_runs_into_the_first_paragraph():
    assert pages_of("<p>Pemimpin</p>") == [
        [{"html": '<p><span class="dateline">REPUBLIKA.CO.ID, SEOUL --</span> Pemimpin</p>'}]
    ]


def test_a_body_that_opens_with_a_picture_has_its_dateline_in_a_paragraph_of_its_own():
    page = pages_of('<figure data-photo="1"></figure><p>a</p>')[0]
    assert page[0] == {"html": '<p><span class="dateline">REPUBLIKA.CO.ID, SEOUL --</span></p>'}
    assert page[1]["picture"] == 1


def test_without_a_dateline_the_body_opens_as_it_is():
    assert pages_of("<p>a</p>", dateline="") == [[{"html": "<p>a</p>"}]]


@pytest.mark.parametrize(
    ("last", "printed"),
    [
        ("saling bertukar pandangan.", "saling bertukar pandangan...."),
        ("saling bertukar pandangan", "saling bertukar pandangan...."),
        ("katanya...", "katanya...."),
        ("<strong>pandangan.</strong>", "<strong>pandangan....</strong>"),
        ("“pandangan.”", "“pandangan.”...."),
    ],
)
def test_a_cut_page_ends_in_four_dots_and_the_full_view_does_not(last, printed):
    pages = pages_of(f"<p>a</p><p>{last}</p><hr data-page-break><p>b</p>", dateline="")
    assert pages[0][-1]["html"] == f"<p>{printed}</p>"
    assert pages[1] == [{"html": "<p>b</p>"}]
    assert whole(pages) == [{"html": f"<p>a</p><p>{last}</p><p>b</p>"}]


def test_the_dots_belong_to_the_last_paragraph_though_a_picture_follows_it():
    pages = pages_of('<p>a.</p><figure data-photo="1"></figure><hr data-page-break><p>b</p>', dateline="")
    assert pages[0][0]["html"] == "<p>a....</p>"
    assert "picture" in pages[0][1]


def test_a_cut_page_without_a_paragraph_gets_one_of_dots():
    pages = pages_of('<figure data-photo="1"></figure><hr data-page-break><p>b</p>', dateline="")
    assert pages[0][-1]["html"] == "<p>....</p>"
    assert whole(pages) == [{"picture": 1, "caption": "", "credit": ""}, {"html": "<p>b</p>"}]


def test_page_breaks_at_the_ends_and_side_by_side_make_no_empty_pages():
    cut = "<hr data-page-break>"
    assert len(pages_of(f"{cut}<p>a</p>{cut}{cut}<p>b</p>{cut}")) == 2
    assert pages_of("") == [[{"html": f'<p><span class="dateline">{PLACE}</span></p>'}]]


def test_the_source_stands_on_the_last_page_only():
    pages = pages_of("<p>a</p><hr data-page-break><p>b</p>", sources=[REUTERS, AP])
    assert "sumber" not in text_of(pages[0])
    assert text_of(pages[1]) == "bsumber : Reuters, AP"
    link = '<a href="https://www.reuters.com/a?b=1&amp;c=2" rel="noopener">Reuters</a>'
    assert pages[1][-1]["html"].endswith(f'<p class="source">sumber : {link}, AP</p>')
    assert text_of(whole(pages)).count("sumber : ") == 1


def test_a_source_with_a_hostile_address_or_name_is_only_a_name():
    page = pages_of("<p>a</p>", sources=[{"name": "<b>", "url": "javascript:alert(1)"}])[0]
    assert page[-1]["html"].endswith('<p class="source">sumber : &lt;b&gt;</p>')


def test_news_that_is_not_verified_says_so_at_the_end_in_brackets_and_italics():
    page = pages_of("<p>a</p>", sources=[AP], notice="Masih perlu verifikasi.")[0]
    assert page[-1]["html"].endswith(
        '<p class="unverified"><em>[Masih perlu verifikasi.]</em></p><p class="source">sumber : AP</p>'
    )


def test_links_that_leave_the_site_open_no_door_back_and_tables_scroll_by_keyboard():
    body = '<p><a href="https://x.id">a</a> <a href="/b">b</a></p><table><tr><td>x</table>'
    html = pages_of(body)[0][0]["html"]
    assert '<a href="https://x.id" rel="noopener">a</a> <a href="/b">b</a>' in html
    assert '<div class="table" tabindex="0"><table>' in html
    assert html.endswith("</table></div>")


def test_the_model_page_is_printed_to_the_byte():
    body = "<p>Pemimpin Korea Utara bertolak pulang.</p><p>Korut dan Rusia saling bertukar pendapat.</p>"
    pages = pages_of(f"{body}<hr data-page-break><p>Akhir.</p>", sources=[{"name": "Reuters", "url": ""}])
    assert text_of(pages[0]).startswith("REPUBLIKA.CO.ID, SEOUL -- Pemimpin Korea Utara")
    assert text_of(pages[0]).endswith("saling bertukar pendapat....")
    assert text_of(pages[1]) == "Akhir.sumber : Reuters"


def test_rendering_costs_no_more_a_word_where_there_are_more_words():
    def rendered(times):
        body = segments("<p>Kantor berita merilis <strong>video</strong> yang <a href='/a'>baru</a>.</p>" * times)
        return cost(lambda: render(body, dateline=PLACE, sources=[REUTERS]))

    assert rendered(2000) < 10 * rendered(500)


@pytest.mark.parametrize(
    ("typed", "leads"),
    [
        ("www.jakarta.go.id", "https://www.jakarta.go.id"),
        ("WWW.jakarta.go.id/bakau?x=1", "https://WWW.jakarta.go.id/bakau?x=1"),
        ("www.", ""),
        ("www", ""),
        ("www./evil", ""),
        ("index.php", ""),
    ],
)
def test_an_address_as_people_write_it_leads_where_they_mean(typed, leads):
    kept = rendering.clean(f'<p><a href="{typed}">laman</a></p>')
    assert kept == (f'<p><a href="{leads}">laman</a></p>' if leads else "<p>laman</p>")
