"""The pages of a website's sitemap, on a server on this machine."""

from __future__ import annotations

import gzip
import hashlib
import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from http_places import Asked, Reply, Server, serving, without_waiting
from source_index import Index

from bot.wiring import Cornerman
from bot.wiring.checks import checks
from config.settings import Settings
from content_index.connectors.sitemap import path_of
from content_index.model import Failure, Source, SourceFile
from content_index.ports import AudienceUnknownError, SourceError, SourceFiles, UnreadableFileError
from content_index.sources import open_source

SECRET = "a-very-secret/key+of-a-site"


def page(title: str, words: str, head: str = "") -> bytes:
    return (
        f"<!doctype html><html><head><title>{title}</title>{head}</head><body><nav>Menu of the site</nav>"
        f"<main><h1 id='top'>{title}</h1><p>{words}</p></main><footer>All rights</footer></body></html>"
    ).encode()


@dataclass
class Site:
    """What stands where. `dates` are the sitemap's; `replies` go before all else, `tags` sends ETags."""

    pages: dict[str, bytes] = field(default_factory=dict)
    dates: dict[str, str] = field(default_factory=dict)
    replies: dict[str, Reply] = field(default_factory=dict)
    tags: bool = True
    more: str = ""
    token: str = ""

    def answer(self, asked: Asked) -> Reply:
        host = f"http://{asked.headers['host']}"
        if self.token and asked.headers.get("authorization") != f"Bearer {self.token}":
            return Reply(401)
        if asked.path in self.replies:
            return self.replies[asked.path]
        if asked.path == "/sitemap.xml":
            listed = "".join(
                f"<url><loc>{host}{path}</loc>"
                + (f"<lastmod>{self.dates[path]}</lastmod>" if path in self.dates else "")
                + "</url>"
                for path in self.pages
            )
            return Reply(body=urlset(listed + self.more.replace("HOST", host)))
        if asked.path not in self.pages:
            return Reply(404)
        content = self.pages[asked.path]
        tag = f'"{hashlib.blake2b(content, digest_size=6).hexdigest()}"'
        if self.tags and asked.headers.get("if-none-match") == tag:
            return Reply(304, headers={"ETag": tag})
        kind = "application/pdf" if asked.path.endswith(".pdf") else "text/html; charset=utf-8"
        return Reply(body=content, headers={"Content-Type": kind, **({"ETag": tag} if self.tags else {})})


def urlset(listed: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
        f"{listed}</urlset>"
    ).encode()


def index_of(*addresses: str) -> bytes:
    listed = "".join(f"<sitemap><loc>{address}</loc></sitemap>" for address in addresses)
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</sitemapindex>'.encode()


@pytest.fixture(autouse=True)
def _quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    without_waiting(monkeypatch)


@pytest.fixture
def site() -> Site:
    return Site(
        {
            "/": page("Acme", "Ledgers for everybody."),
            "/pricing/": page("Pricing", "Plans begin at 40 euros."),
            "/globex": page("Globex", "They charge for each seat."),
        }
    )


@contextmanager
def online(site: Site) -> Iterator[tuple[Server, Source]]:
    with serving(site.answer) as server:
        yield server, Source("site", f"sitemap+{server.url}/sitemap.xml")


def opened(source: Source, tmp_path: Path) -> SourceFiles:
    return open_source(source, kept=tmp_path / "sources")


def versions(files: SourceFiles) -> dict[str, str | None]:
    return {entry.path: entry.version for entry in files.list() if isinstance(entry, SourceFile)}


def test_the_pages_of_a_sitemap_are_read_without_their_menus_and_linked(site, tmp_path):
    with online(site) as (server, source):
        index = Index(tmp_path)
        report = index.reindex(source)
        assert report.failures == ()
        assert sorted(report.added) == ["globex.html", "index.html", "pricing/index.html"]
        links = {passage.url for passage in index.store.current().passages}
        assert f"{server.url}/pricing/#top" in links
    assert "Plans begin at 40 euros." in index.text()
    assert "Menu of the site" not in index.text()


