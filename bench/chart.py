"""Draws what `bench/pages.py --save` measured: a page's processor time by the number of stories.

python bench/chart.py [docs/performance.json] [--into docs/img/performance.svg]
"""

import argparse
import json
import math
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LINES = {
    "front page": "#8a1c1c", "tag page": "#b8860b", "section": "#2e6f40", "story, cold": "#1f4e79",
    "search, common word": "#6b3fa0", "story, kept": "#222222", "bare view": "#888888",
}  # fmt: skip
WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 860, 420, 56, 190, 48, 44


def drawn(sizes: dict[str, dict[str, float]], database: str) -> Iterator[str]:
    counts = sorted(int(size) for size in sizes)
    top = math.ceil(max(sizes[str(size)][name] for size in counts for name in LINES) / 2) * 2
    first, last = math.log10(counts[0]), math.log10(counts[-1])

    def across(count: int) -> float:
        return LEFT + (math.log10(count) - first) / ((last - first) or 1) * (WIDTH - LEFT - RIGHT)

    def up(ms: float) -> float:
        return HEIGHT - BOTTOM - ms / top * (HEIGHT - TOP - BOTTOM)

    space = 'xmlns="http://www.w3.org/2000/svg"'
    yield f'<svg {space} viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="13">'
    yield f"<title>Processor time of readers' pages on {database}, by stories</title>"
    yield f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
    told = f"Milliseconds of processor time per request, {database}, by stories"
    yield f'<text x="{LEFT}" y="24" font-size="15">{told}</text>'
    for ms in range(0, top + 1, 2):
        yield f'<path d="M{LEFT} {up(ms):.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>'
        yield f'<text x="{LEFT - 8}" y="{up(ms) + 4:.1f}" text-anchor="end">{ms}</text>'
    for count in counts:
        yield f'<text x="{across(count):.1f}" y="{HEIGHT - 16}" text-anchor="middle">{count:,}</text>'
    ends = _apart({name: up(sizes[str(counts[-1])][name]) for name in LINES})
    for name, colour in LINES.items():
        points = " ".join(f"{across(count):.1f},{up(sizes[str(count)][name]):.1f}" for count in counts)
        yield f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2.5"/>'
        told = f"{name} {sizes[str(counts[-1])][name]:.1f}"
        yield f'<text x="{WIDTH - RIGHT + 10}" y="{ends[name] + 4:.1f}" fill="{colour}">{told}</text>'
    yield "</svg>"


def _apart(ends: dict[str, float]) -> dict[str, float]:
    """Names that would stand on each other are moved up."""
    placed: dict[str, float] = {}
    lowest = math.inf
    for name in sorted(ends, key=ends.__getitem__, reverse=True):
        lowest = placed[name] = min(ends[name], lowest - 16)
    return placed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, nargs="?", default=ROOT / "docs" / "performance.json")
    parser.add_argument("--database", default="PostgreSQL")
    parser.add_argument("--into", type=Path, default=ROOT / "docs" / "img" / "performance.svg")
    options = parser.parse_args()
    sizes = json.loads(options.file.read_text())[options.database]
    options.into.write_text("\n".join(drawn(sizes, options.database)) + "\n")


if __name__ == "__main__":
    main()
