"""What the desk has to do from time to time: derived HTML older than the renderer is made again."""

from collections.abc import Callable

from articles import publishing


def rerender() -> int:
    return publishing.rerender()


DUE: list[Callable[[], int]] = [rerender]