def test_pages_without_a_date_are_asked_by_their_etag_and_the_changed_one_alone_is_read(site, tmp_path):
    with online(site) as (server, source):
        index = Index(tmp_path)
        index.reindex(source)
        assert sorted(server.paths()) == ["/", "/globex", "/pricing/", "/robots.txt", "/sitemap.xml"]  # each once
        index.reindex(source)
        assert index.read == []
        site.pages["/globex"] = page("Globex", "They charge for each site now.")
        assert index.reindex(source).changed == ("globex.html",)
        assert index.read == ["globex.html"]
        del site.pages["/globex"]
        assert index.reindex(source).removed == ("globex.html",)


def test_pages_of_a_server_that_knows_no_etags_are_compared_by_their_bytes(site, tmp_path):
    site.tags = False
    with online(site) as (_, source):
        index = Index(tmp_path)
        index.reindex(source)
        site.pages["/"] = page("Acme", "Ledgers for all.")
        index.reindex(source)
        assert index.read == ["index.html"]


def test_pages_with_a_date_are_not_asked_for_until_it_changes(site, tmp_path):
    site.dates = {"/": "2026-01-05", "/pricing/": "2026-01-05T10:00:00+01:00", "/globex": "no date"}
    with online(site) as (server, source):
        index = Index(tmp_path)
        index.reindex(source)
        server.paths()
        index.reindex(source)
        assert sorted(server.paths()) == ["/globex", "/robots.txt", "/sitemap.xml"]
        site.dates["/"] = "2026-01-06"
        index.reindex(source)
        assert index.read == ["index.html"]


def test_a_date_of_today_does_not_hide_a_second_change_of_today(site, tmp_path):
    site.dates = dict.fromkeys(site.pages, datetime.now(UTC).date().isoformat())
    with online(site) as (_, source):
        index = Index(tmp_path)
        index.reindex(source)
        site.pages["/"] = page("Acme", "Ledgers for all.")
        assert index.reindex(source).changed == ("index.html",)


def test_bytes_that_were_looked_at_but_never_read_are_fetched_again(site, tmp_path):
    with online(site) as (_, source):
        before = versions(opened(source, tmp_path))  # as `cornerman doctor` does
        for place in (tmp_path / "sources").rglob("*.page"):
            place.write_bytes(b"torn")
        files = opened(source, tmp_path)
        assert versions(files) == before
        assert b"Plans begin" in files.read("pricing/index.html")
        for place in (tmp_path / "sources").rglob("marks.json"):
            place.write_bytes(b"{torn")
        assert versions(opened(source, tmp_path)) == before


def test_an_index_of_packed_sitemaps_is_followed_on_its_own_host_alone(site, tmp_path, caplog):
    with online(site) as (server, source):
        site.replies["/sitemap.xml"] = Reply(
            body=index_of(f"{server.url}/a.xml.gz", "https://elsewhere.example/b.xml", f"{server.url}/a.xml.gz")
        )
        listed = f"<url><loc>{server.url}/globex</loc></url><url><loc>https://elsewhere.example/x</loc></url>"
        site.replies["/a.xml.gz"] = Reply(body=gzip.compress(urlset(listed)))
        assert [*versions(opened(source, tmp_path))] == ["globex.html"]
    assert "1 addresses of its sitemap are on other hosts" in caplog.text
    assert all("elsewhere" not in asked.path for asked in server.asked)


def test_robots_txt_is_kept_to_and_its_pages_are_taken_out(site, tmp_path):
    with online(site) as (server, source):
        index = Index(tmp_path)
        index.reindex(source)
        site.replies["/robots.txt"] = Reply(body=b"User-agent: *\nDisallow: /glo*\n")
        server.paths()
        report = index.reindex(source)
        assert "/globex" not in server.paths()
    assert [(failure.path, failure.kept_last_good) for failure in report.failures] == [("globex.html", False)]
    assert "robots.txt asks to leave it alone" in report.failures[0].reason
    assert "charge for each seat" not in index.text()


