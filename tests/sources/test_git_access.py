"""Credentials of a git repository: they open it, and nobody ever sees them."""

from __future__ import annotations

import logging
import os
import shutil
import sys
import traceback
from pathlib import Path

import pytest
from git_places import Remote, served

from content_index.connectors.without_secrets import shown, without_secrets
from content_index.model import Source
from content_index.ports import NotWritableError, SourceError
from content_index.sources import open_source

TOKEN = "ghp_0123456789-very/secret+token"


@pytest.fixture
def remote(tmp_path: Path) -> Remote:
    made = Remote(tmp_path / "playbooks.git")
    made.commit({"old.md": b"O"})
    made.commit({"a.md": b"A", "b.md": b"B"})
    return made


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "kept"


def paths(source: Source, kept: Path) -> list[str]:
    return [entry.path for entry in open_source(source, kept=kept).list()]


def kept_words(kept: Path) -> bytes:
    return b"".join(place.read_bytes() for place in kept.rglob("*") if place.is_file())


@pytest.mark.parametrize("credentials", [{"token": TOKEN}, {"username": "deploy", "password": TOKEN}])
def test_a_token_opens_a_repository_over_http_for_reading_and_writing(remote, kept, caplog, credentials):
    caplog.set_level(logging.DEBUG)
    with served(remote, TOKEN) as location:
        source = Source("wiki", location, credentials=credentials)
        files = open_source(source, kept=kept)
        assert paths(source, kept) == ["a.md", "b.md"]
        remote.commit({"a.md": b"A2", "b.md": b"B"})
        assert paths(source, kept) == ["a.md", "b.md"]
        files.write("a.md", b"A3", b"A2", "reviewed")  # type: ignore[attr-defined]
        assert remote.last()[1] == {"a.md": b"A3", "b.md": b"B"}
        remote.commit({"c.md": b"C"}, rewritten=True)
        assert paths(source, kept) == ["c.md"]
    assert TOKEN not in caplog.text + repr(source) + repr(files) + repr(vars(files)) + str(source)
    assert TOKEN.encode() not in kept_words(kept)


@pytest.mark.parametrize("credentials", [{}, {"token": TOKEN}])
def test_a_token_that_is_not_taken_is_told_without_it(remote, kept, caplog, credentials):
    caplog.set_level(logging.DEBUG)
    with (
        served(remote, "another") as location,
        pytest.raises(SourceError, match="refuses these credentials, or wants some: set `token`") as told,
    ):
        paths(Source("wiki", location, credentials=credentials), kept)
    assert TOKEN not in caplog.text + "".join(traceback.format_exception(told.value))


def test_a_token_that_may_only_read_is_told(remote, kept):
    with served(remote, TOKEN, may_push=False) as location:
        files = open_source(Source("wiki", location, credentials={"token": TOKEN}), kept=kept)
        assert files.read("a.md") == b"A"
        with pytest.raises(NotWritableError, match="may not push"):
            files.write("a.md", b"A2", b"A", "mine")  # type: ignore[attr-defined]
    assert remote.last()[1]["a.md"] == b"A"


def test_a_server_that_is_down_is_told_and_what_was_cloned_is_kept(remote, kept):
    with served(remote, TOKEN) as location:
        source = Source("wiki", location, credentials={"token": TOKEN})
        paths(source, kept)
        with pytest.raises(SourceError, match="there is no repository at") as missing:
            paths(Source("wiki", f"{location}x", credentials={"token": TOKEN}), kept)
    with pytest.raises(SourceError, match=r"cannot be fetched: .*try again later") as down:
        paths(source, kept)
    assert TOKEN not in str(down.value) + str(missing.value)
    with served(remote, TOKEN) as elsewhere:
        assert paths(Source("wiki", elsewhere, credentials={"token": TOKEN}), kept) == ["a.md", "b.md"]


@pytest.mark.parametrize(
    ("location", "credentials", "words"),
    [
        (f"git+https://user:{TOKEN}@git.acme.example/a/b.git", {}, "put them into `credentials`"),
        (f"git+https://{TOKEN.replace('/', '')}@git.acme.example/a/b.git", {}, "put them into `credentials`"),
        ("git+https://git.acme.example/a/b.git", {"secret": TOKEN}, "hold secret; git\\+https knows token"),
        ("git+ssh://git@git.acme.example/a/b.git", {"token": TOKEN}, "git\\+ssh knows username, key_file"),
        ("git+file:///a/b.git", {"token": TOKEN}, "knows none"),
        ("git+https://git.acme.example", {}, "names no repository"),
        ("git+https:///a/b.git", {}, "names no repository"),
        ("git+https://[oops/a/b.git", {}, "no address"),
    ],
)
def test_credentials_in_the_wrong_place_are_refused_unseen(kept, location, credentials, words):
    with pytest.raises(SourceError, match=words) as told:
        paths(Source("wiki", location, credentials=credentials), kept)
    assert "secret+token" not in str(told.value)


