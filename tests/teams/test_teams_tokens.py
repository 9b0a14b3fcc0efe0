"""Who is taken for Teams, and who is not: the SDK's own validation, and what it leaves to us."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import math
import time
from collections.abc import AsyncIterator, Callable, Iterator
from types import SimpleNamespace
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from teams.fake_connector import APP_ID, TENANT
from teams.issuer import ISSUER, LocalIssuer, rsa_key

from bot.teams import fetched
from bot.teams.botframework import BotFrameworkTransport
from bot.teams.transport import KeysUnavailableError, UnauthorizedError

SERVICE = "https://smba.trafficmanager.net/emea/11111111-0000-4000-8000-00000000000a/"
ACTIVITY = {"type": "message", "channelId": "msteams", "serviceUrl": SERVICE}
LOGIN = "https://login.microsoftonline.com"
MICROSOFT = "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/"
OTHER_APP = "33333333-0000-4000-8000-00000000000c"
KEYS = ("/v1/.well-known/openidconfiguration", "/keys")


@pytest.fixture(scope="module")
def issuer() -> Iterator[LocalIssuer]:
    with LocalIssuer(APP_ID) as running:
        running.publish("for the web chat", ("webchat",))
        running.publish("for nothing", None)
        running.publish("for nobody", ())
        running.kid = "first"
        yield running


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """Its `ahead` is how many seconds it is later than it is."""
    later = SimpleNamespace(ahead=0.0)
    monkeypatch.setattr(fetched, "time", SimpleNamespace(monotonic=lambda: time.monotonic() + later.ahead))
    return later


def transport_for(metadata_url: str) -> BotFrameworkTransport:
    return BotFrameworkTransport(
        app_id=APP_ID, app_password="secret", tenant_id=TENANT, openid_metadata_url=metadata_url, token=lambda: "t"
    )


@pytest.fixture
async def transport(issuer: LocalIssuer) -> AsyncIterator[BotFrameworkTransport]:
    made = transport_for(issuer.metadata_url)
    yield made
    await made.close()


def encoded(part: Any) -> str:
    raw = part if isinstance(part, bytes) else json.dumps(part).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def claims_of(issuer: LocalIssuer) -> dict[str, Any]:
    return jwt.decode(issuer.token(SERVICE), options={"verify_signature": False})


def by_hand(header: dict[str, Any], claims: Any, sign: Callable[[bytes], bytes]) -> str:
    """A token that no library would make."""
    signed = f"{encoded(header)}.{encoded(claims)}"
    return f"{signed}.{encoded(sign(signed.encode()))}"


def signed_with_the_public_key(issuer: LocalIssuer) -> str:
    public = rsa_key("first").public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    header = {"alg": "HS256", "typ": "JWT", "kid": "first"}
    return by_hand(header, claims_of(issuer), lambda part: hmac.digest(public, part, hashlib.sha256))


def signed_by_hand(issuer: LocalIssuer, **claims: Any) -> str:
    """Claims that PyJWT does not sign, signed with the right key."""
    header = {"alg": "RS256", "typ": "JWT", "kid": "first"}
    sign = jwt.algorithms.RSAAlgorithm(jwt.algorithms.RSAAlgorithm.SHA256).sign
    return by_hand(header, claims_of(issuer) | claims, lambda part: sign(part, rsa_key("first")))


def with_other_claims(issuer: LocalIssuer, **claims: Any) -> str:
    """A good token's header and signature around other claims."""
    header, _, signature = issuer.token(SERVICE).split(".")
    return f"{header}.{encoded(claims_of(issuer) | claims)}.{signature}"


def signed(issuer: LocalIssuer, **header: Any) -> str:
    return issuer.token(SERVICE, headers={"kid": "first"} | header)


def signed_with(issuer: LocalIssuer, kid: str) -> str:
    return issuer.token(SERVICE, signed_with=rsa_key(kid), headers={"kid": kid})


