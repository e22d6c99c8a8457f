"""The pictures of the demonstration newsroom, drawn by code so that no file of anybody's needs a licence.

Every picture is flat shapes in the house palette: it goes with the pages, shows no face and reads at 108 x 72.
The same key always draws the same picture, so a second run recognises what the first one added.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PIL import Image

from . import charts, nature, rails, things, town
from .drawing import Canvas

LANDSCAPE = (1800, 1200)
PORTRAIT = (1200, 1500)


@dataclass(frozen=True)
class Picture:
    """One picture of the library, as an editor would have filed it."""

    key: str
    caption: str
    alt: str
    painter: Callable[[Canvas], None]
    credit: str = "Studio Redaksi"
    kind: str = "news"
    """"news", "archive" (then with `taken_on`) or "illustration", as the library names them."""
    taken_on: date | None = None
    portrait: bool = False


def draw(key: str) -> Image.Image:
    """The finished picture; the same key gives the same pixels every time."""
    chosen = PICTURES[key]
    canvas = Canvas(key, PORTRAIT if chosen.portrait else LANDSCAPE)
    chosen.painter(canvas)
    return canvas.finished()


_LIBRARY = (
    Picture(
        "sawah",
        "Sawah berundak menjelang panen, dengan gunung di kejauhan.",
        "Petak-petak sawah berundak hijau dan kuning di bawah gunung pada pagi hari.",
        nature.sawah,
    ),
    Picture(
        "gunung",
        "Gunung api di balik lapisan bukit dan kabut.",
        "Siluet gunung api berkawah di atas bukit-bukit biru berkabut.",
        nature.gunung,
    ),
    Picture(
        "kebun_teh",
        "Kebun teh di lereng yang berkabut.",
        "Barisan perdu teh melengkung mengikuti lereng dengan kabut di lembah.",
        nature.kebun_teh,
    ),
    Picture(
        "hutan", "Hutan pada pagi yang berkabut.", "Batang-batang pohon tinggi berlapis kabut hijau.", nature.hutan
    ),
    Picture(
        "bakau",
        "Bakau di tepi laut yang dangkal, dengan pagar bambu penahan lumpur.",
        "Pohon bakau berakar tunjang di air dan sederet pagar bambu.",
        nature.bakau,
    ),
    Picture(
        "garam",
        "Petak garam menjelang sore.",
        "Petak-petak tambak garam memantulkan langit, dengan gundukan garam putih dan kincir.",
        nature.garam,
    ),
    Picture(
        "pantai",
        "Pantai pada sore hari.",
        "Pantai melengkung dengan pohon kelapa dan laut tenang menjelang senja.",
        nature.pantai,
    ),
    Picture(
        "laut_perahu",
        "Perahu layar di laut terbuka.",
        "Tiga perahu layar di laut biru dengan pulau di kejauhan.",
        nature.laut_perahu,
    ),
    Picture(
        "perahu",
        "Perahu kayu menyusuri sungai.",
        "Perahu kayu beratap di sungai tenang yang diapit hutan berkabut.",
        nature.perahu,
    ),
    Picture(
        "danau",
        "Kampung di atas air menjelang malam.",
        "Rumah panggung berlampu di tepi danau dengan bukit dan pantulan senja.",
        nature.danau,
    ),
    Picture(
        "dermaga",
        "Dermaga kayu menjelang pagi.",
        "Dermaga kayu lurus menuju laut tenang di bawah langit subuh.",
        nature.dermaga,
    ),
    Picture(
        "kapal_subuh",
        "Perahu nelayan pulang pada subuh.",
        "Perahu nelayan kecil di depan matahari yang baru terbit.",
        nature.kapal_subuh,
        credit="",
    ),
    Picture(
        "feri",
        "Feri menyeberangi perairan yang diapit tebing.",
        "Feri putih bergaris merah di perairan biru di antara gunung bersalju.",
        nature.feri,
    ),
    Picture(
        "mercusuar",
        "Mercusuar di tepi selat.",
        "Mercusuar putih bergaris merah di atas karang, langit sore di belakangnya.",
        nature.mercusuar,
        portrait=True,
    ),
    Picture(
        "stasiun",
        "Rangkaian kereta menunggu di peron stasiun menjelang senja.",
        "Kereta hijau di stasiun berperon atap merah, rel menuju bukit di kejauhan.",
        rails.stasiun,
    ),
    Picture(
        "kereta_malam",
        "Kereta malam melintasi jembatan lengkung di bawah bulan.",
        "Kereta biru dengan jendela menyala di atas jembatan lengkung, pegunungan bersalju di belakangnya.",
        rails.kereta_malam,
    ),
    Picture(
        "kereta_tua",
        "Lokomotif uap menarik tiga gerbong kayu di atas jembatan lengkung.",
        "Kereta uap tua di jembatan lengkung, dalam warna cokelat seperti cetakan lama.",
        rails.kereta_tua,
        kind="archive",
        taken_on=date(2014, 8, 17),
    ),
    Picture(
        "jembatan",
        "Jembatan gantung kabel yang melintasi sungai lebar.",
        "Jembatan bertiang merah dengan kabel penahan, beberapa kendaraan melintas di atas sungai.",
        rails.jembatan,
    ),
    Picture(
        "kota_malam",
        "Kota di tepi air pada malam hari.",
        "Deretan gedung berjendela menyala di tepi air, bulan sabit di atasnya.",
        town.kota_malam,
    ),
    Picture(
        "kubah",
        "Kubah-kubah di kota pada saat senja.",
        "Siluet bangunan berkubah dan dua menara di depan matahari terbenam.",
        town.kubah,
    ),
    Picture(
        "pasar",
        "Lapak buah dan sayur di pasar pagi.",
        "Tiga lapak beratap kain bergaris penuh buah dan sayur.",
        town.pasar,
    ),
    Picture(
        "gudang",
        "Gudang kayu tempat menyimpan hasil panen.",
        "Gudang beratap merah dengan tiga pintu, bawang bertumpuk di dalamnya.",
        town.gudang,
    ),
    Picture(
        "pelabuhan",
        "Derek membongkar peti kemas dari kapal di pelabuhan.",
        "Kapal penuh peti kemas berwarna-warni di bawah dua derek merah.",
        town.pelabuhan,
    ),
    Picture(
        "hujan",
        "Pejalan kaki berpayung saat hujan turun di kota.",
        "Empat payung berwarna di jalan kota yang basah karena hujan.",
        town.hujan,
    ),
    Picture(
        "sekolah",
        "Gedung sekolah dengan tiang bendera di halaman.",
        "Sekolah beratap merah, bendera merah putih, dan halaman bermain.",
        town.sekolah,
    ),
    Picture(
        "stadion",
        "Stadion pada malam pertandingan.",
        "Lapangan sepak bola di bawah lampu stadion dengan tribun penuh.",
        things.stadion,
    ),
    Picture(
        "bulutangkis",
        "Kok melayang di atas net lapangan bulu tangkis.",
        "Kok putih di udara di atas net dan lapangan hijau.",
        things.bulutangkis,
    ),
    Picture(
        "lintasan",
        "Lintasan melengkung dengan kerucut penanda.",
        "Lintasan merah melengkung, kerucut jingga, dan deretan bendera kecil.",
        things.lintasan,
    ),
    Picture(
        "perpustakaan",
        "Rak buku di ruang baca.",
        "Rak penuh buku berwarna dengan sebuah tangga kayu.",
        things.perpustakaan,
    ),
    Picture(
        "batik",
        "Kain batik bermotif kawung dengan pinggiran tumpal.",
        "Kain batik merah tua bermotif kawung krem dan biru.",
        things.batik,
    ),
    Picture(
        "kopi",
        "Secangkir kopi dan biji sangrai.",
        "Cangkir putih bergaris merah berisi kopi yang mengepul, biji kopi di meja.",
        things.kopi,
        kind="illustration",
    ),
    Picture(
        "panel_surya",
        "Panel surya di atap pasar.",
        "Dua baris panel surya biru di atap merah di bawah matahari.",
        things.panel_surya,
    ),
    Picture(
        "langit_malam",
        "Antena teleskop di gurun pada malam berbintang.",
        "Empat antena piringan di bawah langit penuh bintang.",
        things.langit_malam,
    ),
    Picture(
        "peta_gempa",
        "Peta pusat gempa di Laut Watulira dan pulau-pulau di sekitarnya.",
        "Peta laut dan pulau dengan lingkaran merah yang menandai pusat gempa.",
        charts.peta_gempa,
    ),
    Picture(
        "peta_jalur",
        "Jalur kapal perintis yang menghubungkan sebelas pulau.",
        "Peta pulau-pulau kecil yang dihubungkan garis putus-putus merah.",
        charts.peta_jalur,
    ),
    Picture(
        "grafik_batang",
        "Grafik batang enam musim.",
        "Grafik batang enam musim, batang terakhir paling tinggi dan berwarna merah.",
        charts.grafik_batang,
    ),
    Picture(
        "grafik_garis",
        "Grafik dua garis selama dua belas bulan.",
        "Grafik garis: garis biru naik, garis merah turun.",
        charts.grafik_garis,
    ),
)

PICTURES: dict[str, Picture] = {one.key: one for one in _LIBRARY}
