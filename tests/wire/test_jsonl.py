"""A line of an archive becomes an item or is refused with the field and the reason."""

import io
import json
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from articles import rendering
from wire.importers import jsonl
from wire.importers.items import BadItem, Item
from wire.importers.jsonl import parse

NOW = datetime(2026, 11, 23, tzinfo=UTC)
STORY = {
    "id": "a1", "title": "Kapal tiba", "deck": "", "published": "2019-09-10T00:28:00+07:00", "source": "ANTARA",
    "author": "", "section": "Daerah", "tags": ["Kapal", "Laut"], "url": "https://example.org/1",
    "body": ["Kapal tiba di Larantuka.", "Warga menyambut."],
}  # fmt: skip


def line(**fields):
    return json.dumps(STORY | fields).encode()


def read(**fields):
    return parse(line(**fields), now=NOW)


def test_a_line_becomes_an_item_with_its_own_time_in_utc():
    item = read()
    assert (item.item_id, item.headline, item.section) == ("a1", "Kapal tiba", "Daerah")
    assert item.published == datetime(2019, 9, 9, 17, 28, tzinfo=UTC)
    assert item.body == "<p>Kapal tiba di Larantuka.</p><p>Warga menyambut.</p>"
    assert (item.source, item.address, item.tags) == ("ANTARA", "https://example.org/1", ("Kapal", "Laut"))
    assert len(item.digest) == 64


def test_text_is_never_markup():
    body = read(body=["<script>alert(1)</script> & <b>tebal</b>"]).body
    assert body == "<p>&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;tebal&lt;/b&gt;</p>"
    assert rendering.clean(body) == body


def test_the_publishers_tracker_is_left_out():
    assert "DIGIHUB" not in read(body=["Isi.", "DO NOT DELETE - DIGIHUB TRACKER FOR [49610947]"]).body


def test_a_number_may_be_an_id():
    assert read(id=17).item_id == "17"


def test_a_story_with_an_address_and_no_outlet_stands_under_its_host():
    assert read(source="").source == "example.org"


def test_tags_stand_once_each_in_their_order():
    assert read(tags=["Laut", "kapal", "LAUT", " ", "Angin"]).tags == ("Laut", "kapal", "Angin")


def test_a_comma_in_a_tag_parts_it_from_no_other():
    assert read(tags=["Bogor, Jawa Barat", "Bogor Jawa Barat", "Hujan,", ","]).tags == ("Bogor Jawa Barat", "Hujan")


@pytest.mark.parametrize(
    ("fields", "field", "reason"),
    [
        ({"id": ""}, "id", "is missing"),
        ({"id": True}, "id", "is not text"),
        ({"id": 10**5000}, "id", "has 101 characters"),
        ({"title": None}, "title", "is missing"),
        ({"title": " \u0000 "}, "title", "is missing"),
        ({"title": "a" * 301}, "title", "has 301 characters; 300 fit"),
        ({"title": "\ud800"}, "title", "holds half a character"),
        ({"section": ""}, "section", "is missing"),
        ({"section": ["Daerah"]}, "section", "is not text"),
        ({"source": 4}, "source", "is not text"),
        ({"author": "a" * 121}, "author", "120 fit"),
        ({"published": ""}, "published", "is missing"),
        ({"published": "0001-01-01T00:00:00+00:00"}, "published", "is no time of a story"),
        ({"published": 1568050080}, "published", "is not an ISO time: 1568050080"),
        ({"published": "\ud800"}, "published", "ud800"),
        ({"published": 10**30}, "published", "is not an ISO time"),
        ({"published": "kemarin"}, "published", "is not an ISO time: 'kemarin'"),
        ({"published": "2019-09-10T00:28:00"}, "published", "has no offset"),
        ({"published": "0001-01-01T00:00:00+07:00"}, "published", "is not an ISO time"),
        ({"published": "2026-11-23T07:00:01+07:00"}, "published", "lies in the future"),
        ({"url": "javascript:alert(1)"}, "url", "is not an http or https address"),
        ({"url": "https://"}, "url", "is not an http or https address"),
        ({"url": "https://[::1"}, "url", "is not an http or https address"),
        ({"url": "https://a/" + "b" * 500}, "url", "500 fit"),
        ({"tags": "Kapal"}, "tags", "is not a list"),
        ({"tags": [1]}, "tags", "is not text"),
        ({"body": None}, "body", "is missing"),
        ({"body": "Isi."}, "body", "is not a list of paragraphs"),
        ({"body": ["Isi.", 3]}, "body", "is not text"),
        ({"body": []}, "body", "is empty"),
        ({"body": ["  ", "DO NOT DELETE - DIGIHUB TRACKER FOR [1]"]}, "body", "is empty"),
        ({"body": ["a" * 400_001]}, "body", "is larger than 400 kB"),
    ],
)
def test_a_bad_field_is_named_with_its_reason(fields, field, reason):
    with pytest.raises(BadItem) as error:
        if fields.get("id") == 10**5000:
            parse(line(id=0).replace(b'"id": 0', b'"id": 1' + b"0" * 4000), now=NOW)
        else:
            read(**fields)
    assert error.value.field == field
    assert reason in error.value.reason


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"{", "is not JSON"),
        (b"[1]", "is not a JSON object"),
        (b'{"id": "\xff"}', "is not UTF-8"),
        (b"[" * 100_000, "is not JSON"),
        (b"1" * 5000, "is not JSON"),
        (b" " * (jsonl.MAX_LINE + 1), "is longer than 2,000 kB"),
    ],
)
def test_a_line_that_is_no_story_is_refused_whole(raw, reason):
    with pytest.raises(BadItem) as error:
        parse(raw, now=NOW)
    assert (error.value.field, error.value.reason) == ("line", reason)


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters()),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=8,
)
NEARLY_A_STORY = st.fixed_dictionaries({}, optional=dict.fromkeys(STORY, ANY_JSON)).map(lambda odd: STORY | odd)
MOMENTS = st.datetimes(timezones=st.timezones()).map(lambda moment: STORY | {"published": moment.isoformat()})


@given(ANY_JSON | NEARLY_A_STORY | MOMENTS)
@example(STORY | {"title": "\ud83d"})
def test_any_json_is_an_item_or_a_bad_item(value):
    try:
        item = parse(json.dumps(value).encode(), now=NOW)
    except BadItem as error:
        assert error.field in {"line", *STORY}
        assert error.reason
    else:
        assert item.headline and item.body and item.section and item.published <= NOW
        assert all("\x00" not in text for text in (item.headline, item.deck, item.section, item.source, *item.authors))


@given(st.binary(max_size=200))
def test_any_bytes_are_an_item_or_a_bad_item(raw):
    try:
        assert isinstance(parse(raw, now=NOW), Item)
    except BadItem as error:
        assert error.field


def test_lines_keep_their_numbers_and_empty_ones_are_passed_over():
    file = io.BytesIO(b"\xef\xbb\xbf{}\r\n\n  \n[]")
    assert list(jsonl.lines(file)) == [(1, b"{}"), (4, b"[]")]


def test_a_line_without_end_is_never_held_in_memory(monkeypatch):
    monkeypatch.setattr(jsonl, "MAX_LINE", 10)
    file = io.BytesIO(b"a" * 95 + b"\n" + b"b" * 10 + b"\nc")
    found = list(jsonl.lines(file))
    assert [(number, len(line)) for number, line in found] == [(1, 11), (2, 10), (3, 1)]
