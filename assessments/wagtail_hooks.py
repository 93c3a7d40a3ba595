"""What this app adds to the CMS."""

from wagtail.snippets.models import register_snippet

from assessments.policies import register_policies
from assessments.views.snippets import AssessmentsGroup

register_policies()
register_snippet(AssessmentsGroup)
