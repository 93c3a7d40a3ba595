"""Is this process alive, and may it be sent requests?"""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from jobs.models import SILENCE, Job


def problems() -> list[str]:
    """What keeps this process from serving: names of parts, empty when all is well."""
    found = []
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            found.append("migrations")
    except DatabaseError:
        found.append("database")
    return found


def waiting_jobs() -> int:
    """Jobs that have waited longer than a sweep: a sign that no worker runs. Does not stop serving."""
    return Job.objects.unfinished().filter(touched_at__lt=timezone.now() - 2 * SILENCE).count()
