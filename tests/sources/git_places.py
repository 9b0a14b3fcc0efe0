"""Real git repositories in a test's folder: a bare one on a "server", and a colleague who pushes to it."""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from wsgiref.simple_server import make_server

import pytest
from dulwich.index import commit_tree
from dulwich.objects import Blob, Commit
from dulwich.refs import HEADREF
from dulwich.repo import Repo
from dulwich.server import DictBackend
from dulwich.web import WSGIRequestHandlerLogger, make_wsgi_chain

from content_index.connectors.git_clone import GitClone
from content_index.connectors.git_objects import Head

FILE, LINK, SUBMODULE = 0o100644, 0o120000, 0o160000


@dataclass
class Remote:
    """A bare repository; each `commit` puts a whole tree there, as one push does."""

    place: Path
    clock: int = field(default=1_700_000_000)

    def __post_init__(self) -> None:
        if not self.place.exists():
            Repo.init_bare(str(self.place), mkdir=True).close()
            self.point_head("main")

    def location(self, more: str = "") -> str:
        return f"git+file://{self.place}{more}"

    def point_head(self, branch: str) -> None:
        with closing(Repo(str(self.place))) as repo:
            repo.refs.set_symbolic_ref(HEADREF, b"refs/heads/" + branch.encode())

    def commit(
        self, files: dict[str, bytes | tuple[int, bytes]], branch: str = "main", *, rewritten: bool = False
    ) -> bytes:
        """The branch holds these files alone from now on; `rewritten`: without a history."""
        with closing(Repo(str(self.place))) as repo:
            entries = []
            for path, what in files.items():
                mode, content = what if isinstance(what, tuple) else (FILE, what)
                if mode == SUBMODULE:
                    entries.append((path.encode("utf-8", "surrogateescape"), content, mode))
                    continue
                blob = Blob.from_string(content)
                repo.object_store.add_object(blob)
                entries.append((path.encode("utf-8", "surrogateescape"), blob.id, mode))
            ref = b"refs/heads/" + branch.encode()
            commit = Commit()
            commit.tree = commit_tree(repo.object_store, entries)
            if not rewritten and ref in repo.refs:
                commit.parents = [repo.refs[ref]]
            commit.author = commit.committer = b"Dana <dana@acme.example>"
            self.clock += 60
            commit.author_time = commit.commit_time = self.clock
            commit.author_timezone = commit.commit_timezone = 0
            commit.message = b"as it is now"
            repo.object_store.add_object(commit)
            repo.refs[ref] = commit.id
            return commit.id

    def forget(self, branch: str) -> None:
        with closing(Repo(str(self.place))) as repo:
            del repo.refs[b"refs/heads/" + branch.encode()]

    def last(self, branch: str = "main") -> tuple[Commit, dict[str, bytes]]:
        """The last commit, and the files of its tree."""
        with closing(Repo(str(self.place))) as repo:
            commit = repo[repo.refs[b"refs/heads/" + branch.encode()]]
            assert isinstance(commit, Commit)
            entries = repo.object_store.iter_tree_contents(commit.tree)
            return commit, {entry.path.decode(): repo[entry.sha].data for entry in entries}


def colleague_first(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Somebody else pushes in the moment between the look at the branch and the push."""
    push = GitClone.push

    def slow(clone: GitClone, *told: Any) -> Head:
        act()
        return push(clone, *told)

    monkeypatch.setattr(GitClone, "push", slow)


@contextmanager
def served(remote: Remote, token: str, *, may_push: bool = True) -> Iterator[str]:
    """The repository over HTTP for whoever brings the token, as its address."""

    def guarded(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        told = base64.b64decode(environ.get("HTTP_AUTHORIZATION", "").removeprefix("Basic ")).decode()
        if told.partition(":")[2] != token:
            start("401 Unauthorized", [("WWW-Authenticate", 'Basic realm="git"')])
            return [b"who are you"]
        if not may_push and "receive-pack" in environ["PATH_INFO"] + environ["QUERY_STRING"]:
            start("403 Forbidden", [])
            return [b"no"]
        return application(environ, start)

    with closing(Repo(str(remote.place))) as repo:
        application = make_wsgi_chain(DictBackend({"/team/playbooks.git": repo}))
        server = make_server("127.0.0.1", 0, guarded, handler_class=_Quiet)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"git+http://127.0.0.1:{server.server_port}/team/playbooks.git"
        finally:
            server.shutdown()
            thread.join()
            server.server_close()


class _Quiet(WSGIRequestHandlerLogger):
    def log_message(self, *_: object) -> None:
        """Tests print nothing."""
