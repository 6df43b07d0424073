"""The service in another process: it is what the one in this process is, until it is gone."""

from __future__ import annotations

import base64
import io
import json
import os
import pickle
import signal
import socket
import stat
import sys
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest

import samplegen
from samplegen.errors import MachineError, UsageError
from samplegen.mock import Mock, RemoteMock, RemoteRun, Run, server
from samplegen.mock.remote import lines
from samplegen.model import Exchange, Interaction, Json, Reply, Request
from samplegen.spec import Specs
from tests.mock.making import (
    CHAT,
    CHAT_BODY,
    HOST,
    KEY,
    KEYS,
    RESPONSES,
    SERVICE,
    Got,
    call,
    once,
    plain_socket,
    scenario,
    tunnel,
)
from tests.mock.remote import Process, Thread, Told
from tests.mock.test_mock_run import token

HELLO = once(CHAT, Reply("text", "Hello."))
LONG = once(CHAT, Reply("deltas", ["x" * 100_000] * 200))
EVERYWHERE = "0.0.0.0"  # noqa: S104
SLOW = 30.0
"""Seconds after which a test that hangs shall fail."""


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("trust")


@pytest.fixture(scope="module")
def remote(directory: Path) -> Iterator[RemoteMock]:
    channel = Process()
    with RemoteMock(channel, SERVICE, "127.0.0.1", str(directory)) as started:
        yield started
    assert channel.end() == 0


# --- it is what the other one is ----------------------------------------------------------------


def test_an_answer_comes_through_tls(remote: RemoteMock) -> None:
    with remote.open(HELLO, KEYS) as run:
        got = call(remote, run)
        assert got.json["choices"][0]["message"]["content"] == "Hello."
        assert [kept.status for kept in run.close()] == [200]


def _tour(mock: Mock | RemoteMock) -> tuple[tuple[Exchange, ...], list[Got], tuple[str, ...]]:
    """Requests of every sort, in one run."""
    told = scenario(
        Interaction(CHAT, Reply("error", "RateLimited", headers={"retry-after": "1"}), 2, 2),
        Interaction(RESPONSES, Reply("text", "Grüße\u2028\ud83d\udc4b")),
    )
    with mock.open(told, KEYS) as run:
        assert isinstance(run, Run | RemoteRun)
        access = token(run).json["access_token"]
        odd = {**CHAT_BODY, "n": 10**30, "user": "\ud800\n", "metadata": {"é": "\x00"}}
        got = [
            call(mock, run),
            call(mock, run, body=odd),
            call(mock, run, RESPONSES, key=access),
            call(mock, run, Request("GET", CHAT.path, {"a": "b"}), headers={"api-key": "no"}),
        ]
        return run.close(), got, run.failures


def test_a_journal_is_that_of_a_service_in_this_process(mock: Mock, remote: RemoteMock) -> None:
    def timeless(kept: Exchange) -> Exchange:
        told = {name: value for name, value in kept.told.items() if name != "date"}
        headers = {name: value for name, value in kept.headers.items() if name != "host"}
        return replace(kept, at=0.0, seconds=0.0, told=told, headers=headers)

    here, there = _tour(mock), _tour(remote)
    assert [one.status for one in there[1]] == [one.status for one in here[1]]
    assert list(map(timeless, there[0])) == list(map(timeless, here[0]))
    assert len(there[0]) == 5
    assert there[0][1].told["retry-after"] == "1"
    assert KEY not in str(there[0])
    assert (there[2], here[2]) == ((), ())


def test_it_tells_where_samples_find_what_they_need(remote: RemoteMock, directory: Path) -> None:
    trust = remote.trust
    assert trust.ca_pem == PurePosixPath(directory / "ca.pem")
    assert trust.ca_p12 == PurePosixPath(directory / "ca.p12")
    assert trust.ca_password
    for path in (trust.ca_pem, trust.ca_p12):
        assert stat.S_IMODE(Path(path).stat().st_mode) == 0o644


