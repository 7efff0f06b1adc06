"""Wakes a thread that waits at a connection."""

import socket
from contextlib import suppress
from selectors import EVENT_READ, DefaultSelector
from typing import Final

_MANY: Final = 4096


class Knock:
    """Heard by one thread, at once or when it next waits; anybody may knock.

    A pair of sockets, since there is no other thing that every system can wait for together with
    a connection.
    """

    def __init__(self) -> None:
        self._heard, self._knocked = socket.socketpair()
        self._heard.setblocking(False)
        self._knocked.setblocking(False)

    def knock(self) -> None:
        """Wake who waits; from any thread. Many knocks are one."""
        # Nobody came to the door for as many knocks as fit, or nobody is there any more.
        with suppress(OSError):
            self._knocked.send(b"\0")

    def wait(self, timeout_s: float, link: int | None = None) -> bool:
        """Wait for a knock.

        Args:
            timeout_s: the longest wait, in seconds.
            link: the file number of a connection; that something came over it ends the wait too.

        Returns:
            Whether somebody knocked.
        """
        with DefaultSelector() as selector:
            selector.register(self._heard, EVENT_READ)
            if link is not None:
                selector.register(link, EVENT_READ)
            ready = selector.select(max(0.0, timeout_s))
        if all(key.fileobj is not self._heard for key, _ in ready):
            return False
        with suppress(BlockingIOError):
            while self._heard.recv(_MANY):
                pass
        return True

    def close(self) -> None:
        """Let it go; safe to repeat."""
        self._heard.close()
        self._knocked.close()
