"""The session's cookie, and forms that come from elsewhere."""

from __future__ import annotations

import stat
from datetime import timedelta
from pathlib import Path

import pytest
from sign_in_house import PASSWORD, Browser, OpenHouse

from bot.console.sign_in_sessions import SessionKey, Sessions, kept_key


async def test_the_cookie_is_for_the_browser_alone_and_ends(open_house: OpenHouse) -> None:
    house = await open_house()
    house.account("dana")
    browser = await house.browser()
    form = {"name": "dana", "password": PASSWORD, "csrf": await browser.token()}
    response = await browser.session.post("/sign-in", data=form, allow_redirects=False)
    cookie = response.headers["Set-Cookie"]
    for part in ("cornerman=", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=43200"):
        assert part in cookie
    assert "Secure" not in cookie
    assert "dana" not in cookie


def test_over_https_the_cookie_is_secure_and_of_this_host_alone() -> None:
    storage = Sessions(SessionKey(b"k" * 32), 12, secure=True)._storage
    assert (storage.cookie_name, storage.cookie_params["secure"]) == ("__Host-cornerman", True)


async def test_a_session_ends_a_fixed_time_after_the_sign_in_however_busy_it_is(open_house: OpenHouse) -> None:
    house = await open_house()
    house.account("dana")
    browser = await house.signed_in()
    for _ in range(11):
        house.clock.time += timedelta(hours=1)
        assert (await browser.get("/documents")).status == 200
        assert (await browser.get("/documents")).path == "/documents"
    house.clock.time += timedelta(hours=1)
    assert (await browser.get("/documents")).path.startswith("/sign-in")


async def test_signing_in_changes_the_session_so_that_one_planted_before_is_worth_nothing(
    open_house: OpenHouse,
) -> None:
    house = await open_house()
    house.account("dana")
    browser = await house.browser()
    before = await browser.token()
    planted = browser.cookies()
    await browser.post("/sign-in", {"name": "dana", "password": PASSWORD, "csrf": before})
    assert await browser.token("/documents") != before
    thief = await house.browser()
    thief.session.cookie_jar.update_cookies(planted)
    assert (await thief.get("/documents")).path.startswith("/sign-in")


async def test_signing_out_ends_it_and_needs_the_pages_own_form(open_house: OpenHouse) -> None:
    house = await open_house()
    house.account("dana")
    browser = await house.signed_in()
    assert (await browser.post("/sign-out", {})).status == 403
    assert (await browser.get("/documents")).path == "/documents"
    token = await browser.token("/documents")
    response = await browser.session.post("/sign-out", data={"csrf": token}, allow_redirects=False)
    assert response.headers["Clear-Site-Data"] == '"cache"'
    page = await browser.get(response.headers["Location"])
    assert "You are signed out" in page.text
    assert (await browser.get("/documents")).path.startswith("/sign-in")


async def test_signing_out_ends_every_session_of_theirs_and_nobody_elses(open_house: OpenHouse) -> None:
    house = await open_house()
    house.account("dana")
    house.account("sam")
    browser, elsewhere, sam = [await house.signed_in(name) for name in ("dana", "dana", "sam")]
    thief = await house.browser()
    thief.session.cookie_jar.update_cookies(browser.cookies())
    assert (await thief.get("/documents")).path == "/documents"
    page = await browser.post("/sign-out", {"csrf": await browser.token("/documents")})
    assert "You are signed out, in every browser" in page.text
    for one in (thief, elsewhere):
        assert (await one.get("/documents")).path.startswith("/sign-in")
    assert (await sam.get("/documents")).path == "/documents"
    again = await house.signed_in()
    assert (await again.get("/documents")).path == "/documents", "in the same moment, by a clock that stands still"
    token = await thief.token()
    await thief.post("/sign-out", {"csrf": token})
    assert (await again.get("/documents")).path == "/documents", "what was ended ends nothing"


async def test_it_holds_for_people_of_a_platform_and_on_every_replica(open_house: OpenHouse) -> None:
    house = await open_house()
    browser = await house.browser()
    assert (await browser.by("slack")).path == "/documents"
    copy = browser.cookies()
    assert list(house.sign_outs.kept) == []
    await browser.post("/sign-out", {"csrf": await browser.token("/documents")})
    assert list(house.sign_outs.kept) == [("slack", "T1", "U1")]
    other = await open_house(sign_outs=house.sign_outs)
    thief = await other.browser()
    thief.session.cookie_jar.update_cookies(copy)
    assert (await thief.get("/documents")).path.startswith("/sign-in")


async def test_while_the_database_is_down_people_of_a_platform_are_answered_and_sign_out_here(
    open_house: OpenHouse,
) -> None:
    house = await open_house()
    browser = await house.browser()
    house.sign_outs.down = True
    assert (await browser.by("slack")).path == "/documents"
    page = await browser.post("/sign-out", {"csrf": await browser.token("/documents")})
    assert "You are signed out in this browser" in page.text
    assert (await browser.get("/documents")).path.startswith("/sign-in")


@pytest.mark.parametrize(
    "cookie", ["x", "", "é", "%00", "gAAAAABm" + "A" * 200, '{"session": {"who": 1}}', "\udce9" * 3]
)
async def test_a_cookie_that_nobody_here_sealed_is_no_cookie(open_house: OpenHouse, cookie: str) -> None:
    house = await open_house()
    browser = await house.browser()
    headers = {"Cookie": f"cornerman={cookie}".encode("utf-8", "surrogateescape").decode("latin-1")}
    page = await browser.get("/documents", headers=headers)
    assert (page.status, page.path.startswith("/sign-in")) == (200, True)


async def test_a_cookie_of_another_key_is_no_cookie(open_house: OpenHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    import sign_in_house

    house = await open_house()
    house.account("dana")
    browser = await house.signed_in()
    monkeypatch.setattr(sign_in_house, "KEY", SessionKey(b"another key that is long enough too"))
    other = await open_house()
    other.account("dana")
    stranger = await other.browser()
    stranger.session.cookie_jar.update_cookies(browser.cookies())
    assert (await stranger.get("/documents")).path.startswith("/sign-in")


_FOREIGN = {
    "another site": {"Sec-Fetch-Site": "cross-site"},
    "a sibling's site": {"Sec-Fetch-Site": "same-site"},
    "another origin": {"Origin": "https://evil.example"},
    "the same host over another scheme": {"Origin": "ftp://127.0.0.1"},
    "a file": {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
}


@pytest.mark.parametrize("name", _FOREIGN)
async def test_a_form_from_elsewhere_changes_nothing_even_with_the_token(open_house: OpenHouse, name: str) -> None:
    house = await open_house()
    house.account("dana")
    browser = await house.signed_in()
    token = await browser.token("/documents")
    page = await browser.post("/sign-out", {"csrf": token}, headers=_FOREIGN[name])
    assert (page.status, "not sent from a page of this console" in page.text) == (403, True)
    assert (await browser.get("/documents")).path == "/documents"


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "same-origin", "Origin": "null"}, {"Origin": "null"}])
async def test_a_form_of_the_consoles_own_is_taken_as_browsers_send_it(
    open_house: OpenHouse, headers: dict[str, str]
) -> None:
    house = await open_house()
    house.account("dana")
    browser = await house.signed_in()
    own = headers or {"Origin": house.url}
    assert (await browser.post("/sign-out", {"csrf": await browser.token("/documents")}, headers=own)).status == 200
    assert (await browser.get("/documents")).path.startswith("/sign-in")


