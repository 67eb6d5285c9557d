"""A write pause is a moment in which nothing of a store is written, for whoever copies it. The folder itself carries
the lock, so it leaves no file, and the operating system lets go of it however its holder ends."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LONGEST_WAIT = 2.0
LONGEST_TRY = 10.0


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Waits for the end of a pause, but not for ever: a person's step goes before a copy that hangs."""
    with _locked(folder, fcntl.LOCK_SH, LONGEST_WAIT, every=0.002):
        yield


@contextmanager
def pause_writing(folder: Path) -> Iterator[None]:
    """Stops all writing, for up to two seconds. Where no pause can be had it goes on without one."""
    with _locked(folder, fcntl.LOCK_EX, LONGEST_TRY, every=0.0002):
        yield


@contextmanager
def _locked(folder: Path, kind: int, seconds: float, every: float) -> Iterator[None]:
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        # What is written there next says what is wrong with the folder.
        yield
        return
    try:
        _wait(descriptor, kind, time.monotonic() + seconds, every)
        yield
    finally:
        os.close(descriptor)


def _wait(descriptor: int, kind: int, until: float, every: float) -> None:
    while time.monotonic() < until:
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(every)
        except OSError:
            # A file system without such locks on a folder, NFS for instance.
            return
        else:
            return
