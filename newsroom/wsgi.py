"""The way in for an application server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
_django = get_wsgi_application()

from editions.cache.at_hand import AtHand  # noqa: E402 - once Django stands
from editions.popularity.counting import Counter  # noqa: E402

application = Counter(AtHand(_django))
