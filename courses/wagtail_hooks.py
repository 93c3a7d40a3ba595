"""What this app adds to the CMS."""

from wagtail import hooks

from courses.admin_views import CohortsGroup, register_policies

register_policies()


@hooks.register("register_admin_viewset")
def cohorts_group() -> CohortsGroup:
    return CohortsGroup()
