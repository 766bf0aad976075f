"""The console as a WSGI application."""

from __future__ import annotations

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application

from sakimawari.console.project.safety import check_safety
from sakimawari.office import current_office

# A server that loads this, whichever it is, does not begin to serve a city unsafely.
check_safety(current_office())
application: WSGIHandler = get_wsgi_application()
# What decides reads the operational store, so it is found once Django stands.
from sakimawari.console.deciding import judge  # noqa: E402

judge()  # nor with policies that do not hold together
