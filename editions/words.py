"""Words as the index knows them: tokens, stems and stop words of Indonesian text. The one home of stems; pure.

The databases' own stemmers are poor in Indonesian (PostgreSQL makes *teri* of *menteri*), so stems are made here, the
same for both, by Sastrawi's rules and dictionary.
"""

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from typing import Any

LONGEST = 40
"""Characters of a word that count."""

STOP = frozenset({
    "a", "ada", "adalah", "adanya", "adapun", "agak", "agar", "akan", "aku", "alias", "amat", "anda", "antara",
    "apa", "apabila", "apakah", "apalagi", "atas", "atau", "bagai", "bagaimana", "bagi", "bahkan", "bahwa",
    "banyak", "baru", "beberapa", "begini", "begitu", "belum", "berada", "berapa", "berbagai", "berikut", "bersama",
    "biasa", "bila", "bisa", "boleh", "bukan", "cara", "cukup", "dalam", "dan", "dapat", "dari", "daripada", "demi",
    "demikian", "dengan", "depan", "di", "dia", "dikatakan", "diri", "dirinya", "disebut", "disebutkan", "enggak",
    "guna", "hal", "hanya", "harus", "hendak", "hingga", "ia", "ialah", "ini", "itu", "jadi", "jangan", "jelas",
    "jelasnya", "jika", "juga", "justru", "kalau", "kali", "kami", "kamu", "karena", "kata", "katanya", "ke",
    "kemudian", "kepada", "kerap", "ketika", "kini", "kita", "lagi", "lah", "lain", "lainnya", "lalu", "lantas",
    "lebih", "maka", "malah", "mana", "masih", "masing", "maupun", "melainkan", "melalui", "memang", "memberikan",
    "mengaku", "mengatakan", "mengungkapkan", "menjadi", "menjelaskan", "menurut", "menurutnya", "menyatakan",
    "menyebut", "menyebutkan", "mereka", "merupakan", "meski", "meskipun", "misalnya", "mulai", "namun", "nanti",
    "nya", "oleh", "orang", "pada", "padahal", "paling", "para", "per", "pernah", "pertama", "pihak", "pihaknya",
    "pula", "pun", "saat", "saja", "saling", "sama", "sambil", "sampai", "sangat", "saya", "sebab", "sebagai",
    "sebagaimana", "sebelum", "sebelumnya", "sebuah", "secara", "sedang", "sedangkan", "sehingga", "sejak",
    "sejumlah", "sekarang", "sekitar", "selain", "selaku", "selama", "selanjutnya", "seluruh", "semakin",
    "sementara", "semua", "seorang", "seperti", "sering", "serta", "sesuai", "sesudah", "setelah", "setiap", "sih",
    "soal", "suatu", "sudah", "supaya", "tak", "tambah", "tambahnya", "tapi", "telah", "tentang", "tentu",
    "terhadap", "terkait", "termasuk", "tersebut", "terus", "terutama", "tetap", "tetapi", "tiap", "tidak", "tutur",
    "tuturnya", "ucap", "ucapnya", "ujar", "ujarnya", "ungkap", "ungkapnya", "untuk", "waktu", "walau", "walaupun",
    "yaitu", "yakni", "yang"
})  # fmt: skip
"""Words that say nothing of what a text is about, as readers type and reporters write them."""

NUMBERS = {
    "satu": "1", "dua": "2", "tiga": "3", "empat": "4", "lima": "5", "enam": "6", "tujuh": "7", "delapan": "8",
    "sembilan": "9", "sepuluh": "10",
    "i": "1", "ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9",
}  # fmt: skip
"""*Siaga Satu*, *Siaga I* and *Siaga 1* are one."""

CALENDAR = frozenset({
    "senin", "selasa", "rabu", "kamis", "jumat", "sabtu", "minggu", "ahad", "januari", "februari", "maret", "april",
    "mei", "juni", "juli", "agustus", "september", "oktober", "november", "desember", "wib", "wita", "wit"
})  # fmt: skip

_BLOCK_END = re.compile(r"</(?:p|h2|h3|li|th|td)>")
_TAG = re.compile(r"<[^>]*>")
_WORD = re.compile(r"\d{1,3}(?:\.\d{3})+(?!\d)|[^\W_]+(?:['’`ʼ‘][^\W_]+)*")
"""A number with its dots, or letters and digits; an apostrophe within a word is part of it."""


