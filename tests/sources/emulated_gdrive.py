"""Google Drive, and Google's sign-in of service accounts, as their protocols are: small pages, ranges, redirects."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from emulated_cloud import Asked, Said

ACCOUNT = "reader@acme-project.iam.gserviceaccount.com"
GOOGLES = "application/vnd.google-apps."
FOLDER, DOCUMENT, SHORTCUT = f"{GOOGLES}folder", f"{GOOGLES}document", f"{GOOGLES}shortcut"
ROOT = "0AbCdEf-Root"
PAGE = 2
TEAM = {"id": "1", "type": "group", "role": "reader", "emailAddress": "sales@acme.example"}
SELF = {"id": "2", "type": "user", "role": "writer", "emailAddress": ACCOUNT}


def refusal(status: int, reason: str = "backendError") -> Said:
    return Said(status, {"error": {"code": status, "message": "No.", "errors": [{"reason": reason, "message": "No."}]}})


@cache
def _key() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=2048)


@dataclass
class EmulatedDrive:
    """A folder of somebody's, or a shared drive, that was shared with the service account.

    `faults` answer in the place of what a pattern of "METHOD path" fits, each once.
    """

    url: str = ""
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)
    permissions: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    shared_drive: str | None = None
    may_share: bool = True
    faults: list[tuple[str, Said]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    token: str = "ya29.google-token-0123456789"
    subject: str | None = None
    key_is_taken: bool = True

    def __post_init__(self) -> None:
        self.add("Playbooks", FOLDER, key=ROOT)

    @property
    def key(self) -> str:
        """The file that Google makes for a service account."""
        pem = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        told = {
            "type": "service_account",
            "project_id": "acme-project",
            "private_key_id": "0123",
            "private_key": _key().private_bytes(*pem).decode(),
            "client_email": ACCOUNT,
            "token_uri": f"{self.url}/token",
        }
        return json.dumps(told)

    def add(
        self,
        name: str,
        kind: str = "text/markdown",
        content: bytes = b"",
        *,
        parent: str | None = ROOT,
        key: str = "",
        **more: Any,
    ) -> str:
        """Writes a file or folder; gives its id."""
        item = key or f"1file{len(self.files):04d}"
        own = not kind.startswith(GOOGLES)
        self.files[item] = {
            "id": item,
            "name": name,
            "mimeType": kind,
            "parents": [parent] if parent and item != ROOT else [],
            "trashed": False,
            "modifiedTime": f"2026-10-{len(self.files) + 1:02d}T09:00:00.000Z",
            "webViewLink": f"https://drive.google.com/file/d/{item}/view",
            "owners": [{"displayName": "Dana Reyes", "emailAddress": "dana@acme.example"}],
            **({"size": str(len(content)), "md5Checksum": hashlib.md5(content).hexdigest()} if own else {}),
            **more,
        }
        self.contents[item] = content
        self.permissions.setdefault(item, [TEAM, SELF])
        return item

    def share(self) -> None:
        """All becomes a shared drive's: no owners, no permissions in lists, shares inherited but where they are own."""
        self.shared_drive = "0ASharedDrive"

    def answer(self, asked: Asked) -> Said:
        self.asked.append(f"{asked.method} {asked.path}")
        for place, (pattern, said) in enumerate(self.faults):
            if re.search(pattern, self.asked[-1]):
                del self.faults[place]
                return said
        if asked.path == "/token":
            return self._sign_in(asked)
        if found := re.fullmatch(r"/bytes/(.+)", asked.path):
            assert "authorization" not in asked.headers
            return self._bytes(found[1], asked.headers.get("range"))
        if asked.headers.get("authorization") != f"Bearer {self.token}":
            return refusal(401, "authError")
        parts = asked.path.removeprefix("/drive/v3/").split("/")
        if parts == ["files"]:
            return self._list(asked.query)
        return self._one(parts, asked.query)

    def _sign_in(self, asked: Asked) -> Said:
        form = asked.form()
        claims = jwt.decode(
            form["assertion"], _key().public_key(), ["RS256"], audience="https://oauth2.googleapis.com/token"
        )
        assert claims["scope"] == "https://www.googleapis.com/auth/drive.readonly"
        self.subject = claims.get("sub")
        if not self.key_is_taken:
            return Said(400, {"error": "invalid_grant", "error_description": "Invalid JWT Signature."})
        return Said(body={"access_token": self.token, "expires_in": 3599, "token_type": "Bearer"})

    def _list(self, query: Any) -> Said:
        wanted = set(re.findall(r"'([^']+)' in parents", query["q"]))
        assert query["q"].endswith("and trashed = false")
        assert (query["includeItemsFromAllDrives"], query["supportsAllDrives"]) == ("true", "true")
        assert query.get("driveId") == self.shared_drive
        found = [file for file in self.files.values() if wanted & {*file["parents"]} and not file["trashed"]]
        start = int(query.get("pageToken", 0))
        body: dict[str, Any] = {"files": [self._told(file) for file in found[start:][:PAGE]]}
        if start + PAGE < len(found):
            body["nextPageToken"] = str(start + PAGE)
        return Said(body=body)

    def _told(self, file: dict[str, Any]) -> dict[str, Any]:
        if self.shared_drive:
            told = {name: value for name, value in file.items() if name != "owners"}
            own = self.permissions[file["id"]] != [TEAM, SELF]
            last = {"displayName": "Robin Reed"}
            return {
                "driveId": self.shared_drive,
                "hasAugmentedPermissions": own,
                "lastModifyingUser": last,
                **told,
            }
        return {**file, "permissions": self.permissions[file["id"]]} if self.may_share else file

    def _one(self, parts: list[str], query: Any) -> Said:
        file = self.files.get(parts[1])
        if file is None:
            return refusal(404, "notFound")
        if parts[2:] == ["permissions"]:
            if not self.may_share:
                return refusal(403, "insufficientFilePermissions")
            given, start = self.permissions[parts[1]], int(query.get("pageToken", 0))
            more = {"nextPageToken": str(start + PAGE)} if start + PAGE < len(given) else {}
            return Said(body={"permissions": given[start:][:PAGE], **more})
        if parts[2:] == ["export"]:
            assert "officedocument" in query["mimeType"]
            return Said(body=self.contents[parts[1]])
        if query.get("alt") == "media":
            return Said(302, b"", {"Location": f"{self.url}/bytes/{parts[1]}"})
        return Said(body=self._told(file))

    def _bytes(self, item: str, range_: str | None) -> Said:
        content = self.contents[item]
        if range_ is None:
            return Said(body=content)
        first, last = map(int, range_.removeprefix("bytes=").split("-"))
        if first >= len(content):
            return Said(416, b"", {"Content-Range": f"bytes */{len(content)}"})
        piece = content[first : last + 1]
        return Said(206, piece, {"Content-Range": f"bytes {first}-{first + len(piece) - 1}/{len(content)}"})

    def location(self, more: str = "", folder: str = ROOT) -> str:
        return f"gdrive://{folder}#api={self.url}{more}"
