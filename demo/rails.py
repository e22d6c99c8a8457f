"""Painters of trains and bridges for the demonstration pictures: each fills one canvas."""

from __future__ import annotations

import math

from .drawing import (
    ACCENT,
    CLAY,
    CREAM,
    DEEP,
    FOREST,
    HAZE,
    INK,
    LAMP,
    LINK,
    NIGHT,
    OCHRE,
    PAPER,
    PINE,
    ROSE,
    SAND,
    SEA,
    SKY,
    SLATE,
    STONE,
    SUN,
    Canvas,
    Colour,
    Point,
    mix,
    ridge,
    ripples,
    stars,
)  # fmt: skip


def stasiun(canvas: Canvas) -> None:
    canvas.shade(0, 760, mix(SEA, SLATE, 0.3), SKY, CREAM, SAND)
    canvas.sun(1090, 560, 80, SUN)
    ridge(canvas, 650, 46, mix(SEA, HAZE, 0.35))
    ridge(canvas, 700, 30, mix(PINE, HAZE, 0.3), waves=2.6)
    canvas.box(0, 745, 1800, 1200, mix(STONE, CLAY, 0.3))
    _rails(canvas, (1035, 748), (560, 930))
    _rails(canvas, (1075, 748), (1250, 1620))
    _carriages(canvas)
    canvas.area([(1120, 748), (1180, 748), (1800, 1010), (1800, 1200), (1700, 1200)], mix(SAND, STONE, 0.4))
    canvas.area([(1120, 748), (1128, 748), (1740, 1200), (1650, 1200)], CREAM)
    canvas.area([(1122, 690), (1240, 648), (1800, 330), (1800, 480)], mix(ACCENT, NIGHT, 0.2))
    canvas.area([(1122, 690), (1800, 480), (1800, 520), (1124, 698)], mix(ACCENT, PAPER, 0.25))
    for x, top, base, wide in ((1215, 668, 775, 6), (1310, 640, 822, 9), (1450, 596, 893, 13), (1660, 530, 1000, 19)):
        canvas.box(x, top, x + wide, base, mix(DEEP, INK, 0.3))


def _rails(canvas: Canvas, start: Point, ends: tuple[float, float]) -> None:
    left, right = ends
    middle = (left + right) / 2
    for step in range(20):
        share = (step / 19) ** 2.2
        x, y = start[0] + (middle - start[0]) * share, start[1] + (1210 - start[1]) * share
        half = 4 + (right - left) * 0.72 * share
        canvas.area(
            [
                (x - half, y),
                (x + half, y),
                (x + half * 1.03, y + 3 + 20 * share),
                (x - half * 1.03, y + 3 + 20 * share),
            ],
            mix(CLAY, INK, 0.45),
        )
    for end in (left, right):
        canvas.area([(start[0] - 1, start[1]), (start[0] + 1, start[1]), (end + 13, 1200), (end - 13, 1200)], SLATE)
        canvas.area([(start[0] - 0.5, start[1]), (start[0] + 0.5, start[1]), (end + 3, 1200), (end - 7, 1200)], HAZE)


def _carriages(canvas: Canvas) -> None:
    """A green train that comes out of the distance on the left track and fills the corner."""
    roof, floor = ((0, 250), (1010, 690)), ((0, 1130), (1010, 752))

    def at(edge: tuple[Point, Point], x: float) -> float:
        return edge[0][1] + (edge[1][1] - edge[0][1]) * x / edge[1][0]

    def strip(x: float, until: float, top: float, bottom: float, colour: Colour) -> None:
        heights = [(place, at(roof, place), at(floor, place)) for place in (x, until)]
        (a, upper, lower), (b, far_upper, far_lower) = heights
        canvas.area(
            [
                (a, upper + (lower - upper) * top),
                (b, far_upper + (far_lower - far_upper) * top),
                (b, far_upper + (far_lower - far_upper) * bottom),
                (a, upper + (lower - upper) * bottom),
            ],
            colour,
        )

    strip(0, 1010, 0, 1, FOREST)
    strip(0, 1010, 0, 0.1, mix(SLATE, INK, 0.2))
    strip(0, 1010, 0.27, 0.56, mix(FOREST, INK, 0.35))
    strip(0, 1010, 0.66, 0.71, OCHRE)
    strip(0, 1010, 0.88, 1, mix(INK, SLATE, 0.2))
    for x in (20, 190, 340, 560, 665, 760, 838, 895, 935, 965):
        wide = 0.15 * (1090 - x)
        strip(x, x + wide, 0.3, 0.53, mix(SKY, LAMP, 0.35))
    for x in (470, 485, 800, 806, 945, 948):
        strip(x, x + 10 * (1 - x / 1100), 0.05, 0.9, mix(INK, FOREST, 0.3))
    canvas.area([(1010, 690), (1030, 694), (1030, 750), (1010, 752)], mix(FOREST, INK, 0.5))


