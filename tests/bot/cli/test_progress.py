"""A command that takes long says on a terminal that it is at work, and leaves nothing of that behind."""

from io import StringIO
from pathlib import Path
from threading import Event

from bot.cli.progress import CLEAR, CountedDisk, Progress


class Terminal(StringIO):
    """The terminal tells when a line was written to it."""

    def __init__(self, *, is_one: bool = True) -> None:
        super().__init__()
        self.is_one, self.written = is_one, Event()

    def isatty(self) -> bool:
        return self.is_one

    def write(self, text: str) -> int:
        self.written.set()
        return super().write(text)


def test_the_line_counts_the_files_and_the_seconds(tmp_path: Path) -> None:
    disk, file = CountedDisk(), tmp_path / "a"
    progress = Progress("verify", disk, Terminal())
    disk.replace(file, b"x")
    assert progress.line(1.2) == "verify is at work: 1 file so far, 1 s"
    disk.read(file)
    held = disk.hold(file)
    assert held
    held.close()
    assert progress.line(12) == "verify is at work: 3 files so far, 12 s"


def test_on_a_terminal_the_line_comes_while_the_command_runs_and_is_gone_behind_it() -> None:
    terminal = Terminal()
    with Progress("backup", CountedDisk(), terminal, every=0.001).shown():
        assert terminal.written.wait(30)
    assert terminal.getvalue().startswith(f"backup is at work: 0 files so far, 0 s{CLEAR}\r")
    assert terminal.getvalue().endswith(f"\r{CLEAR}")


def test_a_file_or_another_program_gets_no_such_line() -> None:
    pipe = Terminal(is_one=False)
    with Progress("backup", CountedDisk(), pipe, every=0.0).shown():
        pass
    assert pipe.getvalue() == ""
