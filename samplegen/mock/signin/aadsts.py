"""The errors of Entra's token service that the emulated one tells, by their number.

Words and statuses are those that people met: OfficeDev/microsoft-365-agents-toolkit#8621 (7000215),
haystackeditor/haystack-editor#41 (7000218), MicrosoftDocs/azure-docs#43780 (900144), #21690
(700016), #24064 (50059) and #99862 (1002012), mullerpeter/databricks-grafana#99 (90014),
caddy-dns/azure#3 (900023), james-gould/azure-keyvault-emulator#324 (90002),
Azure/azure-workload-identity#1200 (700211), risingwavelabs/risingwave#17123 (700024),
panva/openid-client#348 (50027).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from samplegen.mock.values import Moment
from samplegen.model import Json

CODES = "https://login.microsoftonline.com/error?code="


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why Entra refuses.

    Args:
        code: the number after ``AADSTS``.
        error: the name of the error in OAuth 2.0 (RFC 6749, 5.2), or one of Entra's own.
        words: what it says.
    """

    code: int
    error: str
    words: str
    status: int = 400

    def about(self, **members: str) -> Refusal:
        """The same with what it is about in its words."""
        return replace(self, words=self.words.format(**members))

    def body(self, time: str, correlation: str, moment: Moment) -> dict[str, Json]:
        """What is sent.

        Args:
            time: when, as in ``2026-01-31 12:00:00Z``.
            correlation: the id that the client gave its request.
        """
        trace = moment.uuid("trace", self.code)
        ids = f"Trace ID: {trace} Correlation ID: {correlation} Timestamp: {time}"
        return {
            "error": self.error,
            "error_description": f"AADSTS{self.code}: {self.words} {ids}",
            "error_codes": [self.code],
            "timestamp": time,
            "trace_id": trace,
            "correlation_id": correlation,
            "error_uri": f"{CODES}{self.code}",
        }


MISSING = Refusal(
    900144,
    "invalid_request",
    "The request body must contain the following parameter: '{name}'.",
)
NO_TENANT = Refusal(
    50059,
    "invalid_request",
    "No tenant-identifying information found in either the request or implied by any provided "
    "credentials.",
)
WRONG_TENANT = Refusal(
    900023,
    "invalid_request",
    "Specified tenant identifier '{tenant}' is neither a valid DNS name, nor a valid external "
    "domain.",
)
UNKNOWN_TENANT = Refusal(
    90002,
    "invalid_tenant",
    "Tenant '{tenant}' not found. Check to make sure you have the correct tenant ID and are "
    "signing into the correct cloud. Check with your subscription administrator, this may happen "
    "if there are no active subscriptions for the tenant.",
)
WRONG_INSTANCE = Refusal(50049, "invalid_instance", "Unknown or invalid instance.")
WRONG_GRANT = Refusal(
    70003, "unsupported_grant_type", "The app requested an unsupported grant type '{grant}'."
)
NO_APPLICATION = Refusal(
    700016,
    "unauthorized_client",
    "Application with identifier '{client}' was not found in the directory '{tenant}'. This can "
    "happen if the application has not been installed by the administrator of the tenant or "
    "consented to by any user in the tenant. You may have sent your authentication request to the "
    "wrong tenant.",
)
NO_SCOPE = Refusal(
    90014,
    "invalid_request",
    "The required field 'scope' is missing from the credential. Ensure that you have all the "
    "necessary parameters for the login request.",
)
WRONG_SCOPE = Refusal(
    1002012,
    "invalid_scope",
    "The provided value for scope {scope} is not valid. Client credential flows must have a scope "
    "value with /.default suffixed to the resource identifier (application ID URI).",
)
NO_PROOF = Refusal(
    7000218,
    "invalid_client",
    "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
    401,
)
WRONG_SECRET = Refusal(
    7000215,
    "invalid_client",
    "Invalid client secret provided. Ensure the secret being sent in the request is the client "
    "secret value, not the client secret ID, for a secret added to app '{client}'.",
    401,
)
NOT_A_JWT = Refusal(50027, "invalid_request", "JWT token is invalid or malformed.")
OUT_OF_TIME = Refusal(
    700024,
    "invalid_client",
    "Client assertion is not within its valid time range. Current time: {now}, assertion valid "
    "from {start}, expiry time of assertion {end}. Review the documentation at "
    "https://learn.microsoft.com/entra/identity-platform/certificate-credentials .",
    401,
)
_FEDERATED = (
    "No matching federated identity record found for presented assertion {what} '{{value}}'. "
    "Please check your federated identity credential Subject, Audience and Issuer against the "
    "presented assertion. "
    "https://learn.microsoft.com/entra/workload-id/workload-identity-federation"
)
WRONG_ISSUER = Refusal(700211, "invalid_client", _FEDERATED.format(what="issuer"), 401)
WRONG_AUDIENCE = Refusal(700212, "invalid_client", _FEDERATED.format(what="audience"), 401)