def kereta_malam(canvas: Canvas) -> None:
    canvas.shade(0, 900, NIGHT, mix(NIGHT, DEEP, 0.6), DEEP, mix(SEA, SLATE, 0.3))
    stars(canvas, 520, 150)
    canvas.glow(1380, 260, 190, CREAM, 0.07)
    canvas.disc(1380, 260, 88, CREAM)
    canvas.disc(1350, 236, 20, mix(CREAM, SAND, 0.7))
    canvas.disc(1412, 290, 14, mix(CREAM, SAND, 0.7))
    peaks = (
        (0, 620),
        (170, 470),
        (330, 600),
        (560, 380),
        (760, 590),
        (980, 450),
        (1200, 620),
        (1480, 430),
        (1800, 640),
    )
    canvas.area([*peaks, (1800, 900), (0, 900)], mix(DEEP, SLATE, 0.35))
    for x, y in ((170, 470), (560, 380), (980, 450), (1480, 430)):
        canvas.area(
            [(x, y), (x + 62, y + 58), (x + 24, y + 50), (x - 4, y + 74), (x - 28, y + 48), (x - 56, y + 56)],
            mix(PAPER, SLATE, 0.3),
        )
    ridge(canvas, 730, 40, mix(DEEP, NIGHT, 0.5), waves=1.5)
    for number in range(44):
        stem, tall = number * 42 + canvas.random.uniform(-14, 14), canvas.random.uniform(70, 150)
        canvas.area([(stem, 800 - tall), (stem + 26, 810), (stem - 26, 810)], mix(NIGHT, PINE, 0.25))
    canvas.box(0, 800, 1800, 1200, mix(NIGHT, FOREST, 0.25))
    _viaduct(canvas, 935, mix(SLATE, NIGHT, 0.45), mix(NIGHT, FOREST, 0.25))
    for start in (-120, 470, 1060):
        canvas.box(start, 800, start + 570, 908, LINK, 14)
        canvas.box(start, 880, start + 570, 890, ACCENT)
        for x in range(start + 34, start + 540, 74):
            canvas.box(x, 826, x + 48, 862, LAMP, 5)
        for x in (start + 70, start + 120, start + 450, start + 500):
            canvas.disc(x, 920, 17, INK)
    canvas.area([(1630, 908), (1630, 800), (1710, 800), (1768, 846), (1790, 908)], LINK)
    canvas.area([(1690, 815), (1712, 815), (1748, 848), (1690, 848)], LAMP)
    canvas.glaze([(1788, 880), (1800, 850), (1800, 930), (1788, 898)], LAMP, 0.6)


def _viaduct(canvas: Canvas, deck: float, stone: Colour, behind: Colour) -> None:
    """A bridge of arches from edge to edge, its roadway at `deck`."""
    canvas.box(0, deck, 1800, 1200, stone)
    canvas.box(0, deck - 4, 1800, deck + 16, mix(stone, PAPER, 0.22))
    for x in range(-40, 1900, 230):
        canvas.disc(x + 85, deck + 145, 86, behind)
        canvas.box(x - 1, deck + 145, x + 171, 1200, behind)


def kereta_tua(canvas: Canvas) -> None:
    """In the browns of an old print: this one stands in the library as a file picture."""
    canvas.shade(0, 800, SAND, CREAM, mix(CREAM, PAPER, 0.5))
    canvas.sun(1340, 300, 100, mix(SAND, OCHRE, 0.3))
    for base, share in ((560, 0.25), (660, 0.45), (770, 0.65)):
        ridge(canvas, base, 60, mix(SAND, CLAY, share), waves=1 + share)
    _viaduct(canvas, 800, mix(CLAY, INK, 0.3), mix(SAND, CLAY, 0.5))
    for number in range(13):
        size = 34 + number * 11
        canvas.glow(1310 - number * 78, 462 - 46 * math.sin(number / 4) - number * 9, size, PAPER, 0.62, flat=0.72)
    _steam_engine(canvas, 1180, 800)
    for start in (160, 500, 840):
        canvas.box(start, 640, start + 320, 760, mix(CLAY, ACCENT, 0.3), 6)
        canvas.box(start - 12, 616, start + 332, 646, mix(CLAY, INK, 0.5), 12)
        for x in range(start + 22, start + 300, 58):
            canvas.box(x, 664, x + 36, 708, CREAM)
        canvas.box(start + 316, 748, start + 344, 758, INK)
        for x in (start + 60, start + 260):
            canvas.disc(x, 772, 28, INK)
            canvas.disc(x, 772, 12, CLAY)
    canvas.glaze([(0, 0), (1800, 0), (1800, 1200), (0, 1200)], OCHRE, 0.1)


