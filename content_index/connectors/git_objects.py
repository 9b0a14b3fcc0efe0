"""What stands in a git repository: branches, trees and commits."""

from __future__ import annotations

import time
from dataclasses import dataclass

from dulwich.client import FetchPackResult
from dulwich.errors import NotTreeError
from dulwich.object_store import commit_tree_changes, iter_tree_contents, tree_lookup_path
from dulwich.objects import Blob, Commit, ObjectID, Tree
from dulwich.refs import HEADREF
from dulwich.repo import Repo

from content_index.ports import SourceError

BRANCHES = b"refs/heads/"
_AUTHOR = b"Cornerman <cornerman@localhost>"


@dataclass(frozen=True, slots=True)
class Head:
    """What a branch holds."""

    branch: str
    commit: ObjectID
    tree: ObjectID


@dataclass(frozen=True, slots=True)
class TreeFile:
    """A file of a tree: `mode` as git writes it, `blob` the id of its bytes."""

    path: bytes
    mode: int
    blob: ObjectID


class NoFolderError(Exception):
    """The tree has no folder of that name."""


def chosen(told: FetchPackResult, wanted: str | None) -> tuple[str, ObjectID]:
    """The branch that is wanted, or the repository's own, and its commit. Raises SourceError."""
    branches = {
        ref.removeprefix(BRANCHES).decode("utf-8", "replace"): commit
        for ref, commit in told.refs.items()
        if ref.startswith(BRANCHES) and commit is not None
    }
    if not branches:
        raise SourceError("its repository holds no commit: push one, or correct its location")
    named = told.symrefs.get(HEADREF, b"").removeprefix(BRANCHES).decode("utf-8", "replace")
    if wanted is None and named not in branches:  # an old server does not say which branch is its own
        named = next((name for name in sorted(branches) if branches[name] == told.refs.get(HEADREF)), named)
    branch = named if wanted is None else wanted
    if branch not in branches:
        some = ", ".join(sorted(branches)[:5]) + (" and more" if len(branches) > 5 else "")  # noqa: PLR2004 - as said
        raise SourceError(f"its repository has no branch {branch!r} (it has {some}): correct `branch` in its location")
    return branch, branches[branch]


def files_of(repo: Repo, head: Head, folder: str) -> list[TreeFile]:
    """All below a folder ("": all). Raises NoFolderError, and KeyError where the repository is damaged."""
    root = head.tree
    if folder and isinstance(repo[root], Tree):  # where it is not even there, that is damage
        try:
            _, root = tree_lookup_path(repo.object_store.__getitem__, root, folder.encode())
        except (KeyError, NotTreeError):
            raise NoFolderError from None
        if not isinstance(repo[root], Tree):
            raise NoFolderError
    return [
        TreeFile(entry.path, entry.mode, entry.sha)
        for entry in iter_tree_contents(repo.object_store, root)
        if entry.path is not None and entry.mode is not None and entry.sha is not None
    ]


def committed(repo: Repo, head: Head, path: str, content: bytes, message: str) -> Commit:
    """The commit, in the clone alone."""
    blob = Blob.from_string(content)
    repo.object_store.add_object(blob)
    try:
        mode = tree_lookup_path(repo.object_store.__getitem__, head.tree, path.encode())[0]
    except KeyError:
        mode = 0o100644
    commit = Commit()
    commit.tree = commit_tree_changes(repo.object_store, head.tree, [(path.encode(), mode, blob.id)])
    commit.parents = [head.commit]
    commit.author = commit.committer = _AUTHOR
    commit.author_time = commit.commit_time = int(time.time())
    commit.author_timezone = commit.commit_timezone = 0
    commit.message = message.encode()
    repo.object_store.add_object(commit)
    return commit
