"""The tests have their own PostgreSQL server, on a socket in its folder: to stop, to start, to hang and to fill."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from pathlib import Path
from typing import LiteralString

import psycopg
from psycopg import sql

Row = tuple[object, ...]
ACCOUNT = "postgres"
START_SECONDS = 60
SHORT = ("/dev/shm",)
# What a test writes need not outlive a power cut.
HASTE = ("fsync=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0", "autovacuum=off")
SMALL = ("listen_addresses=", "shared_buffers=16MB", "max_connections=60", "log_min_messages=fatal")


def programs() -> Path | None:
    """Finds the folder of the server's programs, which Debian leaves out of the PATH; None without one."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    return max(Path("/usr/lib/postgresql").glob("*/bin"), default=None, key=lambda folder: int(folder.parent.name))


class Server:
    """The server refuses to run as root, so that root runs it under Debian's account for it."""

    def __init__(self, folder: Path, like: "Server | None" = None) -> None:
        self.folder = folder
        self._data = folder / "data"
        self._process: subprocess.Popen[bytes] | None = None
        if os.geteuid() == 0:
            account = pwd.getpwnam(ACCOUNT)
            os.chown(folder, account.pw_uid, account.pw_gid)
        if like:
            subprocess.run(["cp", "--archive", str(like._data), str(self._data)], check=True)
            return
        options = ("--auth=trust", "--no-sync", f"--username={ACCOUNT}", "--encoding=UTF8", "--locale=C")
        self._run("initdb", "--wal-segsize=1", *options)

    @classmethod
    def make(cls, like: "Server | None" = None) -> "Server":
        """Makes a server in a folder with a short path, because the path of a socket has at most 107 letters: in
        memory where the tests have their folders there, since each new database is a copy of eight megabytes. One that
        is made like another, never started, is a copy of it: that takes half the time."""
        memory = os.environ.get("PYTEST_DEBUG_TEMPROOT", "")
        return cls(Path(tempfile.mkdtemp(prefix="pg-", dir=memory if memory in SHORT else "/tmp")), like)

    def start(self) -> None:
        settings = [f"unix_socket_directories={self.folder}", *SMALL, *HASTE]
        options = [part for setting in settings for part in ("-c", setting)]
        command = self._command("postgres", *options)
        self._process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        self._wait_until_it_answers()

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stops the server: SIGINT cuts everyone off first, SIGQUIT stops it as a crash would."""
        if self._process:
            self._process.send_signal(how)
            self._process.wait(START_SECONDS)
        self._process = None

    def hang(self) -> None:
        """Hangs the server: it takes connections, and answers nothing."""
        assert self._process
        for child in self._family():
            os.kill(child, signal.SIGSTOP)

    def go_on(self) -> None:
        for child in self._family():
            os.kill(child, signal.SIGCONT)

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder)

    def address(self, database: str = ACCOUNT, account: str = ACCOUNT) -> str:
        return f"postgresql://{account}@/{database}?host={self.folder}"

    def new_database(self) -> str:
        """Creates a database and returns its address."""
        name = f"test_{uuid.uuid4().hex}"
        self.do(sql.SQL("CREATE DATABASE {} STRATEGY FILE_COPY").format(sql.Identifier(name)))
        return self.address(name)

    def do(
        self, statement: LiteralString | bytes | sql.Composed, database: str | None = None
    ) -> list[tuple[object, ...]]:
        with psycopg.connect(database or self.address(), autocommit=True) as connection:
            found = connection.execute(statement)
            return found.fetchall() if found.description else []

    def _family(self) -> list[int]:
        """Lists the ids of the server and its processes, each of which leads a session of its own."""
        assert self._process
        parent = self._process.pid
        children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
        return [parent, *map(int, children)]

    def _wait_until_it_answers(self) -> None:
        until = time.monotonic() + START_SECONDS
        while True:
            try:
                self.do("SELECT 1")
            except psycopg.OperationalError:
                assert time.monotonic() < until, "the server does not start"
                time.sleep(0.02)
            else:
                return

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(self._command(program, *arguments), check=True, stdout=subprocess.DEVNULL, cwd=self.folder)

    def _command(self, program: str, *arguments: str) -> list[str]:
        """Builds a command whose program ends with the tests, however these end."""
        folder = programs()
        assert folder
        command = [str(folder / program), "-D", str(self._data), *arguments]
        other = (f"--reuid={ACCOUNT}", f"--regid={ACCOUNT}", "--clear-groups") if os.geteuid() == 0 else ()
        return ["setpriv", "--pdeathsig=INT", *other, *command]
