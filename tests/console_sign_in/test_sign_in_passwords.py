"""Accounts of the console's own: a name and a password."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sign_in_house import PASSWORD, OpenHouse

from bot.accounts import WeakPasswordError, hashed, is_password_of, login_name


async def test_the_right_password_lets_somebody_in_and_no_other_does(open_house: OpenHouse) -> None:
    house = await open_house()
    house.account("dana")
    browser = await house.browser()
    for name, password in (("dana", "wrong horse battery"), ("sam", PASSWORD), ("dana", ""), ("", PASSWORD)):
        page = await browser.by_password(name, password)
        assert (page.status, "do not belong together" in page.text) == (401, True)
        assert (await browser.get("/documents")).path.startswith("/sign-in")
    page = await browser.by_password(" DANA ", to="/documents?filter=x")
    assert page.path == "/documents?filter=x"
    assert "Signed in as dana" in page.text


async def test_strangers_are_told_nothing_of_the_content(open_house: OpenHouse) -> None:
    house = await open_house()
    house.account("dana")
    browser = await house.browser()
    assert "<footer>\n</footer>" in (await browser.get("/sign-in")).text
    assert "<footer>\n</footer>" not in (await browser.by_password("dana")).text


async def test_who_is_in_already_is_sent_on(open_house: OpenHouse) -> None:
    house = await open_house()
    house.account("dana")
    browser = await house.signed_in()
    assert (await browser.get("/sign-in?to=/documents")).path == "/documents"


@pytest.mark.parametrize(
    "to",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "\\/evil.example", "javascript:alert(1)",
     "documents", "/\t/evil.example", "/documents\r\nSet-Cookie: x=y", "http:///evil.example", "", "/" + "a" * 5000],
)  # fmt: skip
async def test_nobody_is_sent_on_to_another_host(open_house: OpenHouse, to: str) -> None:
    house = await open_house()
    house.account("dana")
    browser = await house.browser()
    form = {"name": "dana", "password": PASSWORD, "to": to, "csrf": await browser.token()}
    response = await browser.session.post("/sign-in", data=form, allow_redirects=False)
    assert (response.status, response.headers["Location"]) == (303, "/")
    response = await browser.session.get("/sign-in", params={"to": to}, allow_redirects=False)
    assert response.headers["Location"] == "/"


async def test_too_many_attempts_must_wait_even_with_the_right_password(open_house: OpenHouse) -> None:
    house = await open_house()
    house.account("dana")
    house.account("sam")
    browser = await house.browser()
    for _ in range(5):
        assert (await browser.by_password("dana", "wrong horse battery")).status == 401
    page = await browser.by_password("dana")
    assert (page.status, "Try again in 15 minutes" in page.text) == (429, True)
    assert page.headers["Retry-After"] == "900"
    assert (await (await house.browser()).by_password("sam")).path == "/documents"
    house.clock.time += timedelta(minutes=15)
    assert (await browser.by_password("dana")).path == "/documents"


async def test_who_comes_in_may_mistype_again(open_house: OpenHouse) -> None:
    house = await open_house()
    house.account("dana")
    for _ in range(3):
        browser = await house.browser()
        for _ in range(4):
            assert (await browser.by_password("dana", "wrong horse battery")).status == 401
        assert (await browser.by_password("dana")).status == 200


async def test_a_restart_forgets_no_attempt_and_replicas_count_together(open_house: OpenHouse) -> None:
    house = await open_house()
    house.account("dana")
    browser = await house.browser()
    for _ in range(5):
        await browser.by_password("dana", "wrong horse battery")
    other = await open_house(failures=house.failures, accounts=house.accounts)
    assert (await (await other.browser()).by_password("dana")).status == 429
    assert "dana" not in str(house.failures.kept)
    assert "127.0.0.1" not in str(house.failures.kept)


async def test_many_names_from_one_address_are_stopped(open_house: OpenHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.console import sign_in_attempts

    monkeypatch.setattr(sign_in_attempts, "BY_ADDRESS", 3)
    house = await open_house()
    house.account("dana")
    browser = await house.browser()
    for number in range(3):
        assert (await browser.by_password(f"name{number}", "wrong horse battery")).status == 401
    assert (await browser.by_password("dana")).status == 429


async def test_a_new_password_ends_the_sessions_of_before_and_so_does_removing_the_account(
    open_house: OpenHouse,
) -> None:
    house = await open_house()
    house.account("dana")
    first = await house.signed_in()
    house.clock.time += timedelta(minutes=1)
    house.accounts.change_password("dana", hashed("another horse battery"), house.clock.now())
    assert (await first.get("/documents")).path.startswith("/sign-in")
    second = await house.browser()
    assert (await second.by_password("dana", "another horse battery")).path == "/documents"
    house.accounts.remove("dana")
    assert (await second.get("/documents")).path.startswith("/sign-in")


async def test_roles_and_groups_are_as_they_are_at_each_request(open_house: OpenHouse) -> None:
    house = await open_house()
    house.account("dana")
    browser = await house.signed_in()
    assert (await browser.get("/looks")).status == 403
    assert (await browser.get("/documents/d-secret")).status == 404
    house.accounts.remove("dana")
    house.account("dana", "administrator", groups=("board",))
    assert (await browser.get("/looks")).status == 200
    assert "Churn is 9%" in (await browser.get("/documents/d-secret")).text


async def test_a_database_that_is_down_lets_nobody_in_and_says_so(open_house: OpenHouse) -> None:
    house = await open_house()
    house.account("dana")
    browser = await house.signed_in()
    house.accounts.down = True
    page = await browser.get("/documents")
    assert (page.status, "cannot be looked up" in page.text) == (503, True)
    page = await (await house.browser()).by_password("dana")
    assert (page.status, "does not answer" in page.text) == (503, True)
    house.accounts.down = False
    house.failures.down = True
    page = await (await house.browser()).by_password("dana")
    assert (page.status, "does not answer" in page.text) == (503, True)
    house.failures.down = False
    assert (await browser.get("/documents")).status == 200


async def test_without_passwords_there_is_no_form_and_nothing_to_post_to(open_house: OpenHouse) -> None:
    house = await open_house(with_passwords=False)
    browser = await house.browser()
    assert 'type="password"' not in (await browser.get("/sign-in")).text
    assert (await browser.post("/sign-in", {"name": "dana", "password": PASSWORD})).status == 405


@pytest.mark.parametrize("password", ["", "short", "eleven char", "x" * 1001])
def test_a_password_that_is_too_short_or_too_long_is_refused(password: str) -> None:
    with pytest.raises(WeakPasswordError, match="12 to 1,000"):
        hashed(password)


def test_a_hash_is_argon2id_and_nobodys_password_is_checked_as_long_as_somebodys() -> None:
    assert hashed(PASSWORD).startswith("$argon2id$")
    assert hashed(PASSWORD) != hashed(PASSWORD)
    assert not is_password_of("nobody has this password", None)


@pytest.mark.parametrize(("typed", "kept"), [(" Dana  Reyes ", "dana reyes"), ("ДАНА", "дана"), ("ｄａｎａ", "dana")])
def test_case_and_spaces_of_a_name_mean_nothing(typed: str, kept: str) -> None:
    assert login_name(typed) == kept
