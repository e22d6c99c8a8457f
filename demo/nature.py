"""Painters of land and water for the demonstration pictures: each fills one canvas."""

from __future__ import annotations

import math
from itertools import pairwise

from .drawing import (
    ACCENT,
    CLAY,
    CREAM,
    DEEP,
    FOREST,
    HAZE,
    INK,
    LAMP,
    LEAF,
    LINK,
    MOSS,
    NIGHT,
    OCHRE,
    PAPER,
    PINE,
    ROSE,
    SAND,
    SEA,
    SKY,
    SLATE,
    SUN,
    Canvas,
    Colour,
    boat,
    cloud,
    glitter,
    mist,
    mix,
    palm,
    ridge,
    ripples,
    stars,
    steps,
    stilt_house,
    volcano,
)  # fmt: skip

# --- Land --------------------------------------------------------------------------------------------------


def sawah(canvas: Canvas) -> None:
    canvas.shade(0, 700, mix(SKY, SEA, 0.25), HAZE, CREAM, mix(SAND, ROSE, 0.3))
    canvas.sun(1330, 330, 82, SUN)
    volcano(canvas, 640, 660, 430, 720, mix(SEA, HAZE, 0.45))
    mist(canvas, 590, 70, 0.4)
    ridge(canvas, 640, 40, mix(PINE, HAZE, 0.45))
    mist(canvas, 655, 40, 0.3)
    ridge(canvas, 715, 34, mix(PINE, MOSS, 0.4), waves=1.4)
    _terraces(canvas)
    palm(canvas, 1560, 880, 330, -50, FOREST)
    palm(canvas, 1650, 905, 250, 40, mix(FOREST, INK, 0.2))


def _terraces(canvas: Canvas) -> None:
    tones = (LEAF, mix(MOSS, LEAF, 0.4), mix(OCHRE, LEAF, 0.55), mix(SKY, SEA, 0.2), MOSS, mix(OCHRE, SAND, 0.3))
    y, number = 745.0, 0
    while y < 1230:
        depth = (y - 745) / 455
        colour = mix(tones[number % len(tones)], FOREST, 0.12 + 0.18 * depth)
        edge = [(x, _rim(x, y, number)) for x in range(0, 1801, 30)]
        canvas.area([*edge, (1800, 1200), (0, 1200)], mix(CREAM, MOSS, 0.35))
        canvas.area([(x, top + 8 + 8 * depth) for x, top in edge] + [(1800, 1200), (0, 1200)], colour)
        for row in range(int(2 + 4 * depth)):
            canvas.line(
                [(x, top + 22 + 26 * depth + row * 15) for x, top in edge], mix(colour, PINE, 0.28), 2 + 2 * depth
            )
        y, number = y + 44 + 62 * depth, number + 1


def _rim(x: float, y: float, number: int) -> float:
    depth = (y - 745) / 455
    return y + (18 + 40 * depth) * math.sin(x / 420 + number * 0.55) + (6 + 10 * depth) * math.sin(x / 150 + number)


def gunung(canvas: Canvas) -> None:
    canvas.shade(0, 900, mix(DEEP, SLATE, 0.35), mix(SEA, ROSE, 0.4), ROSE, SAND)
    canvas.sun(470, 470, 96, SUN)
    for number in range(9):
        x, y = 1086 + number * 34, 285 - number * 26 + canvas.random.uniform(-10, 10)
        canvas.glow(x, y, 44 + number * 17, mix(CREAM, ROSE, 0.3), 0.5, flat=0.72)
    volcano(canvas, 1080, 900, 610, 900, mix(DEEP, SLATE, 0.3))
    mist(canvas, 770, 70, 0.22, ROSE)
    for base, share in ((820, 0.3), (900, 0.55), (985, 0.8), (1085, 1.0)):
        ridge(canvas, base, 52, mix(mix(SLATE, ROSE, 0.35), NIGHT, share), waves=0.9 + share * 0.7)


