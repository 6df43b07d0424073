"""What the tests of the sign-in service ask it for."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from samplegen.mock import Mock, Run
from tests.mock.making import AUDIENCE, Got, tunnel

LOGIN = "login.microsoftonline.com"
MINE = "11111111-2222-4333-8444-555555555555"
APP = "66666666-7777-4888-9999-aaaaaaaaaaaa"
TOKEN = f"/{MINE}/oauth2/v2.0/token"
SCOPE = f"{AUDIENCE}/.default"
BY_SECRET = {
    "grant_type": "client_credentials", "client_id": APP, "client_secret": "s3cret", "scope": SCOPE,
}  # fmt: skip


def ask(
    mock: Mock,
    run: Run,
    form: Mapping[str, str] | None = None,
    path: str = TOKEN,
    host: str = LOGIN,
    **headers: str,
) -> Got:
    """A token request, or the reading of a document where there is no form, through the proxy."""
    connection = tunnel(mock, run, host)
    if form is None:
        connection.request("GET", path)
    else:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", path, urlencode(form).encode(), {**kind, **headers})
    with connection.getresponse() as response:
        got = Got(response.status, response.reason, dict(response.getheaders()), response.read())
    connection.close()
    return got
