from io import BytesIO

import pytest
from PIL import ExifTags, Image, ImageCms

from photos import intake, renditions
from tests.photos.pictures import encoded, halves, upload, with_iptc

MIDDLE = (0.5, 0.5)
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def made_of(image, focal=MIDDLE):
    return {(one.shape, one.format, one.width): one for one in renditions.make(image, focal)}


def opened(one):
    return Image.open(BytesIO(one.bytes))


def sizes(image, shape, focal=MIDDLE):
    return sorted({(one.width, one.height) for one in renditions.make(image, focal) if one.shape == shape})


def close(pixel, colour, tolerance=40):
    return all(abs(a - b) <= tolerance for a, b in zip(pixel, colour, strict=True))


def test_every_shape_comes_in_its_widths_and_formats():
    made = made_of(halves((1600, 1000)))
    assert {key[:2] for key in made} == {
        (shape, format_) for shape in ("story", "card") for format_ in ("avif", "webp", "jpeg")
    } | {(shape, "jpeg") for shape in ("share", "classic", "square")}
    assert sizes(halves((1600, 1000)), "story") == [(480, 300), (800, 500), (1280, 800)]
    assert sizes(halves((1600, 1000)), "card") == [(240, 160), (480, 320), (960, 640)]
    assert len(made) == 21


def test_each_rendition_is_what_it_says():
    for one in renditions.make(halves((1600, 1000)), MIDDLE):
        image = opened(one)
        assert (image.format.lower(), image.size, image.mode) == (one.format, (one.width, one.height), "RGB")


def test_a_small_photo_is_not_enlarged_but_for_machines():
    small = halves((300, 200))
    assert sizes(small, "story") == [(300, 200)]
    assert sizes(small, "card") == [(240, 160), (300, 200)]
    assert [sizes(small, shape) for shape in renditions.MACHINES] == [[(1200, 675)], [(1200, 900)], [(1200, 1200)]]


def test_a_source_between_two_widths_gives_its_own():
    assert [width for width, _ in sizes(halves((900, 600)), "story")] == [480, 800, 900]


@pytest.mark.parametrize("size", [(1, 1), (1, 400), (400, 1)])
def test_the_thinnest_photo_still_has_every_shape(size):
    made = renditions.make(Image.new("RGB", size), MIDDLE)
    assert {one.shape for one in made} == {"story", "card", "share", "classic", "square"}


def test_a_portrait_of_four_to_five_stands_whole():
    assert sizes(halves((1600, 2000)), "story") == [(480, 600), (800, 1000), (1280, 1600)]


def test_a_taller_portrait_is_cropped_to_four_to_five_around_the_focal_point():
    tall = Image.new("RGB", (1000, 3000), "blue")
    tall.paste("red", (0, 0, 1000, 1250))
    top = opened(made_of(tall, (0.5, 0.0))["story", "jpeg", 800])
    bottom = opened(made_of(tall, (0.5, 1.0))["story", "jpeg", 800])
    assert top.size == bottom.size == (800, 1000)
    assert close(top.getpixel((400, 990)), (255, 0, 0))
    assert close(bottom.getpixel((400, 10)), (0, 0, 255))


@pytest.mark.parametrize(("x", "colour"), [(0.1, (255, 0, 0)), (0.9, (0, 0, 255))])
def test_a_card_keeps_what_lies_at_the_focal_point(x, colour):
    card = opened(made_of(halves((3000, 1000)), (x, 0.5))["card", "jpeg", 480])
    assert close(card.getpixel((5, 160)), colour)
    assert close(card.getpixel((475, 160)), colour)