def kebun_teh(canvas: Canvas) -> None:
    canvas.shade(0, 620, SKY, HAZE, mix(CREAM, HAZE, 0.4))
    ridge(canvas, 400, 90, mix(SEA, HAZE, 0.55), waves=1.2)
    mist(canvas, 470, 60, 0.45)
    ridge(canvas, 530, 70, mix(PINE, HAZE, 0.35), waves=1.6)
    mist(canvas, 610, 60, 0.4)
    canvas.box(1290, 500, 1470, 612, CREAM)
    canvas.area([(1260, 508), (1335, 435), (1425, 435), (1500, 508)], ACCENT)
    canvas.box(1360, 545, 1400, 612, CLAY)
    canvas.area([(0, 640), (500, 560), (1100, 640), (1800, 540), (1800, 1200), (0, 1200)], mix(PINE, FOREST, 0.4))
    for number in range(17):
        _tea_row(canvas, number)


def _tea_row(canvas: Canvas, number: int) -> None:
    share = number / 16
    top, thick = 610 + 590 * share**1.35, 13 + 42 * share
    colour = mix(mix(LEAF, MOSS, 0.3), PINE, 0.15 + 0.5 * ((number * 5) % 3) / 2)
    x = -30.0
    while x < 1840:
        y = top + 70 * (1 - 0.3 * share) * math.sin(x / 520 + share * 1.9) - 30 * share
        bump = thick * canvas.random.uniform(0.85, 1.15)
        canvas.disc(x, y + 8 * share, bump, mix(colour, FOREST, 0.6), flat=0.75)
        canvas.disc(x, y - 4 * share, bump * 0.94, colour, flat=0.66)
        canvas.disc(x - bump * 0.2, y - bump * 0.3, bump * 0.45, mix(colour, CREAM, 0.2), flat=0.5)
        x += thick * 0.95


def hutan(canvas: Canvas) -> None:
    canvas.shade(0, 1200, HAZE, mix(LEAF, HAZE, 0.6), mix(MOSS, HAZE, 0.3), PINE)
    canvas.sun(1180, 260, 110, mix(SUN, PAPER, 0.4))
    for layer in range(5):
        colour = mix(mix(PINE, HAZE, 0.62), FOREST, layer / 4)
        for _ in range(11 - layer):
            _trunk(canvas, canvas.random.uniform(-40, 1840), 14 + 13 * layer, colour)
        canvas.glow(900, 1120, 1500, mix(HAZE, LEAF, 0.2), 0.16, flat=0.16 + 0.03 * layer)
    for x, tilt in ((1020, -190), (1180, -20), (1330, 160)):
        canvas.glaze([(x, 0), (x + 60, 0), (x + tilt + 210, 1200), (x + tilt - 40, 1200)], SUN, 0.09)
    ridge(canvas, 1120, 26, mix(FOREST, INK, 0.3), waves=3)


def _trunk(canvas: Canvas, x: float, width: float, colour: Colour) -> None:
    lean = canvas.random.uniform(-24, 24)
    canvas.area(
        [
            (x - width / 2 + lean, 0),
            (x + width / 2 + lean, 0),
            (x + width * 0.6, 1010),
            (x + width * 1.3, 1200),
            (x - width * 1.3, 1200),
            (x - width * 0.6, 1010),
        ],
        colour,
    )
    for _ in range(3):
        y, side = canvas.random.uniform(120, 620), canvas.random.choice((-1, 1))
        tip = (x + side * width * canvas.random.uniform(3, 6), y - width * canvas.random.uniform(1.2, 3))
        canvas.line([(x + lean * 0.5, y), tip], colour, width * 0.26)
        canvas.disc(*tip, width * 1.7, colour, flat=0.5)
        canvas.disc(tip[0] + side * width, tip[1] - width * 0.7, width * 1.3, colour, flat=0.5)


