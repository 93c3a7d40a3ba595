"""The product as gunicorn serves it, with the bare views that its pages are compared with."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.test")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

from django.urls import path

from benchmarks import answers, pages
from config import urls

# Without a language prefix and before the catch-all of the CMS.
urls.urlpatterns[:0] = [path("bare/", pages.bare), path("bare-insert/", answers.bare)]
