from django.apps import AppConfig


class CoursesConfig(AppConfig):
    name = "courses"

    def ready(self) -> None:
        """Plug into the registries of the apps below: they may not import this one."""
        from django.utils.translation import gettext_lazy as _

        from assessments import results
        from assessments.permissions import register_staff
        from courses import (
            attempt_context,
            certificates,
            enrolment,  # noqa: F401 (periodic work registers itself)
            gradebook,
            notices,  # noqa: F401
            panels,
            permissions,
            personal_data,
        )
        from courses.packages import uploading
        from credentials.permissions import register_scope
        from curriculum import registry
        from people import privacy, roles
        from people.permissions import register_slip_source

        roles.register(roles.COORDINATOR, permissions.is_coordinator)
        register_slip_source(permissions.slip_people)
        register_scope(certificates.award_contexts)
        register_staff(permissions.looks_after, permissions.looked_after_by)
        results.on_result(gradebook.record_result)
        results.register_context(attempt_context.context_of)
        results.register_rereading(attempt_context.lessons_to_reread)
        registry.register_course_panel(panels.course_panel)
        registry.register_audience(permissions.course_audience)
        registry.register_course_action(_("Download as a package"), "course_package_download", "download")
        privacy.register("courses", personal_data.export_for)
        privacy.register_eraser("courses", personal_data.erase_for)
        privacy.register_disposer(
            "course-notes",
            _("Coordinators' notes about learners"),
            months=24,
            dispose=personal_data.dispose_notes,
        )
        privacy.register_disposer(
            "course-packages",
            _("Course packages uploaded by authors"),
            months=1,
            dispose=uploading.dispose_uploads,
        )
        privacy.register_disposer(
            "course-access",
            _("Who opened lessons that are not public"),
            months=36,
            dispose=personal_data.dispose_access,
        )
