#!/usr/bin/env python3
"""Django's own command line, for `./sz` and for those who know it."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "sanzhang.web.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
