"""The console as `cornerman serve` puts it together from the settings."""

from __future__ import annotations

import asyncio
import json
import socket
from pathlib import Path

import aiohttp
from aiohttp import web
from openid_issuer import Issuer
from sign_in_samples import MICROSOFT_PERSON, SLACK_PERSON, TENANT

from bot.console.app import make_runner
from bot.wiring import Cornerman
from config.loading import load_settings


async def test_the_settings_make_a_console_that_people_sign_in_to(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    async with (
        Issuer("slack-client", "slack-secret", person=dict(SLACK_PERSON)) as slack,
        Issuer("ms-client", "ms-secret", f"/{TENANT}/v2.0", person=dict(MICROSOFT_PERSON) | {"acct": 0}) as microsoft,
    ):
        with socket.socket() as listening:
            listening.bind(("127.0.0.1", 0))
            port = listening.getsockname()[1]
            file = tmp_path / "cornerman.toml"
            file.write_text(f"""
data_dir = "data"
[[sources]]
name = "s"
location = "content"
[server]
port = {port}
[sign_in]
passwords = true
email_domains = ["acme.example"]
[sign_in.slack]
client_id = "slack-client"
client_secret = "slack-secret"
workspaces = ["T1"]
issuer = {json.dumps(slack.url)}
[sign_in.microsoft]
client_id = "ms-client"
client_secret = "ms-secret"
tenant_id = "{TENANT}"
login_url = {json.dumps(microsoft.host)}
[roles]
administrators = ["dana@acme.example"]
""")
            with Cornerman(load_settings(file, {})) as cornerman:
                await asyncio.to_thread(cornerman.prepare_database)
                runner = make_runner(cornerman.console())
                await runner.setup()
                await web.SockSite(runner, listening).start()
                try:
                    for provider in ("slack", "microsoft"):
                        jar = aiohttp.CookieJar(unsafe=True)
                        async with aiohttp.ClientSession(f"http://127.0.0.1:{port}", cookie_jar=jar) as browser:
                            async with browser.get("/looks") as refused:
                                assert "/sign-in?to=/looks" in str(refused.url)
                            async with browser.get(f"/sign-in/{provider}?to=/looks") as page:
                                assert (page.status, page.url.path) == (200, "/looks")
                                assert "Signed in as Dana Reyes" in await page.text()
                finally:
                    await runner.cleanup()
                kept = await asyncio.to_thread(cornerman.stores.looks.lately, 10)
    assert {(look.person, look.page) for look in kept} == {
        ("U1", "looks"), (MICROSOFT_PERSON["oid"], "looks"),
    }  # fmt: skip
    assert (tmp_path / "data" / "session.key").is_file()