def bakau(canvas: Canvas) -> None:
    canvas.shade(0, 560, SKY, HAZE, CREAM)
    canvas.shade(560, 1200, mix(SEA, HAZE, 0.5), SEA, mix(DEEP, PINE, 0.3))
    ridge_colour = mix(PINE, HAZE, 0.5)
    canvas.area([(0, 560), (0, 520), (420, 500), (900, 535), (1500, 505), (1800, 525), (1800, 562)], ridge_colour)
    ripples(canvas, 580, 1200, mix(SEA, HAZE, 0.6))
    for number in range(30):
        x, y = 40 + number * 62, 700 + number * 4 + 10 * math.sin(number)
        canvas.box(x - 6, y - 95 - 18 * (number % 3), x + 6, y + 30, mix(OCHRE, CLAY, 0.4))
    canvas.line([(0, 640), (900, 690), (1800, 760)], mix(CLAY, INK, 0.25), 10)
    for x, y, size in ((330, 900, 1.15), (1230, 960, 1.4), (760, 1075, 1.0), (1660, 1090, 1.1)):
        _mangrove(canvas, x, y, size * 170)


def _mangrove(canvas: Canvas, x: float, y: float, size: float) -> None:
    bark = mix(CLAY, NIGHT, 0.6)
    canvas.glow(x, y + size * 0.12, size * 1.15, NIGHT, 0.3, flat=0.12)
    for reach in (-0.8, -0.5, -0.22, 0.22, 0.5, 0.8):
        arc = [(x + reach * size * t, y - size * 0.62 * (1 - t * t)) for t in steps(10)]
        canvas.line(arc, bark, size * 0.06)
    canvas.line([(x, y - size * 0.6), (x + size * 0.05, y - size * 1.3)], bark, size * 0.13)
    crown = ((-0.75, 1.3, 0.5), (0.7, 1.35, 0.55), (-0.3, 1.75, 0.6), (0.35, 1.85, 0.55), (0, 1.4, 0.72))
    for left, up, wide in crown:
        canvas.disc(x + left * size, y - up * size + size * 0.06, size * wide, FOREST, flat=0.66)
    for left, up, wide in crown:
        canvas.disc(x + left * size, y - up * size, size * wide * 0.93, PINE, flat=0.62)
        canvas.disc(x + (left - 0.1) * size, y - (up + 0.13) * size, size * wide * 0.55, MOSS, flat=0.5)


def garam(canvas: Canvas) -> None:
    canvas.shade(0, 470, mix(SKY, SEA, 0.2), HAZE, mix(SAND, ROSE, 0.35))
    canvas.sun(420, 385, 70, SUN)
    canvas.area(
        [(0, 478), (0, 440), (500, 452), (980, 430), (1500, 455), (1800, 436), (1800, 478)], mix(SEA, HAZE, 0.4)
    )
    canvas.box(0, 470, 1800, 1200, CLAY)
    vanish = 900.0
    rows = [478, 520, 585, 690, 850, 1080, 1330]
    for row, (top, bottom) in enumerate(pairwise(rows)):
        for column in range(-16, 16):
            _pond(canvas, vanish, (top, bottom), column, row)
    for x, y, size in (
        (250, 800, 95),
        (620, 700, 52),
        (1330, 830, 105),
        (1120, 640, 40),
        (1560, 1090, 165),
        (520, 1040, 130),
    ):
        canvas.glow(x + size * 0.2, y + 4, size * 1.15, NIGHT, 0.2, flat=0.16)
        canvas.area(
            [(x - size, y), (x - size * 0.2, y - size * 0.85), (x + size * 0.15, y - size * 0.88), (x + size, y)], PAPER
        )
        canvas.glaze([(x + size * 0.15, y - size * 0.88), (x + size, y), (x + size * 0.1, y)], SLATE, 0.22)
    _windmill(canvas, 1480, 640, 250)
    _windmill(canvas, 860, 560, 130)


