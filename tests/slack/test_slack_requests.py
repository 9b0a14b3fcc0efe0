from __future__ import annotations

import io
import logging

import pytest
from payloads import event, mention
from serving import FORM, JSON, connected, serving, signed

EVENT = b'{"type": "event_callback", "team_id": "T1", '


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", JSON),
        (b"confidential", JSON),
        (b"{", JSON),
        (b"[]", JSON),
        (b"null", JSON),
        (b'"confidential"', JSON),
        (b"\xff\xfe{}", JSON),
        (b'{"a":' * 100_000, JSON),
        (b"{}", JSON),
        (b'{"type": "confidential"}', JSON),
        (b'{"type": ["confidential"]}', JSON),
        (b'{"type": "url_verification"}', JSON),
        (b'{"type": "event_callback"}', JSON),
        (EVENT + b'"event": ["confidential"]}', JSON),
        (EVENT + b'"event": {"type": ["confidential"]}}', JSON),
        (EVENT + b'"authorizations": 5, "event": {"type": "message", "text": "confidential"}}', JSON),
        (b'{"type": "event_callback"}', "text/plain"),
        (b"<confidential/>", "text/xml"),
        (b"confidential=1", FORM),
        (b"payload=confidential", FORM),
        (b"payload=[]", FORM),
        (b'payload={"type": "confidential"}', FORM),
        (b'payload={"type": "view_submission", "view": 5}', FORM),
        (b"%ff%fe=1", FORM),
        (b"command=%2Fask&text=confidential", FORM),
    ],
)
async def test_a_signed_request_that_slack_would_not_send_is_refused_in_words_and_stays_out_of_the_logs(
    open_door, answering, caplog: pytest.LogCaptureFixture, body: bytes, kind: str
) -> None:
    async with connected(open_door()) as client:
        with caplog.at_level(logging.DEBUG, "bot"):
            response = await client.post("/slack/events", data=body, headers=signed(body, kind))
        assert response.status == 400
        assert (await response.text()).startswith("The request was refused: ")
    assert "refused (400)" in caplog.text
    assert "confidential" not in caplog.text
    assert "Traceback" not in caplog.text
    assert answering.asked == []


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Slack-Signature": "v0=1"},
        {"X-Slack-Request-Timestamp": "soon", "X-Slack-Signature": "v0=1"},
        {"X-Slack-Request-Timestamp": "9" * 400, "X-Slack-Signature": "v0=1"},
        signed(b"{}", JSON) | {"X-Slack-Signature": "v0=é"},
        signed(b"another body", JSON),
    ],
)
@pytest.mark.parametrize("body", [b"{}", b"not json", b"\xff", b""])
async def test_the_signature_is_looked_at_before_the_body(open_door, headers: dict[str, str], body: bytes) -> None:
    async with connected(open_door()) as client:
        response = await client.post("/slack/events", data=body, headers={"Content-Type": JSON} | headers)
    assert response.status == 401


async def test_a_request_larger_than_any_of_slacks_is_refused(open_door) -> None:
    body = b'{"text": "' + b"x" * 3_000_000 + b'"}'
    async with connected(open_door()) as client:
        response = await client.post("/slack/events", data=io.BytesIO(body), headers=signed(body, JSON))
        assert (response.status, (await response.text()).startswith("The request was refused")) == (413, True)


@pytest.mark.parametrize(
    "odd",
    [
        {"text": 5},
        {"ts": "soon"},
        {"thread_ts": 7},
        {"user": {"id": "U1"}},
        {"subtype": ["bot_message"]},
        {"channel": None},
    ],
)
async def test_an_event_of_an_unknown_shape_is_acknowledged_and_nobodys_question(
    open_door, answering, caplog: pytest.LogCaptureFixture, odd: dict[str, object]
) -> None:
    async with serving(open_door()) as send:
        assert (await send(event(mention(**odd)))).status == 200
    assert answering.asked == []
    assert "Traceback" not in caplog.text


async def test_slacks_word_that_it_holds_events_back_is_taken(open_door, caplog: pytest.LogCaptureFixture) -> None:
    async with serving(open_door()) as send:
        assert (await send({"type": "app_rate_limited", "minute_rate_limited": 1518467820})).status == 200
    assert "holds events back" in caplog.text


async def test_the_look_at_the_certificate_needs_no_signature(open_door) -> None:
    async with connected(open_door()) as client:
        response = await client.post("/slack/events", data=b"ssl_check=1", headers={"Content-Type": FORM})
    assert response.status == 200


@pytest.mark.parametrize(
    "body", [b"ssl_check=1&" + b"a=1&" * 260_000, b'ssl_check=1&payload={"type": "block_actions"}', b"ssl_check=2"]
)
async def test_the_look_at_the_certificate_opens_the_door_to_nothing_else(open_door, body: bytes) -> None:
    """A long form would take a quarter of a second to take apart, in which nobody else is served."""
    async with connected(open_door()) as client:
        response = await client.post("/slack/events", data=io.BytesIO(body), headers={"Content-Type": FORM})
    assert response.status == 401
