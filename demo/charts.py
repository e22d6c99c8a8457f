"""Painters of maps and charts for the demonstration pictures: each fills one canvas, without a letter on it."""

from __future__ import annotations

from .drawing import (
    ACCENT,
    DEEP,
    HAZE,
    INK,
    LINK,
    PAPER,
    SEA,
    SKY,
    Canvas,
    Point,
    blob,
    chart_sheet,
    island,
    mix,
    steps,
    ticks,
)  # fmt: skip


def peta_gempa(canvas: Canvas) -> None:
    _chart_sea(canvas)
    for x, y, wide, tall in ((520, 760, 250, 150), (1480, 300, 190, 110), (1500, 960, 150, 90), (230, 280, 120, 80)):
        island(canvas, blob(canvas, x, y, wide, tall, rough=0.13))
    for x, y, size in ((880, 930, 26), (980, 1010, 18), (760, 420, 22), (1180, 760, 20)):
        island(canvas, blob(canvas, x, y, size, size * 0.7))
    for radius, strength in ((430, 0.1), (310, 0.14), (200, 0.2), (110, 0.3)):
        canvas.glow(960, 520, radius, ACCENT, strength)
        canvas.ring(960, 520, radius, ACCENT, 4)
    canvas.disc(960, 520, 30, PAPER)
    canvas.disc(960, 520, 21, ACCENT)
    for x, y in ((590, 690), (1440, 340), (1520, 930)):
        canvas.disc(x, y, 17, PAPER)
        canvas.disc(x, y, 11, INK)
    _scale_and_north(canvas)


def _chart_sea(canvas: Canvas) -> None:
    canvas.shade(0, 1200, SKY, mix(SKY, SEA, 0.25))
    for x in range(150, 1800, 300):
        canvas.box(x, 0, x + 2, 1200, mix(SKY, PAPER, 0.5))
    for y in range(150, 1200, 300):
        canvas.box(0, y, 1800, y + 2, mix(SKY, PAPER, 0.5))


def _scale_and_north(canvas: Canvas) -> None:
    for number in range(4):
        canvas.box(110 + number * 70, 1110, 180 + number * 70, 1124, INK if number % 2 == 0 else PAPER)
    canvas.area([(1680, 90), (1712, 190), (1680, 168)], INK)
    canvas.area([(1680, 90), (1648, 190), (1680, 168)], PAPER)


def peta_jalur(canvas: Canvas) -> None:
    _chart_sea(canvas)
    stops = (
        (250, 900),
        (470, 760),
        (640, 860),
        (830, 690),
        (1000, 790),
        (1180, 610),
        (1010, 480),
        (1270, 370),
        (1460, 480),
        (1560, 300),
        (1360, 190),
    )
    for number, (x, y) in enumerate(stops):
        wide = 120 if number == 0 else 44 + 34 * canvas.random.random()
        island(canvas, blob(canvas, x + 26, y + 40, wide, wide * 0.66))
    path = _curve(stops)
    for number in range(0, len(path) - 3, 5):
        canvas.line(path[number : number + 4], ACCENT, 9)
    for number, (x, y) in enumerate(stops):
        size = 24 if number == 0 else 17
        canvas.disc(x, y, size + 6, PAPER)
        canvas.disc(x, y, size, ACCENT if number == 0 else LINK)
    _scale_and_north(canvas)


def _curve(stops: tuple[Point, ...]) -> list[Point]:
    """A smooth way through all stops (Catmull-Rom)."""
    ends = (stops[0], *stops, stops[-1])
    path: list[Point] = []
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        for t in steps(24)[:-1]:
            x, y = (
                0.5 * (2 * q + (r - p) * t + (2 * p - 5 * q + 4 * r - s) * t**2 + (3 * q - p - 3 * r + s) * t**3)
                for p, q, r, s in zip(a, b, c, d, strict=True)
            )
            path.append((x, y))
    return [*path, stops[-1]]


def grafik_batang(canvas: Canvas) -> None:
    chart_sheet(canvas)
    heights = (0.5, 0.57, 0.53, 0.66, 0.74, 0.83)
    for number, height in enumerate(heights):
        x = 235 + number * 240
        top = 1020 - 850 * height
        last = number == len(heights) - 1
        canvas.box(x, top, x + 150, 1020, ACCENT if last else mix(SEA, HAZE, 0.15))
        canvas.box(x, top, x + 150, top + 12, mix(ACCENT, INK, 0.3) if last else DEEP)
    ticks(canvas, [310 + number * 240 for number in range(6)])


def grafik_garis(canvas: Canvas) -> None:
    chart_sheet(canvas)
    before = (0.55, 0.6, 0.58, 0.66, 0.64, 0.7, 0.72, 0.7, 0.76, 0.74, 0.8, 0.82)
    after = (0.54, 0.56, 0.5, 0.52, 0.44, 0.46, 0.38, 0.41, 0.35, 0.36, 0.31, 0.33)
    for values, colour in ((before, LINK), (after, ACCENT)):
        points = [(190 + number * 130, 1020 - 850 * value) for number, value in enumerate(values)]
        canvas.glaze([*points, (points[-1][0], 1020), (points[0][0], 1020)], colour, 0.1)
        canvas.line(points, colour, 11)
        for x, y in points:
            canvas.disc(x, y, 13, PAPER)
            canvas.disc(x, y, 9, colour)
        canvas.disc(*points[-1], 22, colour)
    ticks(canvas, [190 + number * 130 for number in range(12)])