def _pond(canvas: Canvas, vanish: float, span: tuple[float, float], column: int, row: int) -> None:
    top, bottom = span
    near, far = (bottom - 440) * 0.62, (top - 440) * 0.62
    gap = 0.05
    corners = [
        (vanish + (column + gap) * far, top + (bottom - top) * 0.07),
        (vanish + (column + 1 - gap) * far, top + (bottom - top) * 0.07),
    ]
    corners += [(vanish + (column + 1 - gap) * near, bottom), (vanish + (column + gap) * near, bottom)]
    tone = (mix(SKY, HAZE, 0.4), mix(ROSE, CREAM, 0.45), mix(SEA, HAZE, 0.45), CREAM)[(column * 3 + row * 2) % 4]
    canvas.area(corners, mix(tone, SEA, 0.05 * row))


def _windmill(canvas: Canvas, x: float, base: float, height: float) -> None:
    wood = mix(CLAY, NIGHT, 0.55)
    canvas.line([(x - height * 0.16, base), (x, base - height), (x + height * 0.16, base)], wood, height * 0.03)
    canvas.line(
        [(x - height * 0.1, base - height * 0.38), (x + height * 0.1, base - height * 0.38)], wood, height * 0.02
    )
    for quarter in range(4):
        turn = math.radians(25 + quarter * 90)
        tip = (x + math.cos(turn) * height * 0.5, base - height + math.sin(turn) * height * 0.5)
        side = (tip[0] + math.cos(turn + 1.57) * height * 0.13, tip[1] + math.sin(turn + 1.57) * height * 0.13)
        canvas.area([(x, base - height), tip, side], ACCENT if quarter % 2 else CREAM)
    canvas.disc(x, base - height, height * 0.035, wood)


# --- Water -------------------------------------------------------------------------------------------------


def pantai(canvas: Canvas) -> None:
    canvas.shade(0, 600, mix(SEA, SKY, 0.4), SKY, CREAM, mix(SAND, ROSE, 0.5))
    canvas.sun(1240, 470, 88, SUN)
    cloud(canvas, 360, 260, 150, mix(PAPER, SKY, 0.2))
    cloud(canvas, 790, 180, 95, mix(PAPER, SKY, 0.35))
    canvas.shade(600, 1200, mix(SEA, HAZE, 0.35), SEA, DEEP)
    canvas.area([(1340, 604), (1460, 545), (1600, 520), (1800, 490), (1800, 604)], mix(PINE, SEA, 0.5))
    glitter(canvas, 1240, 608, 860, mix(SUN, PAPER, 0.2), 120)
    boat(canvas, 880, 690, 62, CLAY, sail=PAPER)
    shore = [(x, 1010 - 250 * (1 - x / 1800) ** 1.8 + 26 * math.sin(x / 170)) for x in range(0, 1801, 30)]
    for lift, colour in ((0, mix(SEA, HAZE, 0.55)), (26, PAPER), (44, mix(SAND, CLAY, 0.25)), (92, SAND), (150, CREAM)):
        canvas.area([(x, y + lift) for x, y in shore] + [(1800, 1200), (0, 1200)], colour)
    canvas.glow(300, 1130, 330, CLAY, 0.16, flat=0.1)
    palm(canvas, 130, 1150, 760, 190, FOREST)
    palm(canvas, 330, 1160, 560, 90, mix(FOREST, PINE, 0.5))
    palm(canvas, -10, 1160, 620, 20, mix(FOREST, INK, 0.3))


def laut_perahu(canvas: Canvas) -> None:
    canvas.shade(0, 520, mix(SEA, SKY, 0.3), SKY, CREAM)
    for x, y, size in ((250, 230, 130), (1500, 170, 170), (980, 280, 90)):
        cloud(canvas, x, y, size, mix(PAPER, SKY, 0.12))
    canvas.shade(520, 1200, mix(SEA, HAZE, 0.3), SEA, DEEP, mix(DEEP, NIGHT, 0.5))
    canvas.area(
        [(180, 524), (330, 450), (470, 430), (640, 380), (790, 440), (960, 470), (1140, 524)], mix(PINE, SEA, 0.55)
    )
    canvas.area([(720, 524), (900, 480), (1050, 465), (1280, 524)], mix(PINE, SEA, 0.3))
    ripples(canvas, 545, 1190, mix(SEA, SKY, 0.5), 90)
    boat(canvas, 1420, 640, 80, mix(CLAY, INK, 0.2), sail=CREAM)
    boat(canvas, 360, 760, 130, LINK, sail=SAND)
    boat(canvas, 1010, 960, 230, ACCENT, sail=PAPER)


