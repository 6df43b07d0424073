"""Errors of the service, by name: status, reason phrase, body and headers in Azure's words.

The bodies are those that people met and reported (issues of SciSharp/BotSharp, openai-dotnet,
openai-python, chatbox, MicrosoftDocs/azure-docs and others). No public sample of the bodies of 409,
422, 502, 503 and 504 on the v1 endpoint was found: those are made up in the same style.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from samplegen.mock.api.routes import ROOT, operation
from samplegen.mock.signin.credentials import bearer, is_token
from samplegen.mock.values import Arrived, Moment
from samplegen.model import Json

WRONG_KEY = (
    "Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide "
    "a valid key for an active subscription and use a correct regional API endpoint for your "
    "resource."
)
NO_ACCESS = (
    "Unauthorized. Access token is missing, invalid, audience is incorrect "
    "(https://cognitiveservices.azure.com), or have expired."
)
NO_ROLE = (
    "The principal `{principal}` lacks the required data action `{action}` to perform "
    "`{method} {path}` operation."
)
DATA_ACTIONS = "Microsoft.CognitiveServices/accounts/OpenAI/"
NO_DEPLOYMENT = (
    "The API deployment for this resource does not exist. If you created the deployment within the "
    "last 5 minutes, please wait a moment and try again."
)
FILTERED = (
    "The response was filtered due to the prompt triggering Azure OpenAI's content management "
    "policy. Please modify your prompt and retry. To learn more about our content filtering "
    "policies please read our documentation: https://go.microsoft.com/fwlink/?linkid=2198766"
)
UNSUPPORTED = (
    "The {operation} operation does not work with the specified model, {model}. Please choose "
    "different model and try again. You can learn more about which models can be used with each "
    "operation here: https://go.microsoft.com/fwlink/?linkid=2197993."
)
TOO_MANY = (
    "Requests to the {operation} Operation under Azure OpenAI API version v1 have exceeded token "
    "rate limit of your current OpenAI S0 pricing tier. Please retry after 1 second. Please go "
    "here: https://aka.ms/oai/quotaincrease if you would like to further increase the default "
    "rate limit."
)
SERVER_ERROR = (
    "The server had an error while processing your request. Sorry about that! You can retry your "
    "request, or contact us through an Azure support request at: "
    "https://go.microsoft.com/fwlink/?linkid=2213926 if you keep seeing this error. "
    "(Please include the request ID {request_id} in your email.)"
)


@dataclass(frozen=True, slots=True)
class Failure:
    """What the service answers when it does not do what was asked."""

    status: int
    body: Json
    reason: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


def named(name: str, sent: Arrived, moment: Moment) -> Failure:
    """The failure called ``name``, in answer to ``sent``.

    Raises:
        KeyError: the service knows no failure of that name; NAMES holds all.
    """
    return _MAKERS[name](sent, moment)


def of_status(status: int, sent: Arrived, moment: Moment) -> Failure:
    """The usual failure with this status; one in Azure's style, where the service has none."""
    if status in _USUAL:
        return named(_USUAL[status], sent, moment)
    return _coded(status, str(status), f"The request failed with status {status}.")


def invalid(message: str, param: str | None = None, code: str | None = None) -> Failure:
    """400: the request cannot be served as it is; the shape that names a parameter."""
    error = {"message": message, "type": "invalid_request_error", "param": param, "code": code}
    return Failure(400, {"error": error})


def key_denied() -> Failure:
    """401 for a key; the reason phrase differs from the usual one (SciSharp/BotSharp#386)."""
    return _coded(401, "401", WRONG_KEY, "PermissionDenied")


def token_denied() -> Failure:
    """401 for a token: no ``error`` around it."""
    return Failure(401, {"statusCode": 401, "message": NO_ACCESS})


def role_denied(sent: Arrived, principal: str) -> Failure:
    """401 for an identity that is known and may not do this (microsoft/vscode#283763).

    Args:
        principal: its object id.
    """
    action = DATA_ACTIONS + data_action(sent.method, sent.path)
    message = NO_ROLE.format(principal=principal, action=action, method=sent.method, path=sent.path)
    return _coded(401, "PermissionDenied", message, "PermissionDenied")


def data_action(method: str, path: str) -> str:
    """The right that a request needs, as Azure's roles name it.

    The names of chat and embeddings are those of
    https://learn.microsoft.com/azure/role-based-access-control/permissions/ai-machine-learning,
    others follow the one that people met for responses: ``responses/write``.
    """
    name = path.removeprefix(ROOT).strip("/")
    if method == "POST" and name in ("chat/completions", "embeddings"):
        return f"deployments/{name}/action"
    verb = {"GET": "read", "DELETE": "delete"}.get(method, "write")
    return f"{name.partition('/')[0]}/{verb}"


def not_found() -> Failure:
    """404: no such path (MicrosoftDocs/azure-docs#110272)."""
    return _coded(404, "404", "Resource not found")


def not_http() -> Failure:
    """400: what was sent is no HTTP."""
    return _coded(400, "BadRequest", "What arrived is not valid HTTP/1.1.")


