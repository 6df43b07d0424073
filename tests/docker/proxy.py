"""A way to the engine over TCP, with or without TLS, that can be cut."""

from __future__ import annotations

import socket
import ssl
from contextlib import suppress
from pathlib import Path
from threading import Lock, Thread
from types import TracebackType

from samplegen.runners.docker.client import address

_CHUNK = 1 << 16


class Proxy:
    """Leads to the engine that the tests use; a context manager.

    Args:
        tls: ends TLS with it; None for none.

    Attributes:
        url: what ``DOCKER_HOST`` has to be.
    """

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._tls, self._target = tls, address()
        self._lock, self._open, self._cut = Lock(), set[socket.socket](), False
        self._engines: list[tuple[socket.socket, Thread]] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"tcp://127.0.0.1:{self._listener.getsockname()[1]}"

    def __enter__(self) -> Proxy:  # noqa: PYI034 - Self needs Python 3.11
        Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.cut()
        for engine, _ in self._engines:
            engine.close()

    def cut(self) -> None:
        """Ends all connections, and takes no new ones."""
        with self._lock:
            self._cut = True
            for each in {self._listener, *self._open}:
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
                each.close()

    def settle(self) -> None:
        """Waits until the engine has done what it was asked for before the cut."""
        with self._lock:
            engines = list(self._engines)
        for engine, thread in engines:
            with suppress(OSError):
                engine.shutdown(socket.SHUT_WR)
            thread.join(60)
            assert not thread.is_alive()

    def _accept(self) -> None:
        with suppress(OSError):  # it has been cut
            while True:
                client, _ = self._listener.accept()
                Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        with suppress(OSError):
            secure = self._tls.wrap_socket(client, server_side=True) if self._tls else client
            engine = self._connected()
            back = Thread(target=_pump, args=(engine, secure), daemon=True)
            with self._lock:
                if self._cut:
                    secure.close()
                self._open.add(secure)
                self._engines.append((engine, back))
                back.start()
            _pump(secure, engine)

    def _connected(self) -> socket.socket:
        scheme, _, rest = self._target.partition("://")
        if scheme == "unix":
            engine = socket.socket(socket.AF_UNIX)
            engine.connect(rest)
            return engine
        host, _, port = rest.rpartition(":")
        return socket.create_connection((host, int(port)))


def _pump(source: socket.socket, target: socket.socket) -> None:
    """Copies one direction to its end, whether or not somebody takes it; the other may go on."""
    with suppress(OSError):
        while data := source.recv(_CHUNK):
            with suppress(OSError):
                target.sendall(data)
    with suppress(OSError):
        target.shutdown(socket.SHUT_WR)


def keys(directory: Path) -> ssl.SSLContext:
    """Makes certificates for both sides, as ``DOCKER_CERT_PATH`` wants them.

    Returns:
        What a server needs, which believes nobody without the client's.
    """
    import trustme

    authority = trustme.CA()
    ours, theirs = authority.issue_cert("127.0.0.1"), authority.issue_cert("client@example.com")
    authority.cert_pem.write_to_path(str(directory / "ca.pem"))
    theirs.cert_chain_pems[0].write_to_path(str(directory / "cert.pem"))
    theirs.private_key_pem.write_to_path(str(directory / "key.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.verify_mode = ssl.CERT_REQUIRED
    ours.configure_cert(context)
    authority.configure_trust(context)
    return context
