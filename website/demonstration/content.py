"""The demonstration's courses: packages in demo/courses, brought in by the product's own import, then released."""

from pathlib import Path

from django.conf import settings

from courses.packages.importing import import_package
from curriculum.models import Course, CourseRelease
from curriculum.releases import release_course
from people.models import User


def load_courses(*, author: User, reviewer: User) -> dict[str, CourseRelease]:
    """Newest release by course code."""
    folders = sorted((Path(settings.BASE_DIR) / "demo" / "courses").glob("*/course.yaml"))
    courses = [import_package(path.parent, actor=author).course for path in folders]
    return {course.code: _release(course, reviewer) for course in courses}


def _release(course: Course, actor: User) -> CourseRelease:
    existing = course.releases.order_by("-number").first()
    return existing or release_course(course, actor=actor, note="First release.")
