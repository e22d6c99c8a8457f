import warnings
from datetime import date

import pytest
from PIL import ExifTags, Image

from photos import intake, metadata
from photos.intake import BadPhoto
from tests.cost import cost
from tests.photos.pictures import encoded, halves, noise, png_of, upload, with_iptc, with_segment, with_xmp

XMP = """<?xpacket begin="\ufeff"?><x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/">
<rdf:Description photoshop:Credit="ANTARA" photoshop:DateCreated="2019-05-12T08:30:00+07:00">
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">Nelayan di Muara</rdf:li></rdf:Alt></dc:description>
<dc:creator><rdf:Seq><rdf:li>Dewi Lestari</rdf:li></rdf:Seq></dc:creator>
</rdf:Description></rdf:RDF></x:xmpmeta>"""


def read(raw, name="photo.jpg"):
    return intake.read(upload(raw, name))


def refusal(raw, name="photo.jpg"):
    with pytest.raises(BadPhoto) as refused:
        read(raw, name)
    assert refused.value.message
    return refused.value.code


@pytest.mark.parametrize(
    ("format_", "suffix"), [("JPEG", ".jpg"), ("PNG", ".png"), ("WEBP", ".webp"), ("AVIF", ".avif")]
)
def test_the_four_formats_are_let_in_by_content_whatever_their_name(format_, suffix):
    taken = read(encoded(halves((90, 60)), format_), "photo.html")
    assert (taken.format, taken.suffix, taken.width, taken.height) == (format_, suffix, 90, 60)
    assert len(taken.checksum) == 64


def test_a_phones_jpeg_with_a_preview_inside_counts_as_jpeg():
    raw = encoded(halves((90, 60)), "MPO", save_all=True, append_images=[halves((30, 20))])
    assert read(raw).format == "JPEG"


def test_the_upload_can_be_read_again_afterwards():
    photo = upload(encoded(halves((90, 60))))
    intake.read(photo)
    assert photo.read(2) == b"\xff\xd8"


@pytest.mark.parametrize(
    "raw",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n",
        b"<!doctype html><script>alert(1)</script>",
        b"PK\x03\x04" + b"\0" * 60,
        b"SIMPLE  =                    T" + b" " * 3000,
        b"",
        encoded(Image.new("P", (20, 20)), "GIF"),
        encoded(Image.new("RGB", (20, 20)), "TIFF"),
        encoded(Image.new("RGB", (20, 20)), "BMP"),
    ],
    ids=["svg", "pdf", "html", "zip", "fits", "empty", "gif", "tiff", "bmp"],
)
def test_another_format_is_refused_under_a_photos_name(raw):
    assert refusal(raw, "photo.jpg") == "format"


def test_the_refusal_of_a_format_names_those_that_are_taken():
    with pytest.raises(BadPhoto, match="JPEG, PNG, WebP"):
        read(b"GIF89a")


@pytest.mark.parametrize("size", [(30_000, 30_000), (9_000, 9_000), (8_000, 7_000), (12_001, 10), (10, 12_001)])
def test_a_bomb_is_refused_from_its_header(size):
    raw, usual = png_of(*size), encoded(noise((600, 400)), "PNG")
    assert refusal(raw, "bomb.png") == "large"
    assert cost(lambda: refusal(raw, "bomb.png")) < 10 * cost(lambda: read(usual))


def test_a_bomb_is_refused_too_where_warnings_are_only_shown(recwarn):
    warnings.simplefilter("always")
    assert refusal(png_of(8_000, 7_000)) == "large"


def test_the_largest_side_is_let_in():
    assert read(png_of(12_000, 8)).width == 12_000


def test_a_heavy_file_is_refused_before_it_is_read():
    class Heavy:
        size = 30 * 1024 * 1024 + 1

    with pytest.raises(BadPhoto, match=r"31 MB.* 30 MB") as refused:
        intake.read(Heavy())
    assert refused.value.code == "heavy"


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_a_file_cut_short_anywhere_is_refused(format_):
    raw = encoded(noise(), format_)
    for share in (0.02, 0.1, 0.4, 0.7, 0.95):
        assert refusal(raw[: int(len(raw) * share)]) in {"damaged", "format"}


def test_the_camera_held_on_its_side_is_set_upright():
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    taken = read(encoded(halves((90, 60)), exif=exif))
    assert (taken.width, taken.height) == taken.image.size == (60, 90)
    top = taken.image.getpixel((30, 5))
    assert top[0] > 200 > top[2]


@pytest.mark.parametrize("number", [1, 0, 9, 77])
def test_an_orientation_that_says_nothing_changes_nothing(number):
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = number
    assert read(encoded(halves((90, 60)), exif=exif)).image.size == (90, 60)


def test_a_large_jpeg_is_decoded_reduced_but_keeps_its_own_measure():
    taken = read(encoded(Image.new("RGB", (6000, 5200))))
    assert (taken.width, taken.height) == (6000, 5200)
    assert taken.image.size == (3000, 2600)


