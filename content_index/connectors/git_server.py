"""The way to a git server."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import IO, Any
from urllib.parse import urlparse

from dulwich.client import GitClient, HttpGitClient, SSHGitClient, get_transport_and_path_from_url
from dulwich.config import ConfigDict
from dulwich.protocol import Protocol

from content_index.connectors.git_address import GitAccess, GitAddress

_SECONDS_OF_SILENCE = b"60"
"""After so many a server that says nothing is given up."""
_SSH = "ssh -o BatchMode=yes -o ConnectTimeout=20 -o ServerAliveInterval=20"
"""Nobody is there to answer a question."""


@contextmanager
def connected(address: GitAddress, access: GitAccess) -> Iterator[tuple[GitClient, bytes]]:
    """A client and the path that it is to be asked for. Settings and credentials of the machine's user do not count."""
    if address.transport == "file":
        client, _ = get_transport_and_path_from_url("file:///", quiet=True)
        yield client, address.url.removeprefix("file://").encode()
    elif address.transport == "ssh":
        parsed = urlparse(address.url)
        ssh = _Ssh.from_parsedurl(
            parsed, quiet=True, username=access.username, key_filename=access.key_file, ssh_command=_SSH
        )
        assert isinstance(ssh, _Ssh)  # noqa: S101 - made by its own class
        try:
            yield ssh, parsed.path.encode()
        finally:
            ssh.end()
    else:
        config = ConfigDict()
        config.set((b"http",), b"timeout", _SECONDS_OF_SILENCE)
        client, path = get_transport_and_path_from_url(
            address.url, config=config, quiet=True, username=access.username, password=access.password
        )
        assert isinstance(client, HttpGitClient)  # noqa: S101 - what such an address makes
        with _ended(client):
            yield client, path.encode()


@contextmanager
def _ended(client: HttpGitClient) -> Iterator[None]:
    """Closes each answer; the library leaves open those that it does not like."""
    pool, answers = client.pool_manager, ExitStack()
    request = pool.request

    def noted(*asked: Any, **more: Any) -> Any:
        answer = request(*asked, **more)
        answers.callback(answer.close)
        return answer

    pool.request = noted  # type: ignore[method-assign]
    with answers:
        answers.callback(pool.clear)
        yield


class _Ssh(SSHGitClient):
    """Ends what it has begun, also where the library leaves a command that broke off."""

    def __init__(self, *told: Any, **more: Any) -> None:
        super().__init__(*told, **more)
        self._begun: list[Protocol] = []

    def _connect(self, cmd: bytes, path: str | bytes, protocol_version: int | None = None) -> Any:
        found: tuple[Protocol, Any, IO[bytes] | None] = super()._connect(cmd, path, protocol_version)
        self._begun.append(found[0])
        return found

    def end(self) -> None:
        """Waits for the commands."""
        for connection in self._begun:
            connection.close()
