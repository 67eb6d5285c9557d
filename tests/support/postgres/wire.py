"""The wire between a bot and the server can be cut at any message: before it arrives, or after, so that the answer is
lost."""

import socket
import tempfile
import threading
from contextlib import suppress
from pathlib import Path

SOCKET = ".s.PGSQL.5432"
MANY = 2**16


class Wire:
    def __init__(self, server: Path) -> None:
        self._server = server / SOCKET
        self.folder = Path(tempfile.mkdtemp(prefix="wire-", dir="/tmp"))
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(str(self.folder / SOCKET))
        self._listening.listen()
        self._lock = threading.Lock()
        self._open: set[socket.socket] = set()
        self._until_cut: int | None = None
        self._when_word: bytes | None = None
        self._arrives = False
        self._stays_cut = False
        self.is_cut = False
        threading.Thread(target=self._accept, daemon=True).start()

    def address(self, direct: str) -> str:
        """Returns the address of the same database through the wire."""
        return direct.replace(str(self._server.parent), str(self.folder))

    def arm(self, point: int = 0, word: bytes | None = None, arrives: bool = False, stays_cut: bool = False) -> None:
        """Cuts at the message after so many, or at the first with the word; it ``arrives`` first, or does not."""
        with self._lock:
            self._until_cut, self._when_word, self._arrives, self._stays_cut = point, word, arrives, stays_cut
            self.is_cut = False

    def mend(self) -> None:
        with self._lock:
            self._until_cut, self._stays_cut, self.is_cut = None, False, False

    def cut(self) -> None:
        with self._lock:
            self._cut()

    def close(self) -> None:
        self._listening.close()
        self.cut()
        (self.folder / SOCKET).unlink()
        self.folder.rmdir()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                bot, _ = self._listening.accept()
                with self._lock:
                    if self._stays_cut and self.is_cut:
                        bot.close()
                        continue
                    server = socket.socket(socket.AF_UNIX)
                    try:
                        server.connect(str(self._server))
                    except OSError:
                        bot.close()
                        continue
                    self._open |= {bot, server}
                for ends in ((bot, server, True), (server, bot, False)):
                    threading.Thread(target=self._forward, args=ends, daemon=True).start()

    def _forward(self, source: socket.socket, target: socket.socket, is_bot: bool) -> None:
        with suppress(OSError):
            while data := source.recv(MANY):
                with self._lock:
                    cuts_now = is_bot and self._counts_down(data)
                    if not cuts_now or self._arrives:
                        target.sendall(data)
                    if cuts_now:
                        self._swallow_answer(target)
                        self._cut()
        with self._lock:
            self._end(source, target)

    def _swallow_answer(self, server: socket.socket) -> None:
        """Waits for the answer, so that the server has done its work before the wire is cut."""
        if self._arrives:
            server.settimeout(0.05)
            with suppress(OSError):
                server.recv(1, socket.MSG_PEEK)

    def _counts_down(self, data: bytes) -> bool:
        if self._until_cut is None or (self._when_word and self._when_word not in data):
            return False
        self._until_cut -= 1
        return self._until_cut < 0

    def _cut(self) -> None:
        self._end(*self._open)
        self._until_cut, self.is_cut = None, True

    def _end(self, *sockets: socket.socket) -> None:
        for one in sockets:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
            self._open.discard(one)
