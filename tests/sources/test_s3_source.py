"""A bucket as a source, on a server of moto's on this machine."""

from __future__ import annotations

import logging
import sys
import traceback
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fsspec.registry import _registry
from source_index import Index

from content_index.model import Source, SourceFile
from content_index.ports import SourceError, SourceFiles
from content_index.sources import open_source

boto3 = pytest.importorskip("boto3")
s3fs = pytest.importorskip("s3fs")
moto_server = pytest.importorskip("moto.server")

SECRET = "a-very-secret/key+of-forty-characters-or-so"


@dataclass
class Bucket:
    endpoint: str
    client: Any

    def put(self, path: str, content: bytes) -> None:
        self.client.put_object(Bucket="acme.playbooks", Key=path, Body=content)

    def source(self, location: str = "s3://acme.playbooks/sales") -> Source:
        credentials = {"key": "AKIAIOSFODNN7EXAMPLE", "secret": SECRET, "endpoint_url": self.endpoint}
        return Source("bucket", location, credentials=credentials)

    def opened(self, location: str = "s3://acme.playbooks/sales") -> SourceFiles:
        return open_source(self.source(location))

    def order(self, what: str, content: bytes = b"") -> None:
        headers = {"Content-Type": "text/plain"}
        request = urllib.request.Request(f"{self.endpoint}/moto-api/{what}", content, headers, method="POST")
        urllib.request.urlopen(request).close()


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    for name in ("AWS_PROFILE", "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_S3", "HTTP_PROXY", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    server = moto_server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    client = boto3.client("s3", endpoint_url=endpoint, aws_access_key_id="x", aws_secret_access_key="y")
    made = Bucket(endpoint, client)
    made.order("reset")  # what the server holds is the process's, not its own
    client.create_bucket(Bucket="acme.playbooks")
    for path, content in {
        "sales/a.md": b"A",
        "sales/cards/deck.pptx": b"D",
        "sales/cards/deck.pptx.toml": b"kind = 'deck'",
        "hr/pay.md": b"P",
    }.items():
        made.put(path, content)
    try:
        yield made
    finally:
        made.order("reset-auth", b"inf")
        client.close()
        server.stop()


def versions(files: SourceFiles) -> dict[str, str | None]:
    return {entry.path: entry.version for entry in files.list() if isinstance(entry, SourceFile)}


def test_a_bucket_is_listed_read_and_told_apart_by_etag(bucket):
    files = bucket.opened()
    first = versions(files)
    assert list(first) == ["a.md", "cards/deck.pptx"]
    assert files.read("a.md") == b"A"
    assert files.side_file("cards/deck.pptx") == b"kind = 'deck'"
    assert files.side_file("a.md") is None
    assert list(versions(bucket.opened("s3://acme.playbooks"))) == ["hr/pay.md", "sales/a.md", "sales/cards/deck.pptx"]
    assert list(versions(bucket.opened("s3://acme.playbooks/sales/a.md"))) == ["a.md"]
    bucket.put("sales/a.md", b"B")
    bucket.put("sales/cards/deck.pptx", b"D")  # written again as it was
    second = versions(bucket.opened())
    assert [path for path in first if first[path] != second[path]] == ["a.md"]


def test_a_second_reindex_reads_the_changed_object_alone(bucket, tmp_path: Path):
    index, source = Index(tmp_path), bucket.source()
    for name in ("globex", "initech"):
        bucket.put(f"sales/{name}.md", f"# {name}\n\nWords of {name}.\n".encode())
    index.reindex(source)
    bucket.put("sales/globex.md", b"# Globex\n\nThey lowered the price.\n")
    assert [*index.reindex(source).changed] == ["globex.md"]
    # What is no deck in truth could not be read, and is tried again each time.
    assert [path for path in index.read if path != "cards/deck.pptx"] == ["globex.md"]
    assert "They lowered the price." in index.text()


def test_a_key_that_is_not_taken_is_told_without_the_secret(bucket, caplog):
    caplog.set_level(logging.DEBUG)
    bucket.order("reset-auth", b"0")  # from now on none is taken but those that the server has made itself
    files = bucket.opened()
    with pytest.raises(
        SourceError, match="credentials are not taken, or may not list it: correct `credentials`"
    ) as told:
        versions(files)
    assert SECRET not in caplog.text + "".join(traceback.format_exception(told.value)) + repr(vars(files)["_source"])


@pytest.mark.parametrize("location", ["s3://no-such-bucket", "s3://no-such-bucket/sales/"])
def test_a_bucket_that_is_not_there_is_told(bucket, location):
    with pytest.raises(SourceError, match=r"no-such-bucket.*cannot be listed"):
        versions(bucket.opened(location))


def test_where_s3fs_is_missing_its_extra_is_named(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "s3fs", None)
    monkeypatch.delitem(_registry, "s3", raising=False)
    with pytest.raises(SourceError, match=r"pip install 'cornerman\[s3\]'"):
        open_source(Source("bucket", "s3://acme.playbooks"))
