from __future__ import annotations

import io
import json
import logging

import pytest

from config.database import DatabaseUrlError, make_engine
from config.logs import configure_logging


@pytest.mark.parametrize("style", ["text", "json"])
def test_secrets_tokens_and_passwords_are_left_out_even_from_traces(style: str) -> None:
    out = io.StringIO()
    configure_logging("INFO", style, ["s3cr3t", ""], stream=out)  # type: ignore[arg-type]
    try:
        raise ValueError("failed with s3cr3t")
    except ValueError:
        logging.getLogger("bot.x").exception("token %s at %s", "xoxb-12345-abcdef", "postgresql://me:hidden@db/x")
    told = out.getvalue()
    assert not any(secret in told for secret in ("s3cr3t", "12345", "hidden"))
    assert told.count("[secret]") >= 3
    assert "ValueError" in told


def test_json_is_one_object_a_line() -> None:
    out = io.StringIO()
    configure_logging("INFO", "json", stream=out)
    logging.getLogger("bot").info("two\nlines")
    (line,) = out.getvalue().splitlines()
    told = json.loads(line)
    assert (told["level"], told["logger"], told["message"]) == ("INFO", "bot", "two\nlines")
    assert told["time"].endswith("Z")


def test_a_message_cannot_pass_itself_off_as_two() -> None:
    out = io.StringIO()
    configure_logging("INFO", "text", stream=out)
    logging.getLogger("bot").info("a\r\nb")
    assert len(out.getvalue().splitlines()) == 1


def test_libraries_are_heard_only_when_something_is_wrong() -> None:
    out = io.StringIO()
    configure_logging("DEBUG", "text", stream=out)
    logging.getLogger("slack_sdk.web").debug("chatter")
    logging.getLogger("slack_sdk.web").warning("trouble")
    logging.getLogger("bot").debug("ours")
    assert [line.rsplit(": ", 1)[1] for line in out.getvalue().splitlines()] == ["trouble", "ours"]


@pytest.mark.parametrize(
    "url", ["mysql://a:hidden@b/c", "nonsense:hidden", "foo://a:hidden@b", "postgres://a:hidden@c:port/d"]
)
def test_an_address_that_cannot_be_used_is_told_without_its_password(url: str) -> None:
    with pytest.raises(DatabaseUrlError, match="database_url") as error:
        make_engine(url)
    assert "hidden" not in str(error.value)


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_is_reached_by_its_one_driver(scheme: str) -> None:
    assert make_engine(f"{scheme}://me:x@db/log").url.drivername == "postgresql+psycopg"


def test_a_library_that_sets_its_own_level_is_still_heard_from_warning_on() -> None:
    out = io.StringIO()
    configure_logging("INFO", "text", stream=out)
    library = logging.getLogger("slack_bolt.RequestVerification")
    before = library.level
    try:
        library.setLevel(logging.INFO)
        library.info("Invalid request signature detected (body: a question)")
        library.warning("worth hearing")
    finally:
        library.setLevel(before)
    assert "a question" not in out.getvalue()
    assert "worth hearing" in out.getvalue()