def plain(markup: str) -> str:
    """The text of sanitised markup, a space at every tag."""
    return html.unescape(_TAG.sub(" ", markup))


def paragraphs(markup: str) -> list[str]:
    """The text of each block that says something."""
    texts = (plain(block).strip() for block in _BLOCK_END.split(markup))
    return [text for text in texts if text]


def split(text: str) -> Iterator[re.Match[str]]:
    """Each word with its place in the text."""
    return _WORD.finditer(text)


def found(text: str) -> list[str]:
    """Each word, as it is written."""
    return _WORD.findall(text)


def stems(text: str) -> list[str]:
    """The stems of a text in their order, stop words left in as they are; *buku-buku* is one *buku*."""
    made: list[str] = []
    end = -2
    for found in _WORD.finditer(text):
        one = stem(found[0])
        again = made and found.start() == end + 1 and text[end] == "-" and made[-1] == one and not one.isdigit()
        if not again:
            made.append(one)
        end = found.end()
    return made


@lru_cache(maxsize=300_000)
def stem(word: str) -> str:
    """What a word is looked up by: lower case, without accents, and its root where it is Indonesian."""
    folded = _folded(word)
    if folded in NUMBERS:
        return NUMBERS[folded]
    if folded in STOP or not (folded.isascii() and folded.isalpha()):
        return folded
    root = _stemmer().stem_singular_word(folded) or folded
    return NUMBERS.get(root, root)


def _folded(word: str) -> str:
    lower = word.lower()[:LONGEST]
    if lower.isascii() and lower.isalnum():
        return lower
    letters = "".join(one for one in unicodedata.normalize("NFKD", lower) if one.isalnum())
    return letters[:LONGEST] or lower


@cache
def _stemmer() -> Any:
    # Read on first use: a process that stems nothing need not hold the dictionary.
    from Sastrawi.Dictionary.ArrayDictionary import ArrayDictionary  # noqa: PLC0415
    from Sastrawi.Stemmer.Stemmer import Stemmer  # noqa: PLC0415
    from Sastrawi.Stemmer.StemmerFactory import StemmerFactory  # noqa: PLC0415

    return Stemmer(ArrayDictionary(StemmerFactory().get_words()))


def places(text: str, stems: frozenset[str]) -> Iterator[tuple[int, int, str]]:
    """Each word of the text that has one of these stems: where it begins and ends, and the stem.

    Only what stands between spaces around something that the stems let through is read as words.
    """
    sieve, done = _sieve(stems), 0
    for hit in sieve.finditer(text.encode("ascii", "replace").lower()):  # a byte for each character
        if hit.start() < done:
            continue
        begins = text.rfind(" ", 0, hit.start()) + 1
        ends = text.find(" ", hit.end())
        done = ends if ends > 0 else len(text)
        for word in _WORD.finditer(text, begins, done):
            if (one := stem(word[0])) in stems:
                yield word.start(), word.end(), one


@lru_cache(maxsize=256)
def _sieve(stems: frozenset[str]) -> re.Pattern[bytes]:
    """What a word must hold to have one of these stems.

    All that is made of a root holds its letters but the first (*menulis* is made of *tulis*). What is folded before it
    is looked up always passes: letters beyond ASCII (each a question mark here), apostrophes, the dots of a number.
    """
    roots = {*stems, *(name for name, number in NUMBERS.items() if number in stems)}
    held = {root if root.isdigit() else root[1:] or root for root in roots}
    literal = (re.escape(one.encode()) for one in sorted(held) if one.isascii())
    return re.compile(b"|".join([rb"[?'`]", rb"\d\.\d", *literal]))


def telling(stems: Iterable[str]) -> list[str]:
    """Those of the stems that tell what a text is about."""
    return [one for one in stems if one not in STOP and (len(one) > 1 or one.isdigit())]


@cache
def empty() -> frozenset[str]:
    """Words that may be looked for but do not tell what a story is about: Tala's list, days and months."""
    from Sastrawi.StopWordRemover.StopWordRemoverFactory import StopWordRemoverFactory  # noqa: PLC0415

    return frozenset(StopWordRemoverFactory().get_stop_words()) | CALENDAR
