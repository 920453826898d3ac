"""The entry of the web server (granian, WSGI); alarms stay open whatever else fails, and go past the gate."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanzhang.web.settings")
_program = get_wsgi_application()

from sanzhang.web import gate  # noqa: E402 needs the program's own set-up
from sanzhang.web.last_resort import LastResort  # noqa: E402

_places = int(os.environ.get("SZ_WEB_THREADS") or gate.PLACES)
application = LastResort(_program, ordinary=gate.Gate(_program, places=_places))
application.deliver_soon()  # what was pressed before the last stop
