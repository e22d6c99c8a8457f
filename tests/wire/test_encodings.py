"""A file that is not UTF-8 is told once: in which encoding it is, and the way out."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

from articles.models import Article
from tests.wire.test_import_archive import story
from tests.wire.test_wordpress import HEAD, TAIL, post

ROWS = [story(number, body=["Kapal “Nusa” tiba – café."]) for number in range(1, 9)]
LINES = "\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS)
WXR = HEAD + "".join(post(number, "Kapal “Nusa” tiba – café.") for number in range(1, 4)) + TAIL
GHOST = json.dumps({"db": [{"data": {"posts": [{"title": "Kapal “Nusa” tiba"}]}}]}, ensure_ascii=False)


@pytest.fixture
def bring(newsroom, tmp_path):
    def bring(held):
        path = tmp_path / "lama"
        path.write_bytes(held)
        err = io.StringIO()
        with pytest.raises(CommandError):
            call_command("import_archive", str(path), stdout=io.StringIO(), stderr=err)
        return err.getvalue().splitlines()

    return bring


@pytest.mark.parametrize("text", [LINES, WXR, GHOST])
@pytest.mark.parametrize(
    ("encoding", "named"),
    [("utf-16", "UTF-16LE"), ("utf-16-be", "UTF-16BE"), ("utf-16-le", "UTF-16LE"), ("utf-32", "UTF-32LE")],
)
def test_a_file_of_two_or_four_bytes_a_character_is_refused_with_one_sentence(bring, text, encoding, named):
    (said,) = bring(text.encode(encoding))
    assert said == (
        f"file: file: is in {named}, not in UTF-8: convert it first (iconv -f {named} -t UTF-8 FILE > NEW);"
        " nothing of it was read"
    )
    assert not Article.objects.exists()


def test_two_lines_of_an_old_encoding_end_the_reading_with_the_way_out(bring):
    said = bring(json.dumps(story(9)).encode() + b"\n" + LINES.encode("cp1252"))
    assert said[0] == "line 2: line: is not UTF-8"
    assert said[1].startswith("line 3: file: is in WINDOWS-1252, not in UTF-8: convert it first (iconv -f WINDOWS-1252")
    assert len(said) == 2
    assert Article.objects.count() == 1


def test_damaged_lines_of_a_file_in_utf_8_keep_no_other_out(bring):
    rows = [line.encode() for line in LINES.split("\n")]
    rows[2], rows[5] = (row.replace("é".encode(), b"\xc3") for row in (rows[2], rows[5]))
    assert bring(b"\n".join(rows)) == ["line 3: line: is not UTF-8", "line 6: line: is not UTF-8"]
    assert Article.objects.count() == 6


@pytest.mark.parametrize(("declared", "named"), [("UTF-8", "WINDOWS-1252"), ("ISO-8859-15", "ISO-8859-15")])
def test_an_export_of_wordpress_in_an_old_encoding_names_it(bring, declared, named):
    (said,) = bring(WXR.replace('encoding="UTF-8"', f'encoding="{declared}"').encode("cp1252"))
    assert f"is in {named}, not in UTF-8: convert it first (iconv -f {named} -t UTF-8 FILE > NEW)" in said
    assert said.endswith("nothing from here on was read")


def test_an_export_of_ghost_in_an_old_encoding_names_it(bring):
    (said,) = bring(GHOST.encode("cp1252"))
    assert said.startswith("file: file: is in WINDOWS-1252, not in UTF-8: convert it first")


@pytest.mark.parametrize(("mark", "name"), [(b"PK\x03\x04", "zip"), (b"\x1f\x8b\x08", "gzip")])
def test_a_packed_file_is_to_be_unpacked(bring, mark, name):
    assert bring(mark + b"\xff" * 40) == [f"file: file: is packed ({name}): unpack it first; nothing of it was read"]
