from django.apps import AppConfig


class CurriculumPagesConfig(AppConfig):
    """Page models stand in their own app.

    A migration beside them would mark every translation as outdated.
    """

    name = "curriculum.pages"
    label = "curriculum_pages"
