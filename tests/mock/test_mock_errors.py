from __future__ import annotations

import json

import pytest

from samplegen.mock import ERRORS
from samplegen.mock.reply.errors import named
from samplegen.mock.reply.respond import answer
from samplegen.model import Reply
from tests.mock.making import CHAT_BODY, NOON, RESPONSES_PATH, arrived

STATUSES = {
    "InvalidRequest": 400, "ContentFiltered": 400, "OperationNotSupported": 400,
    "Unauthorized": 401, "PermissionDenied": 401, "Forbidden": 403, "PublicAccessDisabled": 403,
    "DeploymentNotFound": 404, "ResourceNotFound": 404, "Timeout": 408, "Conflict": 409,
    "UnprocessableEntity": 422, "RateLimited": 429, "ServerError": 500, "BadGateway": 502,
    "ServiceUnavailable": 503, "GatewayTimeout": 504,
}  # fmt: skip


def test_all_names_are_known() -> None:
    assert set(STATUSES) == ERRORS


@pytest.mark.parametrize(("name", "status"), STATUSES.items())
def test_an_error_has_its_status_a_message_and_azures_headers(name: str, status: int) -> None:
    made = answer(Reply("error", name), arrived(body=CHAT_BODY), NOON)
    assert made.status == status
    error = json.loads(made.parts[0].data)["error"]
    assert error["message"]
    assert made.headers["content-type"] == "application/json"
    assert made.headers["apim-request-id"] != made.headers["x-request-id"]


def test_a_refused_key_and_a_refused_token_are_told_in_different_words() -> None:
    key = named("Unauthorized", arrived(headers={"authorization": "Bearer abc"}), NOON)
    assert (key.reason, key.body["error"]["code"]) == ("PermissionDenied", "401")
    assert len(json.dumps(key.body, separators=(",", ":"))) == 224
    token = named("Unauthorized", arrived(headers={"authorization": "Bearer eyJh.b.c"}), NOON)
    assert (token.body["statusCode"], "error" in token.body) == (401, False)


def test_too_many_requests_name_the_operation() -> None:
    made = named("RateLimited", arrived(RESPONSES_PATH), NOON)
    assert "Requests to the Responses_Create Operation" in made.body["error"]["message"]
    assert made.headers["policy-id"] == "DeploymentRatelimit-Token"


def test_a_spec_may_change_status_headers_and_members() -> None:
    reply = Reply(
        "error", "ServerError", 529, {"Retry-After": "1"}, members={"error": {"code": "overloaded"}}
    )
    made = answer(reply, arrived(), NOON)
    assert (made.status, made.headers["retry-after"]) == (529, "1")
    error = json.loads(made.parts[0].data)["error"]
    assert (error["code"], error["type"]) == ("overloaded", "server_error")


def test_an_unknown_name_is_an_error_of_the_spec() -> None:
    with pytest.raises(KeyError):
        named("Sorry", arrived(), NOON)
