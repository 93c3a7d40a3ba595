"""What this app adds to the CMS."""

from wagtail import hooks

from people.views.admin import PeopleGroup, register_policies

register_policies()


@hooks.register("register_admin_viewset")
def people_group() -> PeopleGroup:
    return PeopleGroup()
