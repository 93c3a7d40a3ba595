"""What this app adds to the CMS."""

from django.urls import URLPattern, path
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from assessments.policies import register_policies
from assessments.views.checks import check_item
from assessments.views.drafts import put_into_use
from assessments.views.keys import correct_key
from assessments.views.snippets import AssessmentsGroup

register_policies()
register_snippet(AssessmentsGroup)


@hooks.register("register_admin_urls")
def admin_urls() -> list[URLPattern]:
    return [
        path("questions/<int:item_id>/translations/", check_item, name="assessments_check_item"),
        path("questions/<int:item_id>/draft/", put_into_use, name="assessments_put_into_use"),
        path("questions/<int:item_id>/key/", correct_key, name="assessments_correct_key"),
    ]
