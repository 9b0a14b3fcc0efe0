"""A shallow clone of one branch of a git repository, fetched and pushed by dulwich.

It is bare: nothing is checked out, files are read from git's own objects. So no link, no name and no setting of a
repository ever meets the file system.
"""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
import weakref
import zlib
from collections.abc import Callable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from dulwich.errors import (
    ChecksumMismatch,
    FileFormatException,
    NotGitRepository,
    ObjectMissing,
    WrongObjectException,
)
from dulwich.objects import Commit, ObjectID
from dulwich.refs import HEADREF, Ref
from dulwich.repo import Repo
from filelock import FileLock, Timeout

from content_index.connectors.git_address import GitAccess, GitAddress
from content_index.connectors.git_failures import refusal, unreachable
from content_index.connectors.git_objects import BRANCHES, Head, NoFolderError, TreeFile, chosen, committed, files_of
from content_index.connectors.git_server import connected
from content_index.connectors.time_limit import in_time
from content_index.ports import NotWritableError, SourceError

if TYPE_CHECKING:
    from dulwich.client import FetchPackResult
    from dulwich.pack import UnpackedObject

_log = logging.getLogger(__name__)

Found = TypeVar("Found")
_Updated = Callable[[dict[Ref, ObjectID]], dict[Ref, ObjectID]]
_Objects = Callable[..., tuple[int, Iterator["UnpackedObject"]]]

_SECONDS_TO_WAIT = 300.0
"""For another process that fetches the same repository."""
_MOST_PACKS = 30
"""Each fetch adds one. Past that many the branch is cloned anew, which takes less room and is read faster."""
_DAMAGE = (
    AssertionError,
    ChecksumMismatch,
    FileFormatException,
    KeyError,
    ObjectMissing,
    ValueError,
    WrongObjectException,
    zlib.error,
)
_BROKEN = (OSError, NotGitRepository, *_DAMAGE)
MOVED = "it has changed just now: try again"


class _MovedError(Exception):
    """The branch is not where it was."""


