"""Two edits of one text: nothing that either side typed is lost, and only what both changed clashes."""

from hypothesis import given, settings
from hypothesis import strategies as st

from prose.merging import Piece, merge, put

BLOCKS = st.lists(st.sampled_from([f"<p>{letter}</p>" for letter in "abcdefgh"]), max_size=8)


def joined(pieces, side):
    return [block for piece in pieces for block in getattr(piece, side)]


def test_changes_in_different_blocks_are_both_taken():
    pieces = merge(["a", "b", "c"], ["A", "b", "c"], ["a", "b", "C"])
    assert joined(pieces, "mine") == joined(pieces, "theirs") == ["A", "b", "C"]


def test_the_same_block_changed_twice_stands_twice():
    pieces = merge(["a", "b", "c"], ["a", "mine", "c"], ["a", "theirs", "c", "d"])
    assert [piece for piece in pieces if piece.clashes] == [Piece(["mine"], ["theirs"])]
    assert joined(pieces, "both") == ["a", "mine", "theirs", "c", "d"]


def test_one_side_took_out_what_the_other_changed():
    pieces = merge(["a", "b", "c"], ["a", "c"], ["a", "B", "c"])
    assert [piece for piece in pieces if piece.clashes] == [Piece([], ["B"])]


@given(BLOCKS, BLOCKS, BLOCKS)
@settings(max_examples=300, deadline=None)
def test_no_block_that_somebody_typed_is_lost(base, mine, theirs):
    pieces = merge(base, mine, theirs)
    kept = joined(pieces, "both")
    for typed in (mine, theirs):
        assert {block for block in typed if block not in base} <= set(kept)


@given(BLOCKS, BLOCKS)
@settings(max_examples=200, deadline=None)
def test_what_one_side_left_alone_is_the_other_sides(base, typed):
    assert joined(merge(base, typed, base), "mine") == joined(merge(base, base, typed), "theirs") == typed
    assert not any(piece.clashes for piece in merge(base, typed, typed))


@given(BLOCKS, BLOCKS, BLOCKS)
@settings(max_examples=200, deadline=None)
def test_each_side_may_be_chosen_and_taken_back(base, mine, theirs):
    pieces = merge(base, mine, theirs)
    text = joined(pieces, "mine")
    for number, piece in enumerate(pieces):
        if piece.clashes:
            for version in (piece.both, piece.theirs, piece.mine):
                text = put(text, pieces, number, version)
                assert set(version) <= set(text)


def test_a_choice_made_on_a_text_that_was_edited_meanwhile_keeps_it():
    pieces = merge(["a", "b"], ["a", "mine"], ["a", "theirs"])
    assert put(["a", "mine, edited"], pieces, 1, ["theirs"]) == ["a", "theirs", "mine, edited"]


def test_a_text_of_thousands_of_like_blocks_takes_what_both_sides_changed():
    like = ["<p>Ya.</p>", "<p>Tidak.</p>"] * 1500
    pieces = merge(like, [*like[:-1], "<p>Mungkin.</p>"], ["<p>Tanya jawab:</p>", *like])
    assert not any(piece.clashes for piece in pieces)
    assert [block for piece in pieces for block in piece.mine] == ["<p>Tanya jawab:</p>", *like[:-1], "<p>Mungkin.</p>"]