def test_the_pause_that_a_site_asks_for_is_made(site, tmp_path, monkeypatch):
    pauses: list[float] = []
    monkeypatch.setattr("content_index.connectors.sitemap_site.time.sleep", pauses.append)
    site.replies["/robots.txt"] = Reply(body=b"User-agent: *\nCrawl-delay: 3600\n")
    with online(site) as (_, source):
        versions(opened(source, tmp_path))
    assert 29 < pauses[1] <= 30
    assert 59 < pauses[2] <= 60


@pytest.mark.parametrize("status", [404, 410, 401, 403])
def test_a_page_that_the_site_shows_no_more_is_taken_out(site, tmp_path, status):
    with online(site) as (_, source):
        index = Index(tmp_path)
        index.reindex(source)
        site.replies["/globex"] = Reply(status)
        report = index.reindex(source)
    assert [failure.path for failure in report.failures] == ["globex.html"]
    assert str(status) in report.failures[0].reason
    assert "charge for each seat" not in index.text()


def test_a_page_that_the_site_has_trouble_with_keeps_its_last_good_version(site, tmp_path):
    with online(site) as (_, source):
        index = Index(tmp_path)
        index.reindex(source)
        site.replies["/globex"] = Reply(500)
        report = index.reindex(source)
    assert [(failure.path, failure.kept_last_good) for failure in report.failures] == [("globex.html", True)]
    assert "charge for each seat" in index.text()


def test_a_site_that_is_down_keeps_everything(site, tmp_path):
    with online(site) as (_, source):
        index = Index(tmp_path)
        index.reindex(source)
    (failure,) = index.reindex(source).failures
    assert failure.kept_last_good
    assert "cannot be reached: correct its location, or try again later" in failure.reason
    assert "charge for each seat" in index.text()


@pytest.mark.parametrize(
    ("path", "reply", "words"),
    [
        ("/sitemap.xml", Reply(404), r"there is nothing at its sitemap http\S+/sitemap.xml, or the credentials"),
        ("/sitemap.xml", Reply(401), "refuses these credentials, or wants some: set `username`"),
        ("/sitemap.xml", Reply(403), "does not let these credentials read this"),
        ("/sitemap.xml", Reply(429, headers={"Retry-After": "0"}), "was asked too often"),
        ("/sitemap.xml", Reply(503), "has trouble of its own \\(it answers 503\\)"),
        ("/sitemap.xml", Reply(302, headers={"Location": "https://elsewhere.example/"}), "has moved to another host"),
        ("/sitemap.xml", Reply(body=b"<html></html>"), "it is <html>, neither <urlset> nor <sitemapindex>"),
        ("/sitemap.xml", Reply(body=b"no xml"), "it is no XML that can be read: correct its location"),
        ("/sitemap.xml", Reply(body=b'<!DOCTYPE x [<!ENTITY a "b">]><urlset>&a;</urlset>'), "no XML that can be read"),
        ("/sitemap.xml", Reply(body=gzip.compress(b" " * 53_000_000)), "more than 52,428,800 bytes"),
        ("/sitemap.xml", Reply(body=b"\x1f\x8bnonsense"), "it is packed, and damaged"),
        ("/robots.txt", Reply(500), r"cannot tell now what may be read \(robots.txt answers 500\)"),
        ("/globex", Reply(429), "was asked too often"),
    ],
)
def test_what_is_wrong_is_told_with_its_mend(site, tmp_path, path, reply, words):
    site.replies[path] = reply
    with online(site) as (_, source), pytest.raises(SourceError, match=words):
        versions(opened(source, tmp_path))