def test_samples_are_told_the_name_that_they_reach_it_by(tmp_path: Path) -> None:
    with RemoteMock(Thread(), SERVICE, "a-name", str(tmp_path)) as remote:
        run = remote.open(HELLO, KEYS)
        assert run.host == "a-name"
        assert run.identity_endpoint == f"http://a-name:{run.identity_port}/msi/token"


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have one loopback address")
def test_runs_are_reached_from_elsewhere_and_the_rest_is_not(tmp_path: Path) -> None:
    with (
        Mock(SERVICE, address=EVERYWHERE, host="a-name", directory=tmp_path) as mock,
        mock.open(HELLO, KEYS) as run,
    ):
        assert run.host == "a-name"
        assert run.identity_endpoint == f"http://a-name:{run.identity_port}/msi/token"
        for port in (run.proxy_port, run.identity_port):
            socket.create_connection(("127.0.0.2", port), timeout=SLOW).close()
        for port in (mock._yard.tls, mock._yard.plain):
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection(("127.0.0.2", port), timeout=SLOW)
    assert (tmp_path / "ca.pem").exists()


def test_a_run_closed_again_gives_the_same(remote: RemoteMock) -> None:
    run = remote.open(HELLO, KEYS)
    call(remote, run)
    with ThreadPoolExecutor(8) as pool:
        found = {id(journal) for journal in pool.map(lambda _: run.close(), range(8))}
    assert found == {id(run.close())}
    assert len(run.close()) == 1
    with pytest.raises(ConnectionRefusedError):
        plain_socket(run.proxy_port)


def test_runs_in_many_threads_do_not_mix(remote: RemoteMock) -> None:
    def once_through(number: int) -> tuple[str, list[object]]:
        request = Request("POST", CHAT.path, body={**CHAT_BODY, "model": f"m{number}"})
        with remote.open(once(request, Reply("text", f"Answer {number}")), KEYS) as run:
            got = call(remote, run, request)
            return got.json["choices"][0]["message"]["content"], [one.body for one in run.close()]

    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(once_through, range(64)))
    expected = [(f"Answer {n}", [{**CHAT_BODY, "model": f"m{n}"}]) for n in range(64)]
    assert found == expected


