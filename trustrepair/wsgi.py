"""The door gunicorn opens."""

import os

from django.core.wsgi import get_wsgi_application

from .content_type import only_utf8

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trustrepair.settings")
application = only_utf8(get_wsgi_application())