def signed_with_a_key_of_its_own(issuer: LocalIssuer) -> str:
    key = rsa_key("intruder")
    brought = jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key(), as_dict=True)
    return issuer.token(SERVICE, signed_with=key, headers={"kid": "mine", "jwk": brought})


HEADERS: dict[str, Callable[[LocalIssuer], str]] = {
    "nothing": lambda _: "",
    "a scheme alone": lambda _: "Bearer",
    "an empty token": lambda _: "Bearer ",
    "no scheme": lambda i: i.token(SERVICE),
    "another scheme": lambda i: f"Basic {i.token(SERVICE)}",
    "two tokens": lambda i: f"Bearer {i.token(SERVICE)} {i.token(SERVICE)}",
}
TOKENS: dict[str, Callable[[LocalIssuer], str]] = {
    "a word": lambda _: "secret-word",
    "three words": lambda _: "secret.word.here",
    "not text": lambda _: "ÿÿ.ÿÿ.ÿÿ",
    "a list of claims": lambda _: by_hand({"alg": "RS256", "kid": "first"}, [1], bytes),
    "claims nested too deep": lambda _: f"e30.{encoded(b'[' * 6000)}.e30",
    "alg none": lambda i: by_hand({"alg": "none", "kid": "first"}, claims_of(i), lambda _: b""),
    "alg NONE": lambda i: by_hand({"alg": "NONE", "kid": "first"}, claims_of(i), lambda _: b""),
    "HS256 with the public key": signed_with_the_public_key,
    "RS384": lambda i: i.token(SERVICE, algorithm="RS384"),
    "PS256": lambda i: i.token(SERVICE, algorithm="PS256"),
    "another key": lambda i: i.token(SERVICE, signed_with=rsa_key("intruder")),
    "an unknown key": lambda i: signed(i, kid="unknown"),
    "no key's id": lambda i: i.token(SERVICE, headers={}),
    "a key it brings along": signed_with_a_key_of_its_own,
    "a key at its own address": lambda i: signed(i, kid="mine", jku="http://127.0.0.1:9/keys"),
    "a header that must be understood": lambda i: signed(i, crit=["exp"]),
    "a key for another channel": lambda i: signed_with(i, "for the web chat"),
    "a key without endorsements": lambda i: signed_with(i, "for nothing"),
    "a key with empty endorsements": lambda i: signed_with(i, "for nobody"),
    "other claims": lambda i: with_other_claims(i, exp=int(time.time()) + 10**6),
    "half a signature": lambda i: i.token(SERVICE)[:-100],
    "ended": lambda i: i.token(SERVICE, exp=int(time.time()) - 301),
    "never ends": lambda i: i.token(SERVICE, exp=None),
    "ends some day": lambda i: signed_by_hand(i, exp="some day"),
    "ends at infinity": lambda i: signed_by_hand(i, exp=math.inf),
    "not yet": lambda i: i.token(SERVICE, nbf=int(time.time()) + 400),
    "made in the future": lambda i: i.token(SERVICE, iat=int(time.time()) + 400),
    "for another app": lambda i: i.token(SERVICE, aud=OTHER_APP),
    "for several apps": lambda i: i.token(SERVICE, aud=[APP_ID, OTHER_APP]),
    "for ours in a list": lambda i: i.token(SERVICE, aud=[APP_ID]),
    "for nobody": lambda i: i.token(SERVICE, aud=None),
    "for an empty app": lambda i: i.token(SERVICE, aud=""),
    "of an unknown issuer": lambda i: i.token(SERVICE, iss="https://intruder.test"),
    "of no issuer": lambda i: i.token(SERVICE, iss=None),
    "of a list of issuers": lambda i: signed_by_hand(i, iss=[ISSUER]),
    "of the government's cloud": lambda i: i.token(SERVICE, iss="https://api.botframework.us"),
    "of our own tenant": lambda i: i.token(SERVICE, iss=f"{LOGIN}/{TENANT}/v2.0", ver="2.0", azp=APP_ID),
    "of the emulator, version 1": lambda i: i.token(SERVICE, iss=MICROSOFT, ver="1.0", appid=APP_ID),
    "of the emulator, version 2": lambda i: i.token(SERVICE, iss=MICROSOFT, ver="2.0", azp=APP_ID),
    "of the emulator, another version": lambda i: i.token(SERVICE, iss=MICROSOFT, ver="secret"),
    "of another bot": lambda i: i.token(SERVICE, iss=MICROSOFT, ver="1.0", appid=OTHER_APP),
    "of another bot, as the channel": lambda i: i.token(SERVICE, ver="1.0", appid=OTHER_APP),
    "of an anonymous bot": lambda i: i.token(SERVICE, iss=MICROSOFT, appid="AnonymousSkill"),
    "for another service": lambda i: i.token("https://intruder.test/"),
    "for no service": lambda i: i.token(SERVICE, serviceurl=None),
    "for a part of the service": lambda i: i.token(SERVICE.rstrip("/")),
}
BAD = HEADERS | {name: lambda i, token=token: f"Bearer {token(i)}" for name, token in TOKENS.items()}