def test_nobody_waits_for_a_run_that_closes_slowly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A client that does not read its answer keeps its run open as long as is waited for it."""
    monkeypatch.setattr(server, "PATIENCE", 10 * SLOW)
    closing = threading.Event()
    channel = Thread(on_send=lambda line: closing.set() if b'"close"' in line else None)
    with (
        RemoteMock(channel, SERVICE, "127.0.0.1", str(tmp_path)) as remote,
        ThreadPoolExecutor(1) as pool,
    ):
        run = remote.open(LONG, KEYS)
        connection = tunnel(remote, run)
        connection.request("POST", CHAT.path, json.dumps({**CHAT_BODY, "stream": True}), {"api-key": KEY})  # fmt: skip
        response = connection.getresponse()
        closed = pool.submit(run.close)
        assert closing.wait(SLOW)
        with remote.open(HELLO, KEYS) as other:
            call(remote, other)
        assert len(other.close()) == 1
        assert not closed.done()
        response.close()
        connection.close()
        assert [kept.complete for kept in closed.result(SLOW)] == [False]


def test_a_real_endpoint_is_not_called_from_there(remote: RemoteMock) -> None:
    with pytest.raises(UsageError, match="no way out; call it with --runner local"):
        remote.open(HELLO, KEYS, live=True)


# --- what fails ---------------------------------------------------------------------------------


def test_what_fails_is_said_and_the_rest_goes_on(remote: RemoteMock) -> None:
    ask = remote._asking.ask
    wrong: list[tuple[Mapping[str, Json], str]] = [
        ({"do": "close", "run": 4711}, "there is no run 4711"),
        ({"do": "dance"}, "cannot do 'dance'"),
        ({}, "KeyError: 'do'"),
        ({"do": "open", "keys": {}}, "KeyError: 'scenario'"),
        ({"do": "open", "scenario": "AAAA", "keys": {}}, "UnpicklingError"),
        ({"do": "open", "scenario": lines.packed(SERVICE), "keys": {}}, "expected a Scenario"),
    ]
    for request, why in wrong:
        with pytest.raises(MachineError, match=f"^the emulated service failed: .*{why}"):
            ask(request)
    with remote.open(HELLO, KEYS) as run:
        assert call(remote, run).status == 200


def test_a_service_that_cannot_start_says_why(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere"
    with (
        pytest.raises(MachineError, match=r"FileNotFoundError.*nowhere"),
        RemoteMock(Thread(), SERVICE, "127.0.0.1", str(nowhere)),
    ):
        pass
    nowhere.mkdir()
    with RemoteMock(Thread(), SERVICE, "127.0.0.1", str(nowhere)) as remote:
        assert remote.open(HELLO, KEYS).close() == ()


def test_a_journal_that_is_too_long_fails_its_sample_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with RemoteMock(Thread(), SERVICE, "127.0.0.1", str(tmp_path)) as remote:
        run, other = remote.open(HELLO, KEYS), remote.open(HELLO, KEYS)
        call(remote, run)
        with monkeypatch.context() as patched:
            patched.setattr(lines, "LONGEST", 400)
            assert run.close() == ()
        assert len(run.failures) == 1
        assert "the sample sent so much that its journal takes" in run.failures[0]
        call(remote, other)
        assert len(other.close()) == 1


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_who_waits_for_a_service_that_is_killed_is_told(tmp_path: Path) -> None:
    channel = Process()
    with RemoteMock(channel, SERVICE, "127.0.0.1", str(tmp_path)) as remote:
        runs = [remote.open(HELLO, KEYS) for _ in range(8)]
        os.kill(channel.process.pid, signal.SIGSTOP)  # so that nothing is answered any more
        with ThreadPoolExecutor(16) as pool:
            waiting: list[Future[object]] = [pool.submit(run.close) for run in runs]
            waiting += [pool.submit(remote.open, HELLO, KEYS) for _ in range(8)]
            channel.process.kill()
            for one in waiting:
                with pytest.raises(MachineError, match="the emulated service ended: it did not"):
                    one.result(SLOW)
        with pytest.raises(MachineError, match="the emulated service ended"):
            remote.open(HELLO, KEYS)
        with pytest.raises(MachineError, match="the emulated service ended"):
            runs[0].close()
    assert channel.end() == -signal.SIGKILL


def test_a_service_that_is_gone_does_not_hide_what_happened(tmp_path: Path) -> None:
    remote = RemoteMock(Thread(), SERVICE, "127.0.0.1", str(tmp_path))
    with remote, pytest.raises(KeyboardInterrupt), remote.open(HELLO, KEYS):
        _interrupted(remote)
    with pytest.raises(MachineError, match="the emulated service was stopped"):
        remote.open(HELLO, KEYS)


def _interrupted(remote: RemoteMock) -> None:
    remote._asking.end()
    raise KeyboardInterrupt


def test_a_run_left_open_tells_that_its_service_is_gone(tmp_path: Path) -> None:
    with (
        pytest.raises(MachineError, match="the emulated service was stopped"),
        RemoteMock(Thread(), SERVICE, "127.0.0.1", str(tmp_path)) as remote,
        remote.open(HELLO, KEYS),
    ):
        remote._asking.end()


def test_a_program_that_is_no_service_is_shown_with_its_last_words() -> None:
    code = "import sys\nfor n in range(9): print('line', n, file=sys.stderr)\nsys.exit(3)"
    channel = Process((sys.executable, "-c", code))
    remote = RemoteMock(channel, SERVICE, "127.0.0.1", "/")
    with pytest.raises(MachineError) as ended, remote:
        pass
    shown = "\n".join(f"line {n}" for n in range(4, 9))
    assert str(ended.value) == f"the emulated service ended: {shown}"
    assert channel.end() == 3


def test_a_service_that_does_not_answer_is_given_up() -> None:
    remote = RemoteMock(Told(), SERVICE, "127.0.0.1", "/", seconds=0.1)
    with pytest.raises(MachineError, match=r"did not answer within 0.1 s"), remote:
        pass


READY = b'{"id":1,"ready":true,"ca_pem":"/a","ca_p12":"/b","ca_password":"c"}\n'
OPENED = (
    b'{"id":2,"run":1,"proxy_port":1,"identity_port":2,"identity_secret":"s",'
    b'"identity_endpoint":"e"}\n'
)


def _with(answers: list[bytes]) -> None:
    with (
        RemoteMock(Told(*answers), SERVICE, "127.0.0.1", "/", seconds=SLOW) as remote,
        remote.open(HELLO, KEYS) as run,
    ):
        run.close()


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (b"Traceback\n", "no answer: Expecting value"),
        (b"\xff\n", "no answer: .*decode"),
        (b"[]\n", r"nobody asked for b'\[\]'"),
        (b'{"id":7}\n', "nobody asked for"),
        (b'{"id":"1"}\n', "nobody asked for"),
        (b'{"id":true}\n', "nobody asked for"),
        (b'{"id":[1]}\n', "nobody asked for"),
        (b"[" * 100_000 + b"\n", "no answer: .*recursion"),
        (b'{"id":1}\n', "without a ca_pem that is a str"),
        (READY.replace(b'"/a"', b"3"), "without a ca_pem that is a str"),
        (b'{"id":1,"error":"no room"}\n', "failed: no room"),
    ],
)
def test_an_answer_that_is_none_is_told(answer: bytes, why: str) -> None:
    with pytest.raises(MachineError, match=why):
        _with([answer])


@pytest.mark.parametrize("name", sorted(json.loads(OPENED).keys() - {"id"}))
@pytest.mark.parametrize("wrong", [None, True, [], 1.5])
def test_a_run_that_is_half_told_is_none(name: str, wrong: object) -> None:
    answer = json.dumps({**json.loads(OPENED), name: wrong}).encode() + b"\n"
    with pytest.raises(MachineError, match=f"without a {name} that is"):
        _with([READY, answer])


GOOD = lines.told(Exchange("GET", HOST, "/", {}, "none", "", {}, None, 200, 0.1, 0.2))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"method": None}, "whose method is a NoneType"),
        ({"query": [1]}, "whose query is a list"),
        ({"headers": {"a": 1}}, "whose headers is a dict"),
        ({"status": "200"}, "whose status is a str"),
        ({"status": True}, "whose status is a bool"),
        ({"seconds": "0"}, "whose seconds is a str"),
        ({"complete": 1}, "whose complete is a int"),
        ({"extra": 1}, "other members"),
    ],
)
def test_a_journal_that_is_none_is_told(change: dict[str, object], why: str) -> None:
    _with([READY, OPENED, lines.line({"id": 3, "exchanges": [GOOD], "failures": []})])
    answer = lines.line({"id": 3, "exchanges": [{**GOOD, **change}], "failures": []})
    with pytest.raises(MachineError, match=f"no journal: an exchange .*{why}"):
        _with([READY, OPENED, answer])


@pytest.mark.parametrize(
    "answer",
    [
        {"exchanges": [], "failures": None},
        {"failures": []},
        {"exchanges": {}, "failures": []},
        {"exchanges": [1], "failures": []},
    ],
)
def test_a_journal_that_is_half_told_is_none(answer: dict[str, object]) -> None:
    with pytest.raises(MachineError, match="the emulated service"):
        _with([READY, OPENED, lines.line({"id": 3, **answer})])


def test_a_line_without_end_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LONGEST", 1000)
    with pytest.raises(MachineError, match="a line of more than 1,000 bytes"):
        _with([b"x" * 1001])


def test_a_connection_that_breaks_is_told() -> None:
    class Broken(Told):
        def received(self) -> Iterator[bytes]:
            yield b""
            raise ConnectionResetError("reset by peer")

    with pytest.raises(MachineError, match=r"ended: it did not say why \(reset by peer\)"):
        RemoteMock(Broken(), SERVICE, "127.0.0.1", "/").__enter__()


def test_a_connection_that_takes_nothing_is_told() -> None:
    class Deaf(Told):
        def send(self, data: bytes) -> None:
            raise BrokenPipeError

    with pytest.raises(MachineError, match="the emulated service ended"):
        RemoteMock(Deaf(), SERVICE, "127.0.0.1", "/").__enter__()


# --- the far end --------------------------------------------------------------------------------


def test_lines_come_in_any_pieces() -> None:
    whole = b'{"a":1}\n\n{"b":"\xc3\xa9"}\nhalf'
    for size in range(1, len(whole) + 1):
        pieces = [whole[start : start + size] for start in range(0, len(whole), size)]
        assert list(lines.lines(pieces)) == [b'{"a":1}', b"", b'{"b":"\xc3\xa9"}']


class _Watched(pickle.Unpickler):
    """Notes the modules that a pickle names."""

    def __init__(self, text: str) -> None:
        super().__init__(io.BytesIO(base64.b64decode(text)))
        self.modules: set[str] = set()

    def find_class(self, module: str, name: str) -> object:
        self.modules.add(module)
        return super().find_class(module, name)


def test_values_cross_whatever_python_is_at_the_ends(specs: Specs) -> None:
    """They name nothing that has its place in one version only, as paths and enums could."""
    told = [one for operation in specs.operations for one in operation.scenarios]
    assert len(told) > 20
    for value in (specs.service, *told):
        text = lines.packed(value)
        watched = _Watched(text)
        assert watched.load() == value
        assert watched.modules <= {"builtins", "samplegen.model.spec"}
        assert base64.b64decode(text)[:2] == b"\x80\x04"  # the protocol, and its number


def test_pickles_are_read_at_the_far_end_only() -> None:
    package = Path(samplegen.__file__).parent
    texts = {path.relative_to(package).as_posix(): path.read_text() for path in package.rglob("*.py")}  # fmt: skip
    assert [name for name, text in texts.items() if "pickle." in text] == ["mock/remote/lines.py"]
    assert [name for name, text in texts.items() if ".unpacked(" in text] == ["mock/remote/far.py"]


@pytest.mark.parametrize("end", ["input", "signal"])
def test_it_ends_with_its_input_and_with_a_signal(tmp_path: Path, end: str) -> None:
    channel = Process()
    with RemoteMock(channel, SERVICE, "127.0.0.1", str(tmp_path)) as remote:
        run = remote.open(HELLO, KEYS)
        plain_socket(run.proxy_port).close()
        if end == "signal":
            channel.process.terminate()
            assert channel.process.wait(SLOW) == 0
    assert channel.end() == 0
    assert channel.stderr == b""
    with pytest.raises(ConnectionRefusedError):
        plain_socket(run.proxy_port)


def test_it_ends_before_anything_was_asked() -> None:
    channel = Process()
    assert channel.end() == 0


def test_what_is_no_request_is_answered_and_it_goes_on(tmp_path: Path) -> None:
    channel = Process()
    answers = lines.lines(channel.received())
    first = {
        "id": 9, "do": "serve", "service": lines.packed(SERVICE), "address": "127.0.0.1",
        "host": "127.0.0.1", "directory": str(tmp_path),
    }  # fmt: skip
    for sent, id_, word in [
        (b"\xff\n", None, "UnicodeDecodeError"),
        (b"[]\n", None, "TypeError"),
        (lines.line({"id": 1, "do": "open"}), 1, "nothing is served yet"),
        (lines.line({**first, "directory": str(tmp_path / "no")}), 9, "FileNotFoundError"),
        (lines.line(first), 9, "ready"),
        (b"no\n", None, "JSONDecodeError"),
        (lines.line(first), 9, "cannot do 'serve'"),
    ]:
        channel.send(sent)
        answer = json.loads(next(answers))
        assert answer["id"] == id_
        assert word in str(answer)
    assert channel.end() == 0


def test_what_is_printed_there_does_not_come_between_the_answers(tmp_path: Path) -> None:
    code = (
        "import samplegen.mock.server as s\n"
        "old = s.Mock.open\n"
        "def loud(*given): print('noise', flush=True); return old(*given)\n"
        "s.Mock.open = loud\n"
        "import samplegen.mock.remote.__main__\n"
    )
    channel = Process((sys.executable, "-c", code))
    with RemoteMock(channel, SERVICE, "127.0.0.1", str(tmp_path)) as remote:
        assert remote.open(HELLO, KEYS).close() == ()
    assert channel.end() == 0
    assert channel.stderr == b"noise\n"
