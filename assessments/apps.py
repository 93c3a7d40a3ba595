from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    name = "assessments"

    def ready(self) -> None:
        from assessments import attempts, checking, permissions  # noqa: F401, PLC0415 (periodic work registers)
        from curriculum import registry  # noqa: PLC0415
        from people import roles  # noqa: PLC0415

        roles.register(roles.MARKER, permissions.is_marker)
        registry.register_questions(
            registry.QuestionSource(choices=checking.question_choices, pin=checking.pin_questions)
        )
        registry.register_assessed_outcomes(checking.assessed_outcomes)
