"""The way to Google Drive. The only file that imports Google's libraries; they come with `cornerman[gdrive]`."""

from __future__ import annotations

import json
import ssl
import weakref
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property, partial
from http import HTTPStatus
from importlib.util import find_spec
from io import BytesIO
from typing import TYPE_CHECKING, Any

from content_index.connectors.gdrive_address import DriveAccess, DriveAddress
from content_index.connectors.paging import Paging
from content_index.connectors.time_limit import in_time
from content_index.ports import SourceError, UnreadableFileError

if TYPE_CHECKING:
    from google.oauth2.service_account import Credentials

_SCOPE = "https://www.googleapis.com/auth/drive.readonly"
_PLACE = "Google Drive"
_SECONDS_OF_SILENCE = 60
_TIMES_AGAIN = 4
"""After waits of a random part of 2, 4, 8 and 16 seconds, as Google advises for 429, 5xx and its 403 of too many."""
_READ_AT_ONCE = 8 << 20
_FIELDS = (
    "id, name, mimeType, parents, driveId, trashed, size, md5Checksum, modifiedTime, webViewLink, "
    "owners(displayName, emailAddress), lastModifyingUser(displayName, emailAddress), shortcutDetails, "
    "hasAugmentedPermissions, inheritedPermissionsDisabled, permissions"
)
_PERMISSION = "id, type, role, emailAddress, domain, deleted, expirationTime, view"
_MENDS = {
    "exportSizeLimitExceeded": "it is larger than the 10 MB that Google exports: split it, or keep an Office file",
    "cannotExportFile": "Google does not let it be exported: let readers download it, or exclude it",
    "cannotDownloadFile": "it may not be downloaded: let readers download it, or exclude it",
    "cannotDownloadAbusiveFile": "Google takes it for malware: look at it, or exclude it",
}
"""By the reason that Google gives: https://developers.google.com/workspace/drive/api/guides/handle-errors."""


