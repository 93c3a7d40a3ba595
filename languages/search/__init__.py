"""Search that finds two-character words in scripts without spaces, on SQLite and on PostgreSQL.

A thin layer over modelsearch's database backends: what goes into the index and what is asked of it pass through
``languages.segmentation``. Pinned by tests, since it overrides two methods of the backends.
"""

from django.conf import settings

if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
    from languages.search.postgres import SearchBackend
else:
    from languages.search.sqlite import SearchBackend

__all__ = ["SearchBackend"]