def test_an_agencys_caption_and_credit_are_read():
    raw = with_iptc(
        encoded(halves((90, 60))),
        c80=b"AP Photo", c110=b"Ahn Young-joon", c120="Demonstran “Seoul”".encode(), c55=b"20190512",
    )  # fmt: skip
    taken = read(raw)
    assert taken.caption == "Demonstran “Seoul”"
    assert taken.credit == "AP Photo/Ahn Young-joon"
    assert taken.taken_on == date(2019, 5, 12)


@pytest.mark.parametrize(("raw", "words"), [("Café".encode("latin-1"), "Café"), (b"\x93Bali\x94", "“Bali”")])
def test_latin_1_is_read_where_it_is_not_utf_8(raw, words):
    assert read(with_iptc(encoded(halves((90, 60))), c120=raw)).caption == words


def test_of_several_bylines_the_first_is_taken_and_control_characters_go():
    taken = read(with_iptc(encoded(halves((90, 60))), c80=[b"Ani\0\x07", b"Budi"], c120=b"Satu\r\ndua"))
    assert (taken.credit, taken.caption) == ("Ani", "Satu\ndua")


@pytest.mark.parametrize(
    ("byline", "agency", "credit"),
    [
        ("Ani", "", "Ani"),
        ("", "ANTARA", "ANTARA"),
        ("ANTARA FOTO/Ani", "ANTARA FOTO", "ANTARA FOTO/Ani"),
        ("A" * 100, "B" * 100, "A" * 100 + "/" + "B" * 19),
    ],
)
def test_a_credit_names_whom_it_can_and_fits_its_field(byline, agency, credit):
    assert metadata.Words(byline=byline, agency=agency).credit == credit


def test_xmp_is_read():
    taken = read(with_xmp(encoded(halves((90, 60))), XMP.encode()))
    assert (taken.caption, taken.credit) == ("Nelayan di Muara", "Dewi Lestari/ANTARA")
    assert taken.taken_on == date(2019, 5, 12)


@pytest.mark.parametrize("format_", ["WEBP", "AVIF"])
def test_xmp_is_read_in_the_newer_formats(format_):
    assert read(encoded(halves((90, 60)), format_, xmp=XMP.encode())).caption == "Nelayan di Muara"


def test_iptc_goes_before_xmp_and_credits_are_not_mixed():
    taken = read(with_iptc(with_xmp(encoded(halves((90, 60))), XMP.encode()), c80=b"Ani"))
    assert (taken.caption, taken.credit) == ("Nelayan di Muara", "Ani")


@pytest.mark.parametrize(
    "packet",
    [
        XMP.replace("<x:xmpmeta", '<!DOCTYPE x [<!ENTITY a "b">]><x:xmpmeta', 1).encode(),
        ('<?xml version="1.0"?><!ENTITY a "b">' + XMP).encode(),
        XMP.encode("utf-16"),
        XMP.encode("utf-16-le"),
        b"<x:xmpmeta",
        b"",
        b"<a>" + b" " * metadata.XMP_LIMIT + b"</a>",
    ],
    ids=["doctype", "entity", "utf-16", "utf-16-le", "cut short", "empty", "long"],
)
def test_hostile_or_broken_xmp_is_passed_over(packet):
    assert metadata.xmp(packet) == metadata.Words()


def test_a_cameras_words_are_read_as_utf_8():
    exif = Image.Exif()
    exif[ExifTags.Base.ImageDescription] = "Pasar Terapung – Banjar".encode()
    exif[ExifTags.Base.Artist] = "Ani"
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2019:05:12 10:00:00"
    taken = read(encoded(halves((90, 60)), exif=exif))
    assert (taken.caption, taken.credit) == ("Pasar Terapung – Banjar", "Ani")
    assert taken.taken_on == date(2019, 5, 12)


def test_words_beyond_latin_1_pass_unchanged():
    assert metadata.text("“한국” ") == "“한국”"


@pytest.mark.parametrize("raw", ["0000:00:00 00:00:00", "", None, "20191", 7, b"\xff\xfe"])
def test_a_day_that_is_none_is_left_out(raw):
    assert metadata.day(raw) is None


@pytest.mark.parametrize(
    ("marker", "body"),
    [
        (0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x06\x1d\x02\x50\0\x09x"),
        (0xE1, b"Exif\0\0II*\0\xff\xff\xff\xff"),
        (0xE1, b"Exif\0\0rubbish"),
        (0xE1, b"Exif\0\0II*\0\x08\0\0\0\x01\0\x69\x87\x04\0\x01\0\0\0\xff\xff\xff\x7f"),
    ],
)
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_damaged_words_do_not_refuse_a_photo(marker, body):
    taken = read(with_segment(encoded(halves((90, 60))), marker, body))
    assert (taken.caption, taken.credit, taken.taken_on) == ("", "", None)


class _Unreadable:
    """As Pillow's EXIF answers where a block is broken in a way that shows only on reading."""

    info = {}

    def getexif(self):
        raise SyntaxError

    def get(self, tag):
        raise OSError

    get_ifd = get


def test_exif_that_breaks_on_reading_is_passed_over():
    assert metadata.read(_Unreadable()) == metadata.Words()
    assert metadata._exif_field(_Unreadable(), 1) is None
    assert metadata._taken(_Unreadable()) is None
