"""Every text for people stands in both catalogues."""

import gettext
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


def test_the_desk_speaks_the_newsrooms_words():
    words = entries("id")
    assert words["Submit"] == "Kirim ke redaktur"
    assert words["Withdraw"] == "Cabut berita"
    assert words["Read also"] == "Baca Juga"
    assert words["Byline" if "Byline" in words else "byline"]


def test_the_two_catalogues_hold_the_same_texts():
    assert {key if isinstance(key, str) else key[0] for key in entries("id")} == {
        key if isinstance(key, str) else key[0] for key in entries("en")
    }