def head_too_large(limit: int) -> Failure:
    """431: the head of a request has more than ``limit`` bytes."""
    message = f"The request line and the headers have more than {limit} bytes."
    return _coded(431, "RequestHeaderFieldsTooLarge", message)


def body_too_large(limit: int) -> Failure:
    """413: the body of a request has more than ``limit`` bytes."""
    message = f"The body of the request has more than {limit} bytes."
    return _coded(413, "RequestEntityTooLarge", message)


def too_slow() -> Failure:
    """408: the request did not come to its end in time."""
    return _coded(408, "RequestTimeout", "The request did not arrive in time.")


def _coded(
    status: int, code: str, message: str, reason: str = "", headers: Mapping[str, str] | None = None
) -> Failure:
    return Failure(status, {"error": {"code": code, "message": message}}, reason, headers or {})


def _unauthorized(sent: Arrived, _: Moment) -> Failure:
    return token_denied() if is_token(bearer(sent.headers)) else key_denied()


def _invalid_request(sent: Arrived, _: Moment) -> Failure:
    named_input = "messages" if sent.path.endswith("/chat/completions") else "input"
    return invalid(f"Invalid value for '{named_input}'.", named_input, "invalid_value")


def _filtered(_: Arrived, __: Moment) -> Failure:
    safe = {"filtered": False, "severity": "safe"}
    result = {
        "hate": safe,
        "jailbreak": {"filtered": True, "detected": True},
        "self_harm": safe,
        "sexual": safe,
        "violence": safe,
    }
    inner = {"code": "ResponsibleAIPolicyViolation", "content_filter_result": result}
    error = {
        "message": FILTERED,
        "type": None,
        "param": "prompt",
        "code": "content_filter",
        "status": 400,
        "innererror": inner,
    }
    return Failure(400, {"error": error}, "model_error")


def _unsupported(sent: Arrived, _: Moment) -> Failure:
    name = sent.path.rpartition("/")[2]
    message = UNSUPPORTED.format(operation=name, model=sent.member("model"))
    return _coded(400, "OperationNotSupported", message)


def _role_denied(sent: Arrived, moment: Moment) -> Failure:
    return role_denied(sent, moment.uuid("principal"))


def _too_many(sent: Arrived, _: Moment) -> Failure:
    headers = {
        "policy-id": "DeploymentRatelimit-Token",
        "x-ratelimit-reset-requests": "1",
        "x-ratelimit-reset-tokens": "1",
        "x-ratelimit-remaining-requests": "0",
        "x-ratelimit-remaining-tokens": "0",
    }
    message = TOO_MANY.format(operation=operation(sent.method, sent.path))
    return _coded(429, "429", message, headers=headers)


def _server_error(_: Arrived, moment: Moment) -> Failure:
    message = SERVER_ERROR.format(request_id=moment.uuid("x-request-id"))
    return Failure(
        500, {"error": {"message": message, "type": "server_error", "param": None, "code": None}}
    )


def _fixed(
    status: int, code: str, message: str, headers: Mapping[str, str] | None = None
) -> Callable[[Arrived, Moment], Failure]:
    return lambda _, __: _coded(status, code, message, headers=headers)


_MAKERS: Mapping[str, Callable[[Arrived, Moment], Failure]] = {
    "InvalidRequest": _invalid_request,
    "ContentFiltered": _filtered,
    "OperationNotSupported": _unsupported,
    "Unauthorized": _unauthorized,
    "PermissionDenied": _role_denied,
    "Forbidden": _fixed(
        403,
        "403",
        "Access denied due to Virtual Network/Firewall rules.",
        {"policy-id": "ThrowExceptionDueToTrafficDenied"},
    ),
    "PublicAccessDisabled": _fixed(
        403, "403", "Public access is disabled. Please configure private endpoint."
    ),
    "DeploymentNotFound": _fixed(404, "DeploymentNotFound", NO_DEPLOYMENT),
    "ResourceNotFound": lambda _, __: not_found(),
    "Timeout": _fixed(408, "Timeout", "The operation was timeout."),
    "Conflict": _fixed(409, "Conflict", "The resource is being changed by another request."),
    "UnprocessableEntity": _fixed(
        422, "422", "The request was understood but cannot be processed."
    ),
    "RateLimited": _too_many,
    "ServerError": _server_error,
    "BadGateway": _fixed(502, "BadGateway", "The upstream service gave no valid answer."),
    "ServiceUnavailable": _fixed(
        503, "ServiceUnavailable", "The service is temporarily unable to process your request."
    ),
    "GatewayTimeout": _fixed(504, "GatewayTimeout", "The upstream service did not answer in time."),
}

_USUAL: Mapping[int, str] = {
    400: "InvalidRequest",
    401: "Unauthorized",
    403: "Forbidden",
    404: "DeploymentNotFound",
    408: "Timeout",
    409: "Conflict",
    422: "UnprocessableEntity",
    429: "RateLimited",
    500: "ServerError",
    502: "BadGateway",
    503: "ServiceUnavailable",
    504: "GatewayTimeout",
}

NAMES = frozenset(_MAKERS)
"""The names that a spec may give to ``error``."""
