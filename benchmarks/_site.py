"""The product as gunicorn serves it, with the bare views that its pages are compared with."""

from django.core.wsgi import get_wsgi_application
from django.urls import path

# These set up Django.
from benchmarks import answers, pages

# isort: split

from config import urls

application = get_wsgi_application()

# Without a language prefix and before the catch-all of the CMS.
urls.urlpatterns[:0] = [path("bare/", pages.bare), path("bare-insert/", answers.bare)]
