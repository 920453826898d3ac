"""The entry of the web server (granian, WSGI); alarms stay open whatever else fails."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanzhang.web.settings")
_program = get_wsgi_application()

from sanzhang.web.last_resort import LastResort  # noqa: E402 needs the program's own set-up

application = LastResort(_program)
application.deliver_soon()  # what was pressed before the last stop