def perahu(canvas: Canvas) -> None:
    canvas.shade(0, 640, mix(CREAM, ROSE, 0.2), CREAM, HAZE)
    canvas.sun(900, 380, 84, SUN)
    for share, rise in ((0.2, 300), (0.5, 200), (0.85, 90)):
        _banks(canvas, share, rise)
        mist(canvas, 620, 60, 0.22)
    canvas.shade(660, 1200, mix(HAZE, SKY, 0.5), SEA, mix(DEEP, PINE, 0.35))
    glitter(canvas, 900, 668, 1000, mix(SUN, PAPER, 0.3), 150)
    ripples(canvas, 700, 1200, mix(SEA, HAZE, 0.45), 60)
    boat(canvas, 820, 905, 300, ACCENT)
    boat(canvas, 1390, 745, 90, mix(CLAY, INK, 0.3))


def _banks(canvas: Canvas, share: float, rise: float) -> None:
    colour = mix(mix(PINE, HAZE, 0.65), FOREST, share)
    for side in (0, 1):
        x = 0.0
        reach = 930 - 470 * share
        while x < reach:
            height = rise * 0.5 + 260 * share * (1 - x / reach) + canvas.random.uniform(0, 50)
            wide = 36 + 50 * share
            place = x if side == 0 else 1800 - x
            canvas.disc(place, 665 - height * 0.7, wide * 1.1, colour)
            canvas.box(place - wide, 665 - height * 0.7, place + wide, 668, colour)
            x += wide * 0.8


def danau(canvas: Canvas) -> None:
    canvas.shade(0, 620, mix(DEEP, NIGHT, 0.3), mix(SEA, SLATE, 0.4), ROSE, SAND)
    canvas.sun(560, 540, 74, SUN)
    for base, share in ((500, 0.2), (555, 0.5), (600, 0.8)):
        ridge(canvas, base, 62 * (1.1 - share * 0.6), mix(mix(SLATE, ROSE, 0.3), DEEP, share), waves=1.5 + share)
    canvas.shade(628, 1200, mix(ROSE, SLATE, 0.25), mix(SEA, SLATE, 0.4), mix(DEEP, NIGHT, 0.5))
    glitter(canvas, 560, 640, 1010, mix(SUN, ROSE, 0.2), 110)
    ripples(canvas, 660, 1190, mix(SEA, ROSE, 0.35), 50)
    for x, y, size in ((960, 700, 62), (1110, 720, 78), (1290, 752, 98), (1690, 770, 100), (1500, 810, 132)):
        stilt_house(canvas, x, y, size, mix(CLAY, NIGHT, 0.35), mix(ACCENT, NIGHT, 0.35))
        for drop in range(5):
            canvas.box(
                x - size * 0.4 + drop * 4,
                y + 14 + drop * size * 0.13,
                x + size * 0.3 - drop * 4,
                y + 18 + drop * size * 0.13,
                mix(LAMP, SLATE, 0.25 + drop * 0.12),
            )
    canvas.area([(0, 1010), (620, 960), (640, 985), (0, 1060)], mix(CLAY, NIGHT, 0.6))
    for x in range(40, 620, 110):
        canvas.box(x - 9, 1000 - x * 0.06, x + 9, 1150 - x * 0.1, mix(CLAY, NIGHT, 0.7))
    boat(canvas, 900, 1010, 165, mix(ACCENT, NIGHT, 0.3))


