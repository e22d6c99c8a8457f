"""What is looked at before readers come."""

from typing import Any

from django.conf import settings
from django.core.checks import Error, register

from editions import ads


@register
def ads_name_their_sellers(**_rest: Any) -> list[Error]:
    """Every line of ads.txt that no buyer's reader would take."""
    return [Error(f"ads.txt, {line}.", id="redaksi.E003") for line in ads.bad_lines(settings.ADS_TXT)]
