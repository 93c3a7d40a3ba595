"""What this app adds to the CMS."""

from wagtail import hooks

from people.views.admin import PeopleGroup, register_policies, withdraw_bulk_actions

register_policies()
withdraw_bulk_actions()


@hooks.register("register_admin_viewset")
def people_group() -> PeopleGroup:
    return PeopleGroup()
