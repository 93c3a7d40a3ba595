"""What this app adds to the CMS."""

from wagtail import hooks

from credentials.admin_views import CertificatesGroup, register_policies

register_policies()


@hooks.register("register_admin_viewset")
def certificates_group() -> CertificatesGroup:
    return CertificatesGroup()