def test_a_server_that_asks_to_wait_is_asked_again(site, tmp_path):
    waits = [Reply(429, headers={"Retry-After": "0"}), Reply(503)]

    def answer(asked: Asked) -> Reply:
        return waits.pop() if waits and asked.path == "/sitemap.xml" else site.answer(asked)

    with serving(answer) as server:
        assert len(versions(opened(Source("site", f"sitemap+{server.url}/sitemap.xml"), tmp_path))) == 3


def test_a_token_opens_a_site_of_ones_own_and_is_told_nowhere(site, tmp_path, caplog):
    caplog.set_level(logging.DEBUG)
    site.token = SECRET
    with online(site) as (_, source):
        told = Source("site", source.location, credentials={"token": SECRET})
        assert len(versions(opened(told, tmp_path))) == 3
        wrong = Source("site", source.location, credentials={"token": f"{SECRET}-old"})
        with pytest.raises(SourceError) as error:
            versions(opened(wrong, tmp_path))
    assert SECRET not in caplog.text + "".join(traceback.format_exception(error.value))


def test_redirects_are_followed_within_the_host(site, tmp_path):
    site.replies["/globex"] = Reply(301, headers={"Location": "/pricing/"})
    site.replies["/"] = Reply(302, headers={"Location": "http://127.0.0.2:1/"})
    with online(site) as (_, source):
        files = opened(source, tmp_path)
        versions(files)
        assert b"Plans begin" in files.read("globex.html")
        with pytest.raises(AudienceUnknownError, match="moved to another host"):
            files.read("index.html")


def test_a_page_that_leads_round_in_a_circle_keeps_its_last_good_version(site, tmp_path):
    with online(site) as (_, source):
        index = Index(tmp_path)
        index.reindex(source)
        site.replies["/globex"] = Reply(302, headers={"Location": "/globex"})
        report = index.reindex(source)
        site.replies["/sitemap.xml"] = Reply(302, headers={"Location": "/sitemap.xml"})
        with pytest.raises(SourceError, match=r"sitemap\.xml leads from one address to the next without an end"):
            versions(opened(source, tmp_path))
    assert [(failure.path, failure.kept_last_good) for failure in report.failures] == [("globex.html", True)]
    assert "without an end" in report.failures[0].reason
    assert "charge for each seat" in index.text()


def test_the_page_s_own_address_on_its_host_is_linked_and_other_hosts_are_not(site, tmp_path):
    site.pages["/globex"] = page("Globex", "W", "<link rel=canonical href='/compare/globex'>")
    site.pages["/pricing/"] = page("Pricing", "W", "<link rel=canonical href='https://elsewhere.example/'>")
    with online(site) as (server, source):
        files = opened(source, tmp_path)
        assert files.side_file("globex.html") == f'url = "{server.url}/compare/globex"\n'.encode()
        assert files.side_file("pricing/index.html") == f'url = "{server.url}/pricing/"\n'.encode()


def test_tags_that_restrict_a_page_count_unless_told_otherwise(site, tmp_path):
    site.pages["/globex"] = page("Globex", "They win.", '<meta name="audience" content="managers">')
    with online(site) as (_, source):
        index = Index(tmp_path / "a")
        index.reindex(source)
        audiences = {document.path: document.audience for document in index.store.current().documents.values()}
        assert audiences["globex.html"] == ("managers",)
        index = Index(tmp_path / "b")
        index.reindex(Source("site", f"{source.location}#meta=no"))
        assert {document.audience for document in index.store.current().documents.values()} == {()}


def test_patterns_and_sizes_count_and_what_is_left_out_is_not_asked_for(site, tmp_path):
    site.pages["/big"] = b"<p>" + b"x" * 5000
    with online(site) as (server, source):
        files = opened(Source("site", source.location, include=("pricing/**", "big.html"), max_bytes=2000), tmp_path)
        assert versions(files).keys() == {"pricing/index.html", "big.html"}
        assert not {"/", "/globex"}.intersection(server.paths())
        with pytest.raises(UnreadableFileError, match="max_file_mb"):
            files.read("big.html")