@pytest.fixture
def ssh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A command `ssh` that runs git here, whoever the host is, and keeps how it was called."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    told, place = tmp_path / "told", tmp_path / "bin"
    place.mkdir()
    command = place / "ssh"
    command.write_text(
        f"#!{sys.executable}\nimport os, sys\nopen({str(told)!r}, 'a').write(' '.join(sys.argv) + '\\n')\n"
        "if 'stranger' in ' '.join(sys.argv): sys.exit('git@stranger: Permission denied (publickey).')\n"
        "if 'unknown' in ' '.join(sys.argv): sys.exit('Host key verification failed.')\n"
        "os.environ.update(word[7:].split('=', 1) for word in sys.argv if word.startswith('SetEnv '))\n"
        "os.execvp('sh', ['sh', '-c', sys.argv[-1]])\n"
    )
    command.chmod(0o755)
    monkeypatch.setenv("PATH", f"{place}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("GIT_CONFIG_COUNT", "1")
    monkeypatch.setenv("GIT_CONFIG_KEY_0", "safe.directory")
    monkeypatch.setenv("GIT_CONFIG_VALUE_0", "*")
    return told


def test_a_repository_over_ssh_is_read_and_written_with_its_key_and_asks_nothing(remote, kept, ssh):
    source = Source("wiki", f"git+ssh://git@acme.example{remote.place}", credentials={"key_file": "/keys/deploy"})
    files = open_source(source, kept=kept)
    assert paths(source, kept) == ["a.md", "b.md"]
    files.write("a.md", b"A2", b"A", "reviewed")  # type: ignore[attr-defined]
    assert remote.last()[1] == {"a.md": b"A2", "b.md": b"B"}
    remote.commit({"c.md": b"C"}, rewritten=True)
    assert paths(source, kept) == ["c.md"]
    assert "-i /keys/deploy" in ssh.read_text()
    assert "BatchMode=yes" in ssh.read_text()
    assert "GIT_PROTOCOL=version=2" in ssh.read_text()  # what hosts speak today


@pytest.mark.parametrize(
    ("host", "words"),
    [("stranger", "refuses these credentials"), ("unknown", "add its key to known_hosts")],
)
def test_what_ssh_says_is_told_with_its_mend(remote, kept, ssh, host, words):
    with pytest.raises(SourceError, match=words):
        paths(Source("wiki", f"git+ssh://git@{host}{remote.place}"), kept)


@pytest.mark.parametrize(
    "location",
    [
        "git+https://a.example/r.git?token=hush",
        "git+https://a.example/r.git#branch=main&token=hush",
        "git+https://a.example/r.git#token=hush&folder=../x",
        "confluence+https://a.example/wiki?space=A&token=hush",
        "sharepoint://hush@a.example",
        "http://us:hush@127.0.0.1:9/x.zip",
        "http://127.0.0.1:9/x/?sig=hush&space=A",
        "ftp://us:hush@127.0.0.1:9/x",
        "none-such://hush:hush@a.example/x",
    ],
)
def test_what_people_put_into_a_location_instead_is_told_nowhere(kept, caplog, location):
    caplog.set_level(logging.DEBUG, "content_index")
    with pytest.raises(SourceError) as told:
        paths(Source("wiki", location), kept)
    assert "its location '" in str(told.value)
    assert "hush" not in f"{told.value}{caplog.text}"


def test_a_location_is_told_with_all_that_is_no_secret():
    for plain in ("git+https://a.example/r.git#branch=main&folder=a@b", "s3://bucket/a@b/c", "/srv/us@work", "c?d=e"):
        assert shown(plain) == ("c?d=…" if plain == "c?d=e" else plain)
    assert shown("https://us:hush@a.example/x?sig=hush#meta=no") == "https://…@a.example/x?sig=…#meta=no"


def test_secrets_are_left_out_in_every_form_and_plain_addresses_stay():
    told = f"GET /?key={TOKEN.replace('/', '%2F').replace('+', '%2B')} with {TOKEN} at http://s3.local:9000 true"
    credentials = {"secret": TOKEN, "endpoint_url": "http://s3.local:9000", "anon": "no"}
    assert without_secrets(told, credentials) == "GET /?key=… with … at http://s3.local:9000 true"
