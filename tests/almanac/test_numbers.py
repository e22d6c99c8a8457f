"""Numbers as people read them."""

import pytest
from django.utils import translation

from almanac.numbers import grouped


@pytest.mark.parametrize(
    ("language", "told"),
    [("id", ["0", "999", "1.000", "12.345", "1.000.000"]), ("en", ["0", "999", "1,000", "12,345", "1,000,000"])],
)
def test_a_count_is_grouped_as_the_language_in_force_has_it(language, told):
    with translation.override(language):
        assert [grouped(count) for count in (0, 999, 1000, 12345, 1_000_000)] == told
