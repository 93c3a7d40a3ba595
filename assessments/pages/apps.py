from django.apps import AppConfig


class AssessmentsPagesConfig(AppConfig):
    """Page models stand in their own app: a migration beside them would mark translations as outdated."""

    name = "assessments.pages"
    label = "assessments_pages"