def _steam_engine(canvas: Canvas, x: float, rail: float) -> None:
    iron = mix(INK, CLAY, 0.15)
    canvas.box(x, rail - 190, x + 130, rail - 40, iron)
    canvas.box(x - 14, rail - 214, x + 146, rail - 186, mix(iron, CLAY, 0.4), 8)
    canvas.box(x + 34, rail - 168, x + 96, rail - 112, CREAM)
    canvas.box(x + 120, rail - 152, x + 372, rail - 52, iron, 22)
    for band in (190, 270):
        canvas.box(x + band, rail - 152, x + band + 10, rail - 52, OCHRE)
    canvas.box(x + 168, rail - 188, x + 222, rail - 148, iron, 20)
    canvas.area(
        [
            (x + 296, rail - 150),
            (x + 306, rail - 250),
            (x + 288, rail - 282),
            (x + 372, rail - 282),
            (x + 354, rail - 250),
            (x + 362, rail - 150),
        ],
        iron,
    )
    canvas.disc(x + 376, rail - 102, 26, LAMP)
    canvas.area([(x + 350, rail - 50), (x + 392, rail - 50), (x + 430, rail - 6), (x + 350, rail - 6)], ACCENT)
    for wheel, radius in ((50, 46), (156, 46), (256, 36), (330, 30)):
        canvas.disc(x + wheel, rail - radius, radius, mix(ACCENT, INK, 0.3))
        canvas.disc(x + wheel, rail - radius, radius * 0.72, iron)
        canvas.disc(x + wheel, rail - radius, radius * 0.2, OCHRE)
    canvas.line([(x + 50, rail - 46), (x + 256, rail - 40)], OCHRE, 9)


def jembatan(canvas: Canvas) -> None:
    canvas.shade(0, 720, mix(SEA, SKY, 0.4), SKY, CREAM, mix(SAND, ROSE, 0.35))
    canvas.sun(330, 500, 78, SUN)
    ridge(canvas, 640, 60, mix(SEA, HAZE, 0.5), waves=1.4)
    ridge(canvas, 705, 34, mix(PINE, HAZE, 0.3), waves=2.2)
    canvas.shade(742, 1200, mix(SEA, HAZE, 0.35), SEA, DEEP)
    ripples(canvas, 760, 1190, mix(SEA, HAZE, 0.55), 70)
    cable = mix(PAPER, SLATE, 0.6)
    for x in (590, 1260):
        for step in range(1, 10):
            for side in (-1, 1):
                canvas.line([(x, 200 + step * 20), (x + side * step * 36, 790)], cable, 4.5)
        canvas.area([(x - 24, 205), (x + 24, 205), (x + 42, 1010), (x - 42, 1010)], ACCENT)
        canvas.glaze([(x + 4, 205), (x + 24, 205), (x + 42, 1010), (x + 10, 1010)], INK, 0.2)
        canvas.box(x - 34, 185, x + 34, 215, mix(ACCENT, INK, 0.25), 6)
        canvas.box(x - 82, 985, x + 82, 1040, mix(SLATE, STONE, 0.4), 10)
        canvas.glow(x, 1046, 130, NIGHT, 0.25, flat=0.12)
    canvas.box(0, 788, 1800, 826, mix(SLATE, INK, 0.2))
    canvas.box(0, 782, 1800, 792, CREAM)
    for x, colour in ((170, LINK), (820, OCHRE), (930, PAPER), (1500, ACCENT)):
        canvas.box(x, 752, x + 74, 780, colour, 8)
        canvas.box(x + 14, 736, x + 56, 758, mix(colour, INK, 0.25), 8)
        canvas.disc(x + 16, 781, 9, INK)
        canvas.disc(x + 58, 781, 9, INK)
    canvas.area([(0, 1200), (0, 960), (120, 985), (260, 1060), (390, 1200)], FOREST)
    canvas.area([(1800, 1200), (1800, 1000), (1680, 1030), (1540, 1110), (1470, 1200)], mix(FOREST, INK, 0.2))
