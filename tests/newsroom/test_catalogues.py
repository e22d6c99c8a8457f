"""Every text for people stands in both catalogues."""

import ast
import gettext
import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

LOCALE = Path(settings.BASE_DIR) / "locale"


def entries(language):
    """(key, translation) of each entry, read from the compiled catalogue that the newsroom uses."""
    with (LOCALE / language / "LC_MESSAGES" / "django.mo").open("rb") as compiled:
        return {key: text for key, text in gettext.GNUTranslations(compiled)._catalog.items() if key}


@pytest.mark.parametrize("language", ["id", "en"])
def test_no_text_is_left_untranslated(language):
    source = LOCALE / language / "LC_MESSAGES" / "django.po"
    told = subprocess.run(
        ["msgfmt", "--statistics", "-o", "/dev/null", source], capture_output=True, text=True, check=True
    )
    assert "untranslated" not in told.stderr
    assert "fuzzy" not in told.stderr
    assert len(entries(language)) > 300


WORDS = {
    "Submit": "Kirim ke redaktur", "Recall": "Tarik kembali", "Return": "Kembalikan", "Claim": "Pegang",
    "Release": "Lepas", "Take over": "Ambil alih", "Publish now": "Terbitkan sekarang", "Scheduled": "Terjadwal",
    "Hold": "Tarik sementara", "Lift the hold": "Akhiri penarikan sementara", "Withdraw": "Cabut berita",
    "Reinstate": "Batalkan pencabutan", "Correct the live story": "Perbaiki berita terbit", "Revise": "Perbarui naskah",
    "Spike": "Batal muat", "Revive": "Hidupkan lagi", "Draft": "Draf", "In review": "Di meja redaktur",
    "Errata & corrections": "Ralat & Koreksi", "Read also": "Baca Juga", "Most read": "Terpopuler",
    "Urgent": "Mendesak",
}  # fmt: skip

AVOIDED = (
    "artikel", "naskah tayang", "berita tayang", "ajukan", "draft", "konsep", "tinjauan", "antrian", "klaim",
    "publikasi", "nonaktif", "dasbor", "erratum", "sampah", "bypass", "empat mata", "urgen", "tajuk", "penendang",
    "titi mangsa", "takarir", "kategori", "rubrik", "kata kunci", "trending", "preview", "konflik", "usang",
    "penyunting", "manajer", "mengoreksi", "simpanan", "umpan", "demonstrasi", "berfoto",
)  # fmt: skip


def test_the_desk_speaks_the_newsrooms_words():
    words = entries("id")
    assert {key: words[key] for key in WORDS} == WORDS


def test_no_text_has_a_word_that_a_newsroom_would_not_use():
    avoided = re.compile(rf"\b({'|'.join(AVOIDED)})", re.IGNORECASE)
    assert {text for text in entries("id").values() if avoided.search(text)} == set()


def test_the_two_catalogues_hold_the_same_texts():
    assert {key if isinstance(key, str) else key[0] for key in entries("id")} == {
        key if isinstance(key, str) else key[0] for key in entries("en")
    }


ASKS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "pgettext", "pgettext_lazy"}


def asked_for(source):
    """The English texts that a module asks a translation of, under whatever name it calls for one."""
    tree = ast.parse(source.read_text())
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    named = [one for node in imports if node.module == "django.utils.translation" for one in node.names]
    calls = {one.asname or one.name: one.name for one in named if one.name in ASKS}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in calls:
            with_context = calls[node.func.id].startswith("pgettext")
            yield "\x04".join(one.value for one in node.args[: 1 + with_context] if isinstance(one, ast.Constant))


def test_every_text_that_the_code_asks_for_stands_in_the_catalogue():
    """A text within an f-string, or asked for by a name of one's own, is passed over by whoever gathers them."""
    known = {key if isinstance(key, str) else key[0] for key in entries("id")}
    folders = ("accounts", "almanac", "articles", "editions", "newsroom", "photos", "wire")
    sources = [one for name in folders for one in Path(settings.BASE_DIR, name).rglob("*.py")]
    ours = [one for one in sources if "migrations" not in one.parts]
    assert {text for one in ours for text in asked_for(one)} - known - {""} == set()
