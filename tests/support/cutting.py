"""A way to a server that is cut after so many bytes."""

import select
import socket
import threading
from contextlib import suppress

_AT_ONCE = 65536


class CuttingWay:
    """Listens, hands bytes on both ways, and hangs up on both sides when enough have passed.

    `left` is how many bytes may pass still; None lets all pass. `passed` counts them.
    """

    def __init__(self, port: int) -> None:
        self.left: int | None = None
        self.passed = 0
        self._to = port
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = self._door.getsockname()[1]
        self._server = threading.Thread(target=self._serve)
        self._server.start()

    def close(self) -> None:
        """Hang up, and come back when nothing is handed on any more."""
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self._server.join()

    def _serve(self) -> None:
        # One connection after the other: what is tried over it uses one at a time.
        while True:
            try:
                near, _ = self._door.accept()
            except OSError:
                return
            with near, socket.create_connection(("127.0.0.1", self._to)) as far:
                self._hand_on(near, far)

    def _hand_on(self, near: socket.socket, far: socket.socket) -> None:
        other = {near: far, far: near}
        while True:
            for ready in select.select([near, far], [], [])[0]:
                with suppress(ConnectionError):
                    some = ready.recv(_AT_ONCE)
                    allowed = some if self.left is None else some[: self.left]
                    if self.left is not None:
                        self.left -= len(allowed)
                    self.passed += len(allowed)
                    other[ready].sendall(allowed)
                    if some and len(allowed) == len(some):
                        continue
                return
