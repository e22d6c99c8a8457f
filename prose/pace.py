"""How fast a text is read."""

WORDS_A_MINUTE = 200
"""Of Indonesian, on a phone."""


def minutes(words: int) -> int:
    return max(1, round(words / WORDS_A_MINUTE))
