"""What a script needs to drive the running demonstration."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from courses.models import CourseRun
from credentials.models import Credential
from curriculum.models import UnitKind
from people.models import User
from website.demonstration.people import PASSWORD, address

ROLES = (
    "trainee", "officer", "coordinator", "author", "translator", "reviewer", "marker", "focal_point", "contact",
    "manager", "auditor", "administrator",
)  # fmt: skip
RUN = "koban-autumn"


def describe(base: str = "") -> dict[str, Any]:
    """``base``, ``accounts`` and ``urls``; every path is usable by the first account of the fitting role."""
    known = set(User.objects.filter(is_fictitious=True).values_list("email", flat=True))
    return {
        "base": (base or settings.BASE_URL).rstrip("/"),
        "accounts": [
            {"role": role, "email": address(role), "password": PASSWORD}
            for role in ROLES
            if address(role) in known
        ],
        "urls": _urls(),
    }


def _urls() -> dict[str, str]:
    run = CourseRun.objects.select_related("release", "course").get(slug=RUN)
    units = list(run.release.units.order_by("position"))
    lesson = next(unit for unit in units if unit.kind == UnitKind.LESSON)
    quiz = next(unit for unit in units if unit.kind == UnitKind.QUIZ)
    award = Credential.objects.filter(recipient__email=address("trainee")).order_by("pk").first()
    with translation.override("en"):
        urls = {
            "front": "/en/",
            "sign_in": reverse("account_login"),
            "dashboard": reverse("dashboard"),
            "catalogue": reverse("catalogue"),
            "course": f"{reverse('catalogue')}{run.course.slug}/",
            "outline": reverse("learn_outline", args=[run.slug]),
            "lesson": reverse("learn_unit", args=[run.slug, lesson.slug]),
            "quiz": reverse("learn_unit", args=[run.slug, quiz.slug]),
            "verify": reverse("verify_form"),
            "coordinator": reverse("coord_run", args=[run.slug]),
            "unit": reverse("unit_home"),
            "admin": reverse("wagtailadmin_home"),
        }
        if award:
            urls["certificate"] = reverse("certificate", args=[award.uuid])
            urls["certificate_pdf"] = reverse("certificate_pdf", args=[award.uuid])
            urls["verify_number"] = reverse("verify", args=[award.number])
    return urls