@pytest.mark.parametrize("name", BAD)
async def test_a_bad_token_is_refused(transport: BotFrameworkTransport, issuer: LocalIssuer, name: str) -> None:
    authorization = BAD[name](issuer)
    with pytest.raises(UnauthorizedError) as raised:
        await transport.authenticate(authorization, ACTIVITY)
    told = str(raised.value)
    assert told
    assert "\n" not in told
    assert not [part for part in authorization.replace(".", " ").split()[1:] if len(part) > 3 and part in told]
    assert not [word for word in (APP_ID, OTHER_APP, "intruder", "windows", "secret", "mine") if word in told]
    assert raised.value.__cause__ is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"channelId": "webchat"},
        {"channelId": "emulator"},
        {"channelId": None},
        {"serviceUrl": None},
        {"serviceUrl": ""},
        {"serviceUrl": 7},
        {"serviceUrl": [SERVICE]},
        {"serviceUrl": "https://intruder.test/"},
        {"serviceUrl": "file:///etc/passwd"},
    ],
    ids=str,
)
async def test_a_good_token_does_not_excuse_another_activity(
    transport: BotFrameworkTransport, issuer: LocalIssuer, wrong: dict[str, Any]
) -> None:
    with pytest.raises(UnauthorizedError):
        await transport.authenticate(f"Bearer {issuer.token(SERVICE)}", ACTIVITY | wrong)
    with pytest.raises(UnauthorizedError):
        await transport.authenticate(f"Bearer {issuer.token(SERVICE)}", {})


async def test_teams_is_never_reached_without_encryption(issuer: LocalIssuer) -> None:
    transport = transport_for("https://unreachable.invalid/")
    service = SERVICE.replace("https", "http")
    with pytest.raises(UnauthorizedError, match="https"):
        await transport.authenticate(f"Bearer {issuer.token(service)}", ACTIVITY | {"serviceUrl": service})
    await transport.close()


GOOD: dict[str, Callable[[LocalIssuer], str]] = {
    "as Teams makes it": lambda i: i.token(SERVICE),
    "ended while a clock was late": lambda i: i.token(SERVICE, exp=int(time.time()) - 200),
    "begins while a clock is early": lambda i: i.token(SERVICE, nbf=int(time.time()) + 200),
    "with claims of tomorrow": lambda i: i.token(SERVICE, tomorrow={"a": [1]}, ver="1.0", appid=APP_ID),
    "without nbf": lambda i: i.token(SERVICE, nbf=None),
}


@pytest.mark.parametrize("name", GOOD)
async def test_teams_is_let_in(transport: BotFrameworkTransport, issuer: LocalIssuer, name: str) -> None:
    await transport.authenticate(f"Bearer {GOOD[name](issuer)}", ACTIVITY)


