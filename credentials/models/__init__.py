from credentials.models.achievement import Achievement
from credentials.models.credential import Credential
from credentials.models.issuer import Issuer
from credentials.models.signatory import Signatory

__all__ = ["Achievement", "Credential", "Issuer", "Signatory"]
