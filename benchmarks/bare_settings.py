"""The project's settings without any middleware."""

from sanzhang.web.settings import *  # noqa: F403

MIDDLEWARE = []
ROOT_URLCONF = "benchmarks.bare"