def test_a_page_in_another_encoding_is_read(site, tmp_path):
    words = "<html><head><meta charset='windows-1251'></head><body><p>Скидка десять процентов</p></body></html>"
    site.replies["/globex"] = Reply(body=words.encode("cp1251"), headers={"Content-Type": "text/html"})
    site.replies["/"] = Reply(body=words.encode("koi8-r"), headers={"Content-Type": "text/html; charset=koi8-r"})
    site.replies["/pricing/"] = Reply(body=b"{}", headers={"Content-Type": "application/json"})
    with online(site) as (_, source):
        files = opened(source, tmp_path)
        versions(files)
        assert "Скидка" in files.read("globex.html").decode()
        assert "Скидка" in files.read("index.html").decode()
        with pytest.raises(UnreadableFileError, match="it is application/json, not a page"):
            files.read("pricing/index.html")


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://a.example", "index.html"),
        ("https://a.example/pricing", "pricing.html"),
        ("https://a.example/pricing.HTML", "pricing.HTML"),
        ("https://a.example/d/price%20list.pdf", "d/price list.pdf"),
        ("https://a.example/p?tier=2&x=a/b", "p-tier 2 x a b.html"),
        ("https://a.example/%D1%86%D0%B5%D0%BD%D1%8B/", "цены/index.html"),
        ("https://a.example/v1.2", "v1.2.html"),
        ("https://a.example/.well-known/x", "well-known/x.html"),
        ("https://a.example/a%2F..%2F..%2Fb", None),
    ],
)
def test_where_a_page_stands_among_the_files(url, path):
    assert path_of(url) == path


def test_two_pages_that_would_be_one_file_are_told_apart_whatever_their_order(site, tmp_path):
    site.pages = {"/pricing": page("A", "A"), "/pricing.html": page("B", "B"), "/PRICING": page("C", "C")}
    with online(site) as (_, source):
        first = [*versions(opened(source, tmp_path))]
        site.pages = dict(reversed(site.pages.items()))
        assert [*versions(opened(source, tmp_path))] == first
    assert len(set(first)) == 3


@pytest.mark.parametrize(
    ("location", "credentials", "words"),
    [
        (f"sitemap+https://me:{SECRET.replace('/', '')}@a.example/s.xml", {}, "put them into `credentials`"),
        ("sitemap+https:///s.xml", {}, "names no host"),
        ("sitemap+https://a.example/s.xml#folder=x", {}, "says something beside `meta`"),
        ("sitemap+https://a.example/s.xml#meta=maybe", {}, "write yes or no"),
        ("sitemap+https://[oops/s.xml", {}, "no address that can be read"),
        ("sitemap+https://a.example/s.xml", {"secret": SECRET}, "hold secret; sitemap\\+https knows username"),
    ],
)
def test_a_location_that_cannot_be_used_is_refused(tmp_path, location, credentials, words):
    with pytest.raises(SourceError, match=words) as told:
        opened(Source("site", location, credentials=credentials), tmp_path)
    assert "secret/key" not in str(told.value)


def test_the_doctor_counts_the_pages_and_tells_what_is_wrong(site, tmp_path):
    def found(location: str) -> tuple[str, str]:
        settings = Settings(data_dir=tmp_path / "data", sources=({"name": "site", "location": location},))  # type: ignore[arg-type]
        finding = dict(checks(Cornerman(settings)))["source site"]()
        return finding.state, finding.detail

    with online(site) as (_, source):
        assert found(source.location) == ("ok", f"3 files at {source.location}")
        assert "there is nothing at" in found(f"{source.location}.gz")[1]


def test_nothing_but_what_the_sitemap_lists_is_a_failure_or_a_file(site, tmp_path):
    site.more = "<url><loc>not an address</loc></url><url><loc>ftp://a.example/x</loc></url><url></url>"
    with online(site) as (_, source):
        entries = [*opened(source, tmp_path).list()]
    assert not [entry for entry in entries if isinstance(entry, Failure)]