async def test_a_new_key_is_fetched_but_not_for_every_stranger(clock: SimpleNamespace) -> None:
    with LocalIssuer(APP_ID) as issuer:
        transport = transport_for(issuer.metadata_url)
        await transport.open()
        issuer.publish("second")
        token = f"Bearer {issuer.token(SERVICE)}"
        with pytest.raises(UnauthorizedError, match="unknown"):  # just asked
            await transport.authenticate(token, ACTIVITY)
        clock.ahead = 61
        await transport.authenticate(token, ACTIVITY)
        for _ in range(5):
            with pytest.raises(UnauthorizedError, match="unknown"):
                await transport.authenticate(f"Bearer {signed(issuer, kid='stranger')}", ACTIVITY)
        assert [issuer.asked[path] for path in KEYS] == [2, 2]
        await transport.authenticate(f"Bearer {signed_with(issuer, 'first')}", ACTIVITY)
        await transport.close()


async def test_a_new_key_that_cannot_be_fetched_is_no_proof(clock: SimpleNamespace) -> None:
    with LocalIssuer(APP_ID) as issuer:
        transport = transport_for(issuer.metadata_url)
        await transport.open()
        known = f"Bearer {issuer.token(SERVICE)}"
        issuer.publish("second")
        new = f"Bearer {issuer.token(SERVICE)}"
        issuer.down, clock.ahead = True, 61
        for _ in range(2):
            with pytest.raises(KeysUnavailableError):
                await transport.authenticate(new, ACTIVITY)
        await transport.authenticate(known, ACTIVITY)
        issuer.down, clock.ahead = False, 122
        await transport.authenticate(new, ACTIVITY)
        await transport.close()


async def test_without_keys_nobody_can_be_told(clock: SimpleNamespace) -> None:
    with LocalIssuer(APP_ID) as issuer:
        transport = transport_for(issuer.metadata_url)
        token = f"Bearer {issuer.token(SERVICE)}"
        issuer.down = True
        with pytest.raises(KeysUnavailableError, match="503"):
            await transport.authenticate(token, ACTIVITY)
        issuer.down = False
        await transport.authenticate(token, ACTIVITY)
        issuer.down, clock.ahead = True, 6 * 24 * 3600
        await transport.authenticate(token, ACTIVITY)  # an outage of days silences nobody
        clock.ahead = 8 * 24 * 3600
        with pytest.raises(KeysUnavailableError):
            await transport.authenticate(token, ACTIVITY)
        await transport.close()
    with pytest.raises(KeysUnavailableError, match="closed"):
        await transport.authenticate(token, ACTIVITY)


@pytest.mark.parametrize("keys", [[], [{"kid": "x"}, {"kty": "EC"}, {}]])
async def test_keys_that_are_none_are_told(keys: list[dict[str, Any]]) -> None:
    with LocalIssuer(APP_ID) as issuer:
        token = f"Bearer {issuer.token(SERVICE)}"
        issuer.keys = keys
        transport = transport_for(issuer.metadata_url)
        with pytest.raises(KeysUnavailableError, match="no keys"):
            await transport.authenticate(token, ACTIVITY)
        await transport.close()
        transport = transport_for(f"{issuer.url}/keys")
        with pytest.raises(KeysUnavailableError, match="jwks_uri"):
            await transport.authenticate(token, ACTIVITY)
        await transport.close()


async def test_each_transport_has_keys_of_its_own(issuer: LocalIssuer) -> None:
    """The SDK keeps one set for the whole process."""
    with LocalIssuer(OTHER_APP) as other:
        ours, theirs = transport_for(issuer.metadata_url), transport_for(other.metadata_url)
        same = transport_for(issuer.metadata_url)
        await ours.authenticate(f"Bearer {issuer.token(SERVICE)}", ACTIVITY)
        await same.authenticate(f"Bearer {issuer.token(SERVICE)}", ACTIVITY)
        await same.close()
        await ours.authenticate(f"Bearer {issuer.token(SERVICE)}", ACTIVITY)
        with pytest.raises(UnauthorizedError):
            await theirs.authenticate(f"Bearer {other.token(SERVICE)}", ACTIVITY)
        await ours.close()
        await theirs.close()