class GitClone:
    """A branch as it is on the server. `folder` is the clone's own, over all processes."""

    def __init__(self, folder: Path, address: GitAddress, access: GitAccess, credentials: Mapping[str, str]) -> None:
        self._folder = folder
        self._place = folder / "clone.git"
        self._address = address
        self._access = access
        self._credentials = credentials
        self._repo: Repo | None = None

    def fetch(self) -> Head:
        """Brings the clone to the branch's state, whatever became of its history. Raises SourceError."""
        with self._alone():
            return self._fetch_alone()

    def files(self, head: Head, folder: str) -> list[TreeFile]:
        """All below the folder, with their paths there. Raises SourceError where there is no such folder."""
        try:
            return self._intact(lambda repo: files_of(repo, head, folder))
        except NoFolderError:
            raise SourceError(
                f"its branch {head.branch!r} has no folder {folder!r}: correct `folder` in its location"
            ) from None

    def read(self, blob: ObjectID) -> bytes:
        """Raises SourceError where the clone is damaged and cannot be fetched anew."""
        return self._intact(lambda repo: repo.object_store.get_raw(blob)[1])

    def push(self, head: Head, path: str, content: bytes, message: str) -> Head:
        """Commits a file and pushes it. Raises NotWritableError: the clone stays at the server's state then."""
        with self._alone():
            repo = self._opened()
            commit = committed(repo, head, path, content, message)
            try:
                self._push(repo, head, commit.id)
            except _MovedError:
                raise NotWritableError(MOVED) from None
            repo.refs[Ref(BRANCHES + head.branch.encode())] = commit.id
            return Head(head.branch, commit.id, commit.tree)

    def _push(self, repo: Repo, head: Head, commit: ObjectID) -> None:
        branch = Ref(BRANCHES + head.branch.encode())

        def updated(refs: dict[Ref, ObjectID]) -> dict[Ref, ObjectID]:
            if refs.get(branch) != head.commit:
                raise _MovedError
            return {branch: commit}

        def objects(
            have: AbstractSet[ObjectID], want: AbstractSet[ObjectID], **how: Any
        ) -> tuple[int, Iterator[UnpackedObject]]:
            # What other branches have is not here to be looked at.
            return repo.generate_pack_data({head.commit} & have, {*want}, **how)

        status = self._sent(branch, updated, objects)
        refused = status.get(branch)
        if refused:
            try:
                moved = self._fetch_alone().commit != head.commit
            except SourceError:
                moved = False
            if moved:
                raise _MovedError
            raise NotWritableError(refusal(refused, self._credentials))

    def _sent(self, branch: Ref, updated: _Updated, objects: _Objects) -> Mapping[bytes, str | None]:
        """What the server says of each branch. Raises NotWritableError and _MovedError."""

        def send() -> Mapping[bytes, str | None]:
            with connected(self._address, self._access) as (client, path):
                if self._address.transport == "file" and _checks_out(path, branch):
                    raise NotWritableError("its branch is checked out where it comes from: use a bare repository")
                return client.send_pack(path, updated, objects).ref_status or {}

        try:
            return in_time(send, f"its repository {self._address.url}")
        except (NotWritableError, _MovedError):
            raise
        except SourceError as error:
            raise NotWritableError(str(error)) from None
        except Exception as error:  # noqa: BLE001 - each way to a server has errors of its own
            raise NotWritableError(refusal(error, self._credentials)) from None

    def _fetch_alone(self) -> Head:
        for leftover in [*self._folder.glob("*.new"), *self._folder.glob("*.gone")]:
            shutil.rmtree(leftover, ignore_errors=True)
        if not self._place.is_dir():
            return self._begin_anew()
        try:
            repo = self._opened()
            head = self._fetched(repo)
            packs = len([*Path(repo.object_store.path, "pack").glob("*.pack")])
        except _BROKEN as error:
            _log.warning("The clone of %s is damaged (%s) and made anew.", self._address.url, type(error).__name__)
            return self._begin_anew()
        return self._begin_anew() if packs > _MOST_PACKS else head

    def _begin_anew(self) -> Head:
        """A clone that is complete takes the place of the one before; without one, all stays as it was."""
        new = Path(tempfile.mkdtemp(suffix=".new", dir=self._folder))
        try:
            with closing(Repo.init_bare(str(new))) as repo:
                head = self._fetched(repo)
            self._close()
            if self._place.exists():
                self._place.rename(new.with_suffix(".gone"))
            new.rename(self._place)
        except _BROKEN as error:
            raise SourceError(unreachable(error, self._address.url, self._credentials)) from None
        finally:
            shutil.rmtree(new, ignore_errors=True)
            shutil.rmtree(new.with_suffix(".gone"), ignore_errors=True)
        return head

    def _fetched(self, repo: Repo) -> Head:
        wanted = self._address.branch

        def wants(refs: Mapping[Ref, ObjectID], depth: int | None = None) -> list[ObjectID]:
            del depth
            commit = refs.get(HEADREF if wanted is None else Ref(BRANCHES + wanted.encode()))
            return [commit] if commit is not None and commit not in repo.object_store else []

        def fetch() -> FetchPackResult:
            with connected(self._address, self._access) as (client, path):
                return client.fetch(path, repo, wants, depth=1, ref_prefix=[HEADREF, BRANCHES])

        try:
            told = in_time(fetch, f"its repository {self._address.url}")
        except (SourceError, *_DAMAGE):
            raise
        except Exception as error:  # noqa: BLE001 - each way to a server has errors of its own
            raise SourceError(unreachable(error, self._address.url, self._credentials)) from None
        branch, commit = chosen(told, wanted)
        found = repo[commit]
        if not isinstance(found, Commit):
            raise SourceError(f"its branch {branch!r} is no line of commits: correct `branch` in its location")
        repo.refs[Ref(BRANCHES + branch.encode())] = commit
        return Head(branch, commit, found.tree)

    def _intact(self, look: Callable[[Repo], Found]) -> Found:
        """What is found in the clone; a damaged one, or one that another process has replaced, is mended once."""
        try:
            return look(self._opened())
        except NoFolderError:
            raise
        except _BROKEN:
            with self._alone():
                self._begin_anew()
            try:
                return look(self._opened())
            except _BROKEN:
                raise SourceError("its repository has changed while it was read: try again") from None

    def _opened(self) -> Repo:
        if self._repo is None:
            self._repo = Repo(str(self._place))
            weakref.finalize(self, self._repo.close)
        return self._repo

    def _close(self) -> None:
        if self._repo is not None:
            self._repo.close()
            self._repo = None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One process at a time fetches or pushes."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self._folder / "lock", timeout=_SECONDS_TO_WAIT):
                yield
        except Timeout:
            raise SourceError("another process has been fetching it for minutes: try again later") from None
        except OSError as error:
            raise SourceError(f"the folder of its clone cannot be written: {error.strerror}: mend `data_dir`") from None


def _checks_out(path: bytes, branch: Ref) -> bool:
    """Whether a folder beside the repository shows the branch: a push would leave it behind."""
    with closing(Repo(os.fsdecode(path))) as origin:
        return not origin.bare and origin.refs.get_symrefs().get(HEADREF) == branch