@pytest.mark.parametrize("focal", [(0, 0), (1, 1), (0.3, 0.8), (0.5, 0.5)])
@pytest.mark.parametrize("size", [(3000, 1000), (1000, 3000), (7, 5)])
@pytest.mark.parametrize("ratio", [0.8, 1.5, 16 / 9])
def test_a_crop_stays_inside_the_photo_and_keeps_its_ratio(focal, size, ratio):
    left, top, right, bottom = renditions.crop(size, ratio, focal)
    assert 0 <= left < right <= size[0] + 1e-6
    assert 0 <= top < bottom <= size[1] + 1e-6
    assert (right - left) / (bottom - top) == pytest.approx(ratio)


@pytest.mark.parametrize("profile", [SRGB, b""])
def test_no_rendition_carries_what_the_file_said_of_itself(profile):
    exif = Image.Exif()
    exif[ExifTags.Base.Artist] = "RAHASIA"
    exif[ExifTags.IFD.GPSInfo] = {1: "S", 2: (6.0, 10.0, 0.0)}
    said = {"exif": exif, "xmp": b"<x>RAHASIA</x>", "comment": b"RAHASIA", "icc_profile": profile}
    raw = with_iptc(encoded(halves(), **said), c120=b"RAHASIA")
    assert b"RAHASIA" in raw
    source = intake.read(upload(raw)).image
    assert not {"exif", "xmp", "comment", "photoshop"} & set(source.info)
    for one in renditions.make(source, MIDDLE):
        image = opened(one)
        assert not dict(image.getexif())
        assert not {"exif", "xmp", "icc_profile", "comment", "photoshop"} & set(image.info)
        assert b"RAHASIA" not in one.bytes


def test_making_renditions_leaves_the_source_as_it_was():
    source = halves((300, 200))
    source.info["comment"] = b"kept"
    list(renditions.make(source, MIDDLE))
    assert source.info == {"comment": b"kept"}


@pytest.mark.parametrize(
    "image",
    [
        Image.new("RGBA", (60, 40), (0, 0, 0, 0)),
        Image.new("LA", (60, 40), (0, 0)),
        Image.new("1", (60, 40), 1),
        Image.new("L", (60, 40), 255),
        Image.new("CMYK", (60, 40), (0, 0, 0, 0)),
        Image.new("I;16", (60, 40), 65535),
        Image.new("P", (60, 40), 0).convert("RGB").point(lambda _: 255).quantize(4),
    ],
    ids=lambda image: image.mode,
)
def test_transparency_turns_white_and_every_mode_turns_to_rgb(image):
    one = opened(made_of(image)["card", "jpeg", 60])
    assert one.mode == "RGB"
    assert close(one.getpixel((30, 20)), (255, 255, 255), 3)


def test_sixteen_bit_grey_keeps_its_middle():
    grey = opened(made_of(Image.new("I;16", (60, 40), 32768))["card", "jpeg", 60])
    assert close(grey.getpixel((30, 20)), (128, 128, 128), 4)


def test_a_transparent_colour_in_a_palette_turns_white():
    raw = encoded(Image.new("P", (60, 40), 0), "PNG", transparency=0)
    one = opened(made_of(intake.read(upload(raw)).image)["card", "jpeg", 60])
    assert close(one.getpixel((30, 20)), (255, 255, 255), 3)


def test_colours_of_a_profile_are_brought_to_srgb():
    red_for_blue = SRGB.replace(b"rXYZ", b"temp", 1).replace(b"bXYZ", b"rXYZ", 1).replace(b"temp", b"bXYZ", 1)
    image = Image.new("RGB", (60, 40), (255, 0, 0))
    image.info["icc_profile"] = red_for_blue
    one = opened(made_of(image)["card", "jpeg", 60])
    assert close(one.getpixel((30, 20)), (0, 0, 255))


@pytest.mark.parametrize("profile", [b"rubbish", SRGB])
def test_a_profile_that_does_not_fit_is_passed_over(profile):
    image = Image.new("CMYK", (60, 40), (0, 0, 0, 0))
    image.info["icc_profile"] = profile
    assert close(opened(made_of(image)["card", "jpeg", 60]).getpixel((30, 20)), (255, 255, 255), 3)
