"""What changed between two versions of a body."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.rendering import clean
from prose.comparison import as_html, compare_html, compare_text
from tests.cost import cost

PROSE = st.text(alphabet=st.sampled_from("ab <&\n"), max_size=60)


def changes(old, new):
    return [(block.op, block.words) for block in compare_html(old, new)]


def test_one_changed_word_is_one_removed_and_one_added():
    assert compare_text("Ia tiba Senin pagi", "Ia tiba Selasa pagi") == [
        ("same", "Ia tiba "),
        ("removed", "Senin "),
        ("added", "Selasa "),
        ("same", "pagi"),
    ]


@given(PROSE, PROSE)
def test_a_comparison_of_texts_holds_both_texts(old, new):
    words = compare_text(old, new)
    assert "".join(text for op, text in words if op != "added") == old
    assert "".join(text for op, text in words if op != "removed") == new


def test_blocks_that_did_not_change_are_the_same():
    assert changes("<p>a</p><p>b</p>", "<p>a</p><p>b</p>") == [
        ("same", [("same", "a")]),
        ("same", [("same", "b")]),
    ]


def test_words_are_compared_inside_a_changed_block_only():
    old, new = "<p>a</p><p>tiga orang tewas di sana</p>", "<p>a</p><p>empat orang tewas di sana</p>"
    words = [("removed", "tiga "), ("added", "empat "), ("same", "orang tewas di sana")]
    assert changes(old, new) == [("same", [("same", "a")]), ("changed", words)]


def test_a_new_block_before_a_changed_one_does_not_hide_what_it_became():
    old = "<p>tiga orang tewas di sana</p>"
    new = "<p>Pembukaan lain sekali</p><p>empat orang tewas di sana</p>"
    assert [op for op, _words in changes(old, new)] == ["added", "changed"]


def test_blocks_that_share_no_words_are_removed_and_added():
    assert [op for op, _words in changes("<p>satu dua</p>", "<p>tiga empat</p>")] == ["removed", "added"]


def test_a_link_that_leads_elsewhere_is_a_change_though_the_words_are_the_same():
    old, new = '<p>baca <a href="/a">ini</a></p>', '<p>baca <a href="/b">ini</a></p>'
    assert changes(old, new) == [("changed", [("same", "baca ini "), ("removed", "[/a]"), ("added", "[/b]")])]


def test_a_changed_caption_is_seen():
    old, new = (clean(f"<figure data-photo=1 data-caption='Kim {place}'></figure>") for place in ("tiba", "pergi"))
    assert "<del>tiba</del>" in as_html(compare_html(old, new))


@pytest.mark.parametrize("hostile", ["<script>alert(1)</script>", "&lt;script&gt;", '<img src=x onerror="1">'])
def test_every_word_is_escaped_in_the_markup(hostile):
    html = as_html(compare_html(f"<p>{hostile} a</p>", f"<p>&lt;i&gt; {hostile}</p><h2>&lt;b&gt;</h2>"))
    assert "<script" not in html
    assert "<img" not in html
    assert "<i>" not in html
    assert "<b>" not in html


def test_additions_and_removals_are_marked_up():
    assert as_html(compare_html("<p>a b c d</p>", "<p>a b x d</p>")) == (
        '<p class="changed">a b <del>c </del><ins>x </ins>d</p>'
    )


@pytest.mark.parametrize("changed", ["one word", "everything"])
def test_comparing_costs_no_more_a_word_where_there_are_more_words(changed):
    def compared(length):
        words = [f"kata{number % 97}" for number in range(length)]
        old = [f"<p>{' '.join(words[at : at + 40])}</p>" for at in range(0, length, 40)]
        new = [block.replace("kata1 ", "lain ") for block in old] if changed == "one word" else old[::-1]
        as_text, as_body = ("\n".join(old), "\n".join(new)), ("".join(old), "".join(new))
        return cost(lambda: (compare_html(*as_body), compare_text(*as_text)))

    assert compared(12_000) < 10 * compared(3000)
