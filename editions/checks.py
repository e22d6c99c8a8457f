"""What is looked at before readers come."""

from typing import Any

from django.conf import settings
from django.core.checks import Warning, register

from editions import ads


@register
def ads_name_their_sellers(**_rest: Any) -> list[Warning]:
    """Every line of ads.txt that no buyer's reader would take."""
    return [
        Warning(f"ads.txt, {line}.", hint="It is left out of /ads.txt.", id="redaksi.W005")
        for line in ads.bad_lines(settings.ADS_TXT)
    ]
