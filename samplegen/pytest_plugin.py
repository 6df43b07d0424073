"""A fixture for pytest: ``azure_openai_mock``, the emulated service for one test.

pytest loads this with every run of everybody who has samplegen installed, so nothing is imported
before a test asks for the fixture.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from samplegen.mock.freestyle import Freestyle
    from samplegen.mock.in_process import InProcess
    from samplegen.model import Exchange

API_KEY = "0123456789abcdef0123456789abcdef"
"""The only key that the service takes; it is nobody's."""

VARIABLES = ("AZURE_OPENAI_API_KEY", "OPENAI_API_KEY")


class AzureOpenAIMock:
    """The emulated service, as one test has it.

    Attributes:
        base_url: what an SDK takes for its base URL.
        api_key: the key that it has to send.
    """

    def __init__(self, service: InProcess, request: pytest.FixtureRequest) -> None:
        self.base_url, self.api_key = service.base_url, API_KEY
        self._service, self._request = service, request
        self._session: Freestyle = service.begin(API_KEY)

    @property
    def journal(self) -> tuple[Exchange, ...]:
        """What has arrived in this test and what became of it, in order of arrival."""
        return self._service.call(self._session.journal.exchanges)

    def reply(self, *replies: Any) -> None:
        """Say what the next requests are answered, one after the other, whatever they ask for.

        Args:
            replies: each as under ``reply`` in a spec, or a status; 200 lets the service answer.

        Raises:
            samplegen.errors.SpecError: a reply cannot be meant; all problems.
        """
        from samplegen.mock import ERRORS
        from samplegen.spec import read_wish

        read = read_wish(json.dumps(replies), ERRORS)
        self._service.call(
            lambda: self._session.expect(read if isinstance(read, tuple) else [read])
        )

    def set_environment(self) -> None:
        """Put the address and the key where SDKs look for them, until the test ends."""
        monkeypatch: pytest.MonkeyPatch = self._request.getfixturevalue("monkeypatch")
        monkeypatch.setenv("OPENAI_BASE_URL", self.base_url)
        for variable in VARIABLES:
            monkeypatch.setenv(variable, self.api_key)


@pytest.fixture(scope="session")
def _azure_openai_service() -> Iterator[InProcess]:
    from samplegen.mock.in_process import InProcess

    with InProcess() as service:
        yield service


@pytest.fixture
def azure_openai_mock(
    _azure_openai_service: InProcess, request: pytest.FixtureRequest
) -> AzureOpenAIMock:
    """An Azure OpenAI service on this machine that nobody has used before."""
    return AzureOpenAIMock(_azure_openai_service, request)
