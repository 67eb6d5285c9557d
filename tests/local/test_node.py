"""The packages of npm are installed once, until the lock file changes, and with a reason where that fails."""

from hashlib import sha256
from pathlib import Path

from local.node import INSTALLED, LOCK, _reason, find_node, install, is_installed


def test_what_is_installed_is_installed_until_its_lock_file_changes(tmp_path: Path) -> None:
    lock, mark = tmp_path / LOCK, tmp_path / INSTALLED
    lock.write_bytes(b"{}")
    assert not is_installed(tmp_path)
    mark.parent.mkdir()
    mark.write_text(sha256(b"{}").hexdigest())
    assert is_installed(tmp_path)
    lock.write_bytes(b'{"version": 2}')
    assert not is_installed(tmp_path)


async def test_what_is_there_is_not_fetched_again(tmp_path: Path) -> None:
    (tmp_path / LOCK).write_bytes(b"{}")
    (tmp_path / INSTALLED).parent.mkdir()
    (tmp_path / INSTALLED).write_text(sha256(b"{}").hexdigest())
    said: list[str] = []
    await install(tmp_path, "the client", said.append)
    assert said == []


def are_there(*paths: str) -> bool:
    return all(Path(path).exists() for path in paths)


async def test_a_node_that_is_new_enough_is_found_with_its_npm() -> None:
    node = await find_node()
    assert are_there(node.program, *node.npm)


def test_of_what_npm_says_the_first_sentence_is_told() -> None:
    answer = "npm error code ENOTFOUND\nnpm error network request to the registry failed\nnpm error at stack"
    assert _reason(answer) == "network request to the registry failed"
    assert _reason("npm error code 1") == "it gave no reason"
