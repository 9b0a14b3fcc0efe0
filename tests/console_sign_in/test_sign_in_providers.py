"""Signing in with Slack and Microsoft, against a provider that speaks the real protocol."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from openid_issuer import rsa_key, unsigned
from sign_in_house import OpenHouse
from sign_in_samples import OID, TENANT

from bot.standing import Standing


@pytest.mark.parametrize("provider", ["slack", "microsoft"])
async def test_somebody_signs_in_and_comes_to_the_page_they_wanted(open_house: OpenHouse, provider: str) -> None:
    house = await open_house()
    browser = await house.browser()
    wanted = await browser.get("/documents?filter=a%26b")
    assert wanted.path == "/sign-in?to=/documents?filter%3Da%2526b"
    assert f"/sign-in/{provider}?to=" in wanted.text
    page = await browser.by(provider, "/documents?filter=pri")
    assert (page.status, page.path) == (200, "/documents?filter=pri")
    assert "Signed in as Dana Reyes" in page.text


async def test_what_is_asked_is_the_persons_own_so_that_my_questions_are_found(open_house: OpenHouse) -> None:
    house = await open_house(groups={"sales": ("U1",), "board": ("dana@acme.example",)})
    slack, microsoft = await house.browser(), await house.browser()
    await slack.by("slack")
    await microsoft.by("microsoft")
    await slack.get("/?q=discount")
    await microsoft.get("/?q=discount")
    first, second = house.answering.asked
    assert (first.asker.id, first.asker.name, first.place.workspace, first.surface) == (
        "U1", "Dana Reyes", "T1", "console",
    )  # fmt: skip
    assert (second.asker.id, second.place.workspace) == (OID, TENANT)
    assert first.asker.groups == {"sales", "board"}
    assert second.asker.groups == frozenset()  # the address is not proven


def signed_by(name: str, algorithm: str = "RS256", kid: str = "first") -> Callable[[dict[str, Any]], str]:
    return lambda claims: jwt.encode(claims, rsa_key(name), algorithm, {"kid": kid})


def with_public_key_as_secret(claims: dict[str, Any]) -> str:
    """The oldest trick: the public key is the secret of HS256 for a library that lets the token choose."""
    import base64
    import hashlib
    import hmac
    import json

    public = rsa_key("first").public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    parts = [
        base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=")
        for part in ({"alg": "HS256", "kid": "first"}, claims)
    ]
    mac = hmac.new(public, b".".join(parts), hashlib.sha256).digest()
    return b".".join([*parts, base64.urlsafe_b64encode(mac).rstrip(b"=")]).decode()


@dataclass
class Bad:
    bend: dict[str, Any]
    sign: Any = None


BAD_TOKENS = {
    "unsigned": Bad({}, unsigned),
    "another key": Bad({}, signed_by("stranger")),
    "another key that names none": Bad({}, lambda claims: jwt.encode(claims, rsa_key("stranger"), "RS256")),
    "an unknown key": Bad({}, signed_by("stranger", kid="stranger")),
    "another algorithm": Bad({}, signed_by("first", "PS256")),
    "the public key as a secret": Bad({}, with_public_key_as_secret),
    "no token at all": Bad({}, lambda _: "a.b.c"),
    "text": Bad({}, lambda _: "hello"),
    "another nonce": Bad({"nonce": "another"}),
    "no nonce": Bad({"nonce": None}),
    "another audience": Bad({"aud": "another"}),
    "another audience, made for us": Bad({"aud": "another", "azp": "slack-client"}),
    "made for another": Bad({"aud": ["slack-client", "another"], "azp": "another"}),
    "no audience": Bad({"aud": None}),
    "another issuer": Bad({"iss": "https://slack.example"}),
    "no issuer": Bad({"iss": None}),
    "no subject": Bad({"sub": None}),
    "expired": Bad({"exp": int(time.time()) - 120}),
    "without an end": Bad({"exp": None}),
    "an end that is no time": Bad({"exp": "tomorrow"}),
    "not yet": Bad({"nbf": int(time.time()) + 86_400}),
    "made in the future": Bad({"iat": int(time.time()) + 86_400}),
    "another access token's": Bad({"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"}),
}


@pytest.mark.parametrize("name", BAD_TOKENS)
async def test_a_token_that_proves_nothing_lets_nobody_in(
    open_house: OpenHouse, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    house = await open_house()
    house.slack.bend, house.slack.sign = BAD_TOKENS[name].bend, BAD_TOKENS[name].sign
    browser = await house.browser()
    page = await browser.by("slack")
    assert page.status == 502
    assert "could not be finished" in page.text
    assert (await browser.get("/documents")).path.startswith("/sign-in")
    assert "slack-secret" not in caplog.text
    assert "acme.example" not in caplog.text


@pytest.mark.parametrize(
    ("provider", "bend"),
    [
        ("slack", {"https://slack.com/team_id": "T2"}),
        ("slack", {"https://slack.com/team_id": None}),
        ("slack", {"https://slack.com/user_id": None}),
        ("slack", {"https://slack.com/team_id": ["T1"]}),
        ("microsoft", {"tid": "00000000-7777-8888-9999-000000000000"}),
        ("microsoft", {"tid": None}),
        ("microsoft", {"oid": None}),
    ],
)
async def test_people_of_another_team_or_tenant_are_told_so(
    open_house: OpenHouse, provider: str, bend: dict[str, Any]
) -> None:
    house = await open_house()
    house.slack.bend = house.microsoft.bend = bend
    browser = await house.browser()
    page = await browser.by(provider)
    assert (page.status, "another company" in page.text) == (403, True)
    assert (await browser.get("/documents")).path.startswith("/sign-in")


@pytest.mark.parametrize(
    "bend", [{"acct": 1}, {"acct": "1"}, {"idp": "https://sts.windows.net/other/"}, {"idp": "live.com"}]
)
async def test_guests_of_the_directory_are_refused(open_house: OpenHouse, bend: dict[str, Any]) -> None:
    house = await open_house()
    house.microsoft.bend = bend
    page = await (await house.browser()).by("microsoft")
    assert (page.status, "Guests can ask" in page.text) == (403, True)


async def test_guests_of_the_workspace_are_refused_and_so_is_everybody_while_slack_cannot_say(
    open_house: OpenHouse,
) -> None:
    house = await open_house()
    house.standings.said["U1"] = Standing(outside=True)
    assert (await (await house.browser()).by("slack")).status == 403
    house.standings.down = True
    assert (await (await house.browser()).by("slack")).status == 502


async def test_somebody_who_becomes_a_guest_is_out_at_once(open_house: OpenHouse) -> None:
    house = await open_house()
    browser = await house.browser()
    assert (await browser.by("slack")).path == "/documents"
    house.standings.said["U1"] = Standing(outside=True)
    assert (await browser.get("/documents")).path.startswith("/sign-in")


@pytest.mark.parametrize(
    ("provider", "bend", "proven"),
    [
        ("slack", {}, True),
        ("slack", {"email_verified": False}, False),
        ("slack", {"email_verified": None}, False),
        ("slack", {"email_verified": "true"}, False),
        ("slack", {"email": "Dana <dana@acme.example>"}, False),
        ("microsoft", {}, False),
        ("microsoft", {"xms_edov": True}, True),
        ("microsoft", {"xms_edov": "1"}, True),
        ("microsoft", {"xms_edov": False}, False),
        ("microsoft", {"acct": 0}, True),
        ("microsoft", {"acct": 0, "preferred_username": "dana"}, False),
    ],
)
async def test_an_address_counts_only_where_the_provider_vouches_for_it(
    open_house: OpenHouse, provider: str, bend: dict[str, Any], proven: bool
) -> None:
    house = await open_house(roles={"administrators": ("DANA@acme.example",)})
    house.slack.bend = house.microsoft.bend = bend
    browser = await house.browser()
    await browser.by(provider)
    assert ((await browser.get("/looks")).status == 200) == proven


async def test_only_people_of_the_companys_domains_come_in_where_it_says_so(open_house: OpenHouse) -> None:
    house = await open_house(domains=("acme.example",))
    assert (await (await house.browser()).by("slack")).path == "/documents"
    assert (await (await house.browser()).by("microsoft")).status == 403
    house.slack.bend = {"email": "dana@acme.example.evil.example"}
    assert (await (await house.browser()).by("slack")).status == 403


async def test_who_cancels_there_is_told_so_here(open_house: OpenHouse) -> None:
    house = await open_house()
    house.slack.refuses = "access_denied"
    page = await (await house.browser()).by("slack")
    assert (page.status, "cancelled" in page.text) == (403, True)


async def test_a_sign_in_of_somebody_else_cannot_be_finished_here_nor_one_twice(open_house: OpenHouse) -> None:
    house = await open_house()
    mine, theirs = await house.browser(), await house.browser()
    leaving = await theirs.session.get("/sign-in/slack", allow_redirects=False)
    back = await theirs.session.get(leaving.headers["Location"], allow_redirects=False)
    path = back.headers["Location"].removeprefix(house.url)
    assert (await mine.get(path)).status == 400
    assert (await mine.get("/sign-in/slack/back?state=x&code=y")).status == 400
    assert (await theirs.get(path.replace("/slack/", "/microsoft/"))).status == 400
    assert (await theirs.get(path)).path == "/"
    assert (await theirs.get(path)).status == 400


async def test_a_sign_in_that_was_begun_long_ago_is_begun_again(open_house: OpenHouse) -> None:
    from datetime import timedelta

    house = await open_house()
    browser = await house.browser()
    leaving = await browser.session.get("/sign-in/slack", allow_redirects=False)
    back = await browser.session.get(leaving.headers["Location"], allow_redirects=False)
    house.clock.time += timedelta(minutes=16)
    assert (await browser.get(back.headers["Location"].removeprefix(house.url))).status == 400


async def test_several_tabs_may_sign_in_at_once(open_house: OpenHouse) -> None:
    house = await open_house()
    browser = await house.browser()
    ways = [await browser.session.get(f"/sign-in/slack?to=/{n}", allow_redirects=False) for n in range(5)]
    backs = [await browser.session.get(way.headers["Location"], allow_redirects=False) for way in ways[-2:]]
    paths = [back.headers["Location"].removeprefix(house.url) for back in backs]
    assert (await browser.session.get(paths[0], allow_redirects=False)).headers["Location"] == "/3"


@pytest.mark.parametrize("path", ["/keys", "/token", "/.well-known/openid-configuration"])
async def test_a_provider_that_is_down_is_said_in_words_and_tried_again(
    open_house: OpenHouse, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    house = await open_house()
    house.slack.down = {path}
    browser = await house.browser()
    page = await browser.by("slack")
    assert (page.status, "did not answer as it should" in page.text) == (502, True)
    assert "Traceback" not in caplog.text
    house.slack.down = set()
    assert (await browser.by("slack")).path == "/documents"


async def test_a_provider_that_calls_itself_otherwise_is_not_believed(open_house: OpenHouse) -> None:
    house = await open_house()
    house.slack.path = "/elsewhere"
    page = await (await house.browser()).by("slack")
    assert page.status == 502


async def test_new_keys_are_fetched_once_they_are_used_and_not_for_every_bad_token(open_house: OpenHouse) -> None:
    house = await open_house()
    await (await house.browser()).by("slack")
    house.slack.kid, house.slack.published = "second", ["first", "second"]
    from bot.console import sign_in_openid

    asked = house.slack.asked["/keys"]
    for _ in range(3):
        assert (await (await house.browser()).by("slack")).status == 502
    assert house.slack.asked["/keys"] == asked  # not again within half a minute
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sign_in_openid, "_AGAIN_AFTER", 0.0)
        assert (await (await house.browser()).by("slack")).path == "/documents"


async def test_many_sign_ins_at_once_read_the_keys_once(open_house: OpenHouse) -> None:
    house = await open_house()
    browsers = [await house.browser() for _ in range(5)]
    pages = await asyncio.gather(*(browser.by("slack") for browser in browsers))
    assert {page.path for page in pages} == {"/documents"}
    assert house.slack.asked["/keys"] == 1


async def test_the_challenge_goes_along_even_where_the_provider_does_not_say_that_it_knows_it(
    open_house: OpenHouse,
) -> None:
    house = await open_house()
    browser = await house.browser()
    leaving = await browser.session.get("/sign-in/microsoft", allow_redirects=False)
    address = leaving.headers["Location"]
    assert "code_challenge_method=S256" in address
    assert "nonce=" in address
    assert "ms-secret" not in address


async def test_who_signs_in_is_told_in_the_log_without_what_is_secret(
    open_house: OpenHouse, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    house = await open_house()
    await (await house.browser()).by("slack")
    assert "U1 of T1 signed in to the console" in caplog.text
    assert "slack-secret" not in caplog.text
    assert "code=" not in "".join(record.getMessage() for record in caplog.records if record.name.startswith("bot."))


async def test_there_is_no_other_provider(open_house: OpenHouse) -> None:
    house = await open_house()
    browser = await house.browser()
    assert (await browser.get("/sign-in/github")).status == 404
    assert (await browser.get("/sign-in/github/back")).status == 404