def dermaga(canvas: Canvas) -> None:
    canvas.shade(0, 560, NIGHT, DEEP, mix(SEA, ROSE, 0.45), mix(ROSE, SAND, 0.4))
    stars(canvas, 260, 70)
    canvas.shade(560, 1200, mix(ROSE, SEA, 0.4), SEA, DEEP, NIGHT)
    canvas.area([(0, 562), (260, 520), (620, 545), (700, 562)], mix(DEEP, SLATE, 0.3))
    canvas.area([(1180, 562), (1420, 505), (1800, 470), (1800, 562)], mix(DEEP, SLATE, 0.15))
    ripples(canvas, 580, 1190, mix(SEA, ROSE, 0.4), 70)
    wood = mix(CLAY, NIGHT, 0.45)
    canvas.area([(872, 585), (928, 585), (1340, 1200), (460, 1200)], wood)
    y, step = 590.0, 5.0
    while y < 1200:
        share = (y - 585) / 615
        canvas.line([(872 - 412 * share, y), (928 + 412 * share, y)], mix(wood, INK, 0.45), 1.5 + 5 * share)
        y, step = y + step, step * 1.19
    for share in (0.06, 0.16, 0.33, 0.62):
        y = 585 + 615 * share
        for side in (-1, 1):
            x = 900 + side * (28 + 412 * share)
            tall = 40 + 260 * share
            canvas.box(x - 3 - 13 * share, y - tall, x + 3 + 13 * share, y + tall * 0.5, mix(wood, INK, 0.35))
            canvas.glow(x, y - tall, 16 + 70 * share, LAMP, 0.16)
            canvas.disc(x, y - tall, 5 + 17 * share, LAMP)
    boat(canvas, 330, 800, 150, mix(ACCENT, NIGHT, 0.35))
    boat(canvas, 1530, 720, 105, mix(LINK, NIGHT, 0.3))


def kapal_subuh(canvas: Canvas) -> None:
    canvas.shade(0, 650, DEEP, mix(SEA, ROSE, 0.5), ROSE, SUN)
    canvas.sun(900, 600, 170, mix(SUN, PAPER, 0.3))
    canvas.shade(650, 1200, mix(ROSE, OCHRE, 0.3), mix(SEA, ROSE, 0.25), DEEP)
    glitter(canvas, 900, 655, 1150, mix(SUN, PAPER, 0.2), 230)
    boat(canvas, 760, 760, 210, NIGHT)
    boat(canvas, 1330, 690, 80, mix(NIGHT, SLATE, 0.2))


def feri(canvas: Canvas) -> None:
    canvas.shade(0, 700, mix(SKY, SEA, 0.25), HAZE, PAPER)
    for x, height, colour in (
        (250, 470, mix(SEA, HAZE, 0.5)),
        (1450, 520, mix(SEA, HAZE, 0.4)),
        (860, 300, mix(SEA, HAZE, 0.65)),
    ):
        _snowy(canvas, x, height, colour)
    canvas.area([(0, 700), (0, 430), (160, 470), (330, 600), (520, 700)], mix(DEEP, PINE, 0.5))
    canvas.area([(1800, 700), (1800, 380), (1640, 440), (1500, 580), (1260, 700)], mix(DEEP, PINE, 0.35))
    canvas.shade(690, 1200, mix(SEA, HAZE, 0.4), SEA, DEEP)
    ripples(canvas, 710, 1190, mix(SEA, HAZE, 0.55), 70)
    canvas.glow(920, 945, 480, NIGHT, 0.25, flat=0.06)
    canvas.area([(440, 800), (1430, 800), (1350, 930), (540, 930)], PAPER)
    canvas.area([(468, 845), (1402, 845), (1392, 865), (481, 865)], ACCENT)
    canvas.area([(500, 890), (1375, 890), (1350, 930), (540, 930)], LINK)
    canvas.box(590, 700, 1290, 800, PAPER)
    canvas.box(720, 620, 1120, 700, CREAM)
    canvas.box(600, 730, 1280, 768, mix(DEEP, SKY, 0.25))
    for x in range(640, 1280, 64):
        canvas.box(x, 730, x + 8, 768, PAPER)
    canvas.box(740, 642, 1100, 672, DEEP)
    canvas.box(980, 550, 1060, 620, ACCENT)
    canvas.line([(820, 620), (820, 520)], SLATE, 7)
    for x in range(380, 1500, 34):
        canvas.disc(x, 936 + 5 * math.sin(x), 24, mix(PAPER, HAZE, 0.4), flat=0.34)