async def test_the_token_of_another_session_is_not_taken(open_house: OpenHouse) -> None:
    house = await open_house()
    house.account("dana")
    house.account("sam")
    dana, sam = await house.signed_in("dana"), await house.signed_in("sam")
    assert (await dana.post("/sign-out", {"csrf": await sam.token("/documents")})).status == 403
    assert (await dana.post("/sign-out", {"csrf": "é"})).status == 403


async def test_a_script_brings_the_token_by_header_and_is_answered_in_json(open_house: OpenHouse) -> None:
    house = await open_house()
    house.account("dana")
    browser: Browser = await house.signed_in()
    page = await browser.post("/sign-out", {}, headers={"X-CSRF-Token": "wrong"})
    assert (page.status, page.headers["Content-Type"].split(";")[0]) == (403, "application/json")
    token = await browser.token("/documents")
    assert f'<meta name="csrf-token" content="{token}">' in (await browser.get("/documents")).text
    assert (await browser.post("/sign-out", {}, headers={"X-CSRF-Token": token})).status == 200


async def test_signing_in_needs_the_pages_own_form_too(open_house: OpenHouse) -> None:
    house = await open_house()
    house.account("dana")
    browser = await house.browser()
    assert (await browser.post("/sign-in", {"name": "dana", "password": PASSWORD, "csrf": ""})).status == 403


def test_the_key_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    first, second = kept_key(folder), kept_key(folder)
    assert first.token("s") == second.token("s")
    assert [path.name for path in folder.iterdir()] == ["session.key"]
    assert stat.S_IMODE((folder / "session.key").stat().st_mode) == 0o600
    assert kept_key(tmp_path / "other").token("s") != first.token("s")