class NotToldError(Exception):
    """Google Drive answered, and not with what was asked for. The message is in words; `status` is that of HTTP."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


class GoogleDrive:
    """Google Drive for one service account. Raises SourceError where the libraries are not installed."""

    def __init__(self, address: DriveAddress, access: DriveAccess) -> None:
        if find_spec("googleapiclient") is None or find_spec("google_auth_httplib2") is None:
            raise SourceError(
                "its location is in Google Drive, and what speaks to it is not installed: "
                "pip install 'cornerman[gdrive]'"
            )
        self._api = address.api
        self._access = access

    @property
    def account(self) -> str:
        """The address of the service account, which files are shared with."""
        return str(self._credentials.service_account_email)

    def file(self, file_id: str) -> Mapping[str, Any]:
        """What is known of a file or folder. Raises NotToldError and SourceError."""
        return self._asked(lambda: self._service.files().get(fileId=file_id, fields=_FIELDS, supportsAllDrives=True))

    def files(self, query: str, drive_id: str | None) -> Iterator[Mapping[str, Any]]:
        """All that a query fits, in a shared drive where one is named. Raises NotToldError and SourceError."""
        within = {"corpora": "drive", "driveId": drive_id} if drive_id else {"corpora": "user"}
        pages = self._paged(
            lambda token: self._service.files().list(
                q=query,
                pageSize=1000,
                pageToken=token,
                orderBy="name",
                fields=f"nextPageToken, incompleteSearch, files({_FIELDS})",
                supportsAllDrives=True,
                includeItemsFromAllDrives=True,
                **within,
            )
        )
        for page in pages:
            if page.get("incompleteSearch"):
                raise SourceError("Google Drive did not look through all of it: try again later")
            yield from page.get("files") or ()

    def permissions(self, file_id: str) -> list[Mapping[str, Any]]:
        """All that hold for a file or folder, also those of what it is in. Raises NotToldError and SourceError."""
        pages = self._paged(
            lambda token: self._service.permissions().list(
                fileId=file_id,
                pageSize=100,
                pageToken=token,
                fields=f"nextPageToken, permissions({_PERMISSION})",
                supportsAllDrives=True,
            )
        )
        return [permission for page in pages for permission in page.get("permissions") or ()]

    def content(self, file_id: str, export_as: str | None, most: int) -> bytes:
        """The bytes, exported to a kind of file where one is named. Raises UnreadableFileError and SourceError.

        What is more than `most` is not fetched to its end.
        """
        from googleapiclient.http import MediaIoBaseDownload

        def fetch() -> bytes:
            into = BytesIO()
            files = self._service.files()
            if export_as is None:
                request = files.get_media(fileId=file_id, supportsAllDrives=True)
            else:
                request = files.export_media(fileId=file_id, mimeType=export_as)
            fetching = MediaIoBaseDownload(into, request, chunksize=_READ_AT_ONCE)
            done = False
            while not done and into.tell() <= most:
                _, done = fetching.next_chunk(num_retries=_TIMES_AGAIN)
            return into.getvalue()

        try:
            with self._talking():
                return in_time(fetch, _PLACE)
        except NotToldError as error:
            if error.status == HTTPStatus.NOT_FOUND:
                raise UnreadableFileError("it is not there any more") from None
            raise UnreadableFileError(str(error)) from None

    def _paged(self, ask: Callable[[str | None], Any]) -> Iterator[Mapping[str, Any]]:
        token: str | None = None
        paging = Paging(_PLACE)
        while True:
            page = self._asked(partial(ask, token))
            yield page
            token = page.get("nextPageToken")
            if not token:
                return
            paging.following(token)

    def _asked(self, ask: Callable[[], Any]) -> Mapping[str, Any]:
        """What comes of the request that `ask` makes."""

        def execute() -> Mapping[str, Any]:
            found: Mapping[str, Any] = ask().execute(num_retries=_TIMES_AGAIN)
            return found

        with self._talking():
            return in_time(execute, _PLACE)

    @contextmanager
    def _talking(self) -> Iterator[None]:
        """Puts failures into words."""
        from google.auth.exceptions import GoogleAuthError, RefreshError, TransportError
        from googleapiclient.errors import HttpError, MediaUploadSizeError, UnknownApiNameOrVersion
        from httplib2 import HttpLib2Error

        try:
            yield
        except HttpError as error:
            raise _told(int(error.resp.status), _reason(error.content)) from None
        except RefreshError as error:
            why = " ".join(str(error.args[0] if error.args else "").split())[:200]
            mend = "try again later" if error.retryable else "make a new key, or let the account act for `subject`"
            raise SourceError(f"its service account cannot sign in ({why}): {mend}") from None
        except (TransportError, HttpLib2Error, OSError) as error:
            raise SourceError(f"Google Drive cannot be reached ({type(error).__name__}): try again later") from None
        except (GoogleAuthError, MediaUploadSizeError, UnknownApiNameOrVersion) as error:
            raise SourceError(f"Google Drive cannot be asked ({type(error).__name__}): try again later") from None

    @cached_property
    def _credentials(self) -> Credentials:
        """They keep their token from one question to the next."""
        from google.oauth2 import service_account

        untyped: Any = service_account.Credentials
        try:
            made: Credentials = untyped.from_service_account_info(
                json.loads(self._access.key), scopes=[_SCOPE], subject=self._access.subject
            )
        except (ValueError, TypeError, AttributeError):  # it is not repeated in words
            raise SourceError(
                "the key in its credentials is none of a service account: give the whole JSON file that Google made"
            ) from None
        return made

    @cached_property
    def _http(self) -> Any:
        from google_auth_httplib2 import AuthorizedHttp
        from httplib2 import Http

        # Whom the machine trusts, so that a company's own proxy may stand between; where that is nobody, httplib2's.
        trusted = ssl.get_default_verify_paths().cafile
        made = AuthorizedHttp(self._credentials, http=Http(timeout=_SECONDS_OF_SILENCE, ca_certs=trusted))
        # At the process's end it would wait for an answer that trickles, and was given up.
        weakref.finalize(self, made.close).atexit = False
        return made

    @cached_property
    def _service(self) -> Any:
        from googleapiclient.discovery import build

        return build(
            "drive",
            "v3",
            http=self._http,
            static_discovery=True,
            cache_discovery=False,
            client_options={"api_endpoint": f"{self._api}/drive/v3/"},
        )


def _told(status: int, reason: str) -> NotToldError | SourceError:
    """A file's own trouble, or that of the whole source."""
    if reason == "accessNotConfigured":
        return SourceError("Google Drive refuses: enable the Google Drive API in the project of the service account")
    if mend := _MENDS.get(reason):
        return NotToldError(status, mend)
    said = f"{reason or 'nothing more'} ({status})"
    too_many = status == HTTPStatus.TOO_MANY_REQUESTS or "imitExceeded" in reason
    if too_many or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return SourceError(f"Google Drive does not answer, it says {said}: try again later")
    if status == HTTPStatus.UNAUTHORIZED:
        return SourceError(f"Google Drive does not take its service account, it says {said}: make a new key")
    return NotToldError(status, f"Google Drive does not give it, it says {said}: open it in the browser and look")


def _reason(content: bytes) -> str:
    """What stands between may answer with a page instead: that says nothing."""
    try:
        told = json.loads(content)["error"]
        return str((told.get("errors") or [{}])[0].get("reason") or told.get("status") or "")
    except (ValueError, KeyError, TypeError, AttributeError, IndexError):
        return ""