def _snowy(canvas: Canvas, x: float, height: float, colour: Colour) -> None:
    peak = (x, 700 - height)
    canvas.area(
        [
            (x - height * 1.1, 700),
            (x - height * 0.3, 700 - height * 0.66),
            peak,
            (x + height * 0.36, 700 - height * 0.6),
            (x + height * 1.2, 700),
        ],
        colour,
    )
    canvas.area(
        [
            (x - height * 0.3, 700 - height * 0.66),
            peak,
            (x + height * 0.36, 700 - height * 0.6),
            (x + height * 0.14, 700 - height * 0.68),
            (x, 700 - height * 0.58),
            (x - height * 0.12, 700 - height * 0.7),
        ],
        PAPER,
    )


def mercusuar(canvas: Canvas) -> None:
    canvas.shade(0, 1060, mix(DEEP, SEA, 0.5), SKY, CREAM, mix(SAND, ROSE, 0.5))
    canvas.sun(260, 900, 84, SUN)
    cloud(canvas, 900, 460, 130, mix(PAPER, SKY, 0.15))
    cloud(canvas, 250, 300, 95, mix(PAPER, SKY, 0.3))
    canvas.shade(1060, 1500, mix(SEA, SAND, 0.35), SEA, DEEP)
    canvas.area([(0, 1064), (90, 1020), (210, 1064)], mix(DEEP, HAZE, 0.4))
    glitter(canvas, 260, 1068, 1330, mix(SUN, PAPER, 0.2), 90)
    canvas.area(
        [(360, 1500), (430, 1330), (560, 1240), (720, 1200), (900, 1215), (1040, 1290), (1200, 1310), (1200, 1500)],
        mix(FOREST, SLATE, 0.35),
    )
    canvas.area(
        [(520, 1500), (620, 1360), (800, 1270), (1010, 1350), (1200, 1380), (1200, 1500)], mix(FOREST, INK, 0.25)
    )
    _tower(canvas, 760, 1215, 900)
    for x in range(300, 620, 42):
        canvas.disc(x, 1462 + 14 * math.sin(x), 34, mix(PAPER, HAZE, 0.3), flat=0.32)


def _tower(canvas: Canvas, x: float, base: float, height: float) -> None:
    bands = 7
    for band in range(bands):
        low, high = band / bands, (band + 1) / bands
        wide, narrow = 98 - 44 * low, 98 - 44 * high
        canvas.area(
            [
                (x - wide, base - height * 0.82 * low),
                (x + wide, base - height * 0.82 * low),
                (x + narrow, base - height * 0.82 * high),
                (x - narrow, base - height * 0.82 * high),
            ],
            ACCENT if band % 2 else PAPER,
        )
        canvas.box(x - 11, base - height * 0.82 * low - 74, x + 11, base - height * 0.82 * low - 40, DEEP, 10)
    canvas.glaze(
        [(x + 20, base - height * 0.82), (x + 54, base - height * 0.82), (x + 98, base), (x + 36, base)], INK, 0.16
    )
    top = base - height * 0.82
    canvas.box(x - 86, top - 14, x + 86, top + 6, mix(DEEP, INK, 0.4))
    for post in range(-80, 81, 20):
        canvas.box(x + post - 2, top - 52, x + post + 2, top - 14, mix(DEEP, INK, 0.4))
    canvas.box(x - 84, top - 54, x + 84, top - 48, mix(DEEP, INK, 0.4))
    canvas.glow(x, top - 70, 150, LAMP, 0.2)
    canvas.box(x - 42, top - 114, x + 42, top - 14, LAMP)
    canvas.box(x - 4, top - 114, x + 4, top - 14, mix(DEEP, INK, 0.4))
    canvas.area(
        [(x - 58, top - 112), (x - 30, top - 160), (x, top - 178), (x + 30, top - 160), (x + 58, top - 112)], ACCENT
    )
    canvas.line([(x, top - 176), (x, top - 214)], INK, 5)
