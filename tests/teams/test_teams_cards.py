"""Answers, and what goes around them, as Teams gets them."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from card_shapes import every, problems_of, texts_of
from hypothesis import given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion
from teams_answers import CASES, LONG, TODAY, answer, passage, source
from test_teams_text import HOSTILE, assert_harmless

from bot.chat.handover import OwnerLetter
from bot.chat.presses import presses_below
from bot.chat_words import chat_words
from bot.conversation_model import OwnerReply, OwnerRequest
from bot.model import Answer, LoggedQuestion
from bot.sentences import headline, sentences
from bot.teams import dialogs
from bot.teams.buttons import MORE, row
from bot.teams.card_text import escaped
from bot.teams.cards import (
    CARD_BYTES,
    MAX_SOURCES,
    RESULT_BYTES,
    answer_card,
    card,
    extension_results,
    replied_card,
    request_card,
    welcome_card,
)
from bot.teams.forms import owner_form, reply_form, share_form, why_form
from bot.teams.messages import (
    Mention,
    answer_activity,
    card_activity,
    sentence_activity,
    text_alone,
    welcome_activity,
)

EN = chat_words("en")
ALL = ("helpful", "unhelpful", "share", "owner", "more")
MESSAGE_BYTES = 80_000
"""Of a message as JSON in UTF-16. Teams takes 100 KB."""
_CITED = re.compile(r" \[(\d)\]")
_PLAIN = ("type", "text", "textFormat", "summary")


def activity_of(given: Answer, **how: Any) -> dict[str, Any]:
    return answer_activity(given, TODAY, **({"presses": presses_below(given)} | how))


def card_of(activity: dict[str, Any]) -> dict[str, Any]:
    (attachment,) = activity["attachments"]
    assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
    return attachment["content"]


def alone(given: Answer, **how: Any) -> dict[str, Any]:
    return text_alone(given, TODAY, **({"presses": presses_below(given)} | how))


def message_bytes(activity: dict[str, Any]) -> int:
    return len(json.dumps(activity, ensure_ascii=False).encode("utf-16-le"))


def numbers_in(content: dict[str, Any]) -> list[int]:
    """The numbers of sources beside the words of a card."""
    runs = [run for one in every(content["body"]) if one["type"] == "RichTextBlock" for run in one["inlines"][1:]]
    return [int(run["text"][2]) for run in runs if run.get("isSubtle") and _CITED.fullmatch(run["text"])]


def titles_of(content: dict[str, Any]) -> list[str]:
    return [action["title"] for action in content.get("actions", ())]


def assert_teams_takes(activity: dict[str, Any]) -> None:
    assert json.loads(json.dumps(activity)) == activity
    assert message_bytes(activity) <= MESSAGE_BYTES
    assert activity.get("text") or activity["attachments"]
    assert ("text" in activity) == ("textFormat" in activity)
    assert 0 < len(activity["summary"]) <= 200
    assert not _CITED.search(activity["summary"]) or not activity.get("entities")
    assert_harmless(_CITED.sub("", activity.get("text", "")))
    for attachment in activity.get("attachments", ()):
        assert problems_of(attachment["content"]) == []
        assert len(json.dumps(attachment["content"], ensure_ascii=False).encode()) <= CARD_BYTES
    cited = [claim for entity in activity.get("entities", ()) for claim in entity["citation"]]
    beside = [int(number) for number in _CITED.findall(activity.get("text", ""))]
    for attachment in activity.get("attachments", ()):
        beside += numbers_in(attachment["content"])
    assert [claim["position"] for claim in cited] == beside
    for claim in cited:
        assert 0 < utf16(claim["appearance"]["name"]) <= 80
        assert 0 < utf16(claim["appearance"]["abstract"]) <= 160
        assert len(claim["appearance"].get("keywords", ())) <= 3
        assert all(0 < utf16(word) <= 28 for word in claim["appearance"].get("keywords", ()))
        assert claim["appearance"].get("url", "https://").startswith(("http://", "https://"))


def utf16(words: str) -> int:
    return len(words.encode("utf-16-le")) // 2


@pytest.mark.parametrize("name", CASES)
def test_an_answer_in_teams(name: str, snapshot: SnapshotAssertion) -> None:
    activity = activity_of(CASES[name])
    assert_teams_takes(activity)
    assert "text" not in activity or "attachments" not in activity
    content = card_of(activity) if "attachments" in activity else {"body": []}
    entities = activity.get("entities", [])
    shown = {"card": texts_of(content), "buttons": titles_of(content), "entities": entities}
    if name == "long":
        shown = {key: [str(one)[:100] for one in value] for key, value in shown.items()}
    assert {"summary": activity["summary"], "text": activity.get("text", "")} | shown == snapshot


@pytest.mark.parametrize("name", CASES)
def test_an_answer_that_somebody_shares(name: str) -> None:
    own = texts_of(answer_card(CASES[name], TODAY, presses=()))
    activity = activity_of(CASES[name], presses=(), above="Robin **shares**:")
    assert_teams_takes(activity)
    made = card_of(activity)
    assert "actions" not in made
    assert activity["summary"].startswith("Robin shares:")
    assert texts_of(made)[0] == "Robin shares:"
    assert texts_of(made)[1:] == own or name == "long"
    text = alone(CASES[name], presses=(), above="Robin **shares**:")["text"]
    assert text.startswith("Robin **shares**:\n\n")


@pytest.mark.parametrize("name", CASES)
def test_an_answer_without_its_card(name: str, snapshot: SnapshotAssertion) -> None:
    activity, said = activity_of(CASES[name]), alone(CASES[name])
    assert set(said) <= {*_PLAIN, "channelData", "entities"}
    assert {**said, **activity} == {**said, "attachments": activity["attachments"]} if "text" not in activity else said
    assert_teams_takes(said)
    assert (said["text"] if name != "long" else said["text"][-200:]) == snapshot


def test_an_answer_as_teams_gets_it(snapshot: SnapshotAssertion) -> None:
    assert activity_of(CASES["sure"]) == snapshot


@given(HOSTILE, HOSTILE, st.booleans(), st.sampled_from(["answered", "unsure", "gap"]))
@settings(max_examples=150)
def test_whatever_comes_teams_takes_it(one: str, other: str, internal: bool, status: str) -> None:
    hostile = source(title=one, heading=other, url=f"https://a.example/{other}", owner=one, kind=other, document=one)
    given_answer = answer(
        text=other,
        bold=(),
        say=one,
        note=other,
        status=status,
        internal=internal,
        sources=(hostile, source(), hostile, source()),
        training=hostile,
        passages=(
            passage(title=one, text=other, url=one),
            passage(title=other, heading=one, text=one, url=f"http://{one}"),
        ),
    )
    assert_teams_takes(activity_of(given_answer, presses=ALL, above=escaped(one), status=(escaped(other),)))
    assert_teams_takes(alone(given_answer, presses=ALL, above=escaped(one)))
    assert problems_of(answer_card(given_answer, TODAY, presses=ALL)) == []
    for result in extension_results(given_answer, TODAY):
        assert problems_of(result["content"]) == []
        assert "<" not in result["preview"]["content"]["text"]


def test_the_line_of_a_result_escapes_markup_and_nothing_else() -> None:
    (result, *_) = extension_results(answer(text="Don't give more where 3 < 5 & 5 > 3"), TODAY)
    assert result["preview"]["content"]["text"] == "Don't give more where 3 &lt; 5 &amp; 5 &gt; 3"


def test_a_card_in_which_everything_is_long_is_made_with_less_room() -> None:
    content = card_of(activity_of(CASES["long"], presses=ALL, status=(LONG,)))
    said, *sources = [one for one in content["body"] if one["type"] == "Container"]
    assert said["style"] == "emphasis"
    assert len(sources) == MAX_SOURCES
    assert not any("selectAction" in one for one in sources)
    assert len([one for one in every(sources) if one["type"] == "Action.OpenUrl"]) == MAX_SOURCES
    assert titles_of(content) == ["Share", "Ask the owner", "More results"]
    assert all("…" in words for words in texts_of(content)[1:2])


@pytest.mark.parametrize(
    "sign", ["|", "@", "🥊", "[", "<&", "a ", "**a** ", "\t", "a\n\n", "[a](https://a.example/b) "]
)
def test_whatever_is_written_a_message_is_not_too_large(sign: str) -> None:
    words, url = (sign * 3_000)[:9_000], "https://a.example/" + "я" * 1_900
    huge = answer(
        text=words,
        say=f"{words}!",
        note=words,
        sources=(source(title=words, heading=words, owner=words, kind=words, url=url),) * 3,
        passages=(passage(title=words, text=words, url=url),) * 12,
    )
    for said in (
        activity_of(huge, presses=ALL, above=escaped(words), status=(escaped(words),) * 2),
        alone(huge, presses=ALL, above=escaped(words)),
        sentence_activity(escaped(words)),
        sentence_activity(words, Mention("29:x", words)),
    ):
        assert message_bytes(said) <= MESSAGE_BYTES
    assert_teams_takes(activity_of(huge, presses=ALL, above=escaped(words), status=(escaped(words),) * 2))


def test_what_is_not_marked_up_as_generated() -> None:
    assert "AIGeneratedContent" not in json.dumps([activity_of(one) for one in CASES.values()])


def test_thumbs_are_teams_own_and_only_where_an_answer_may_be_rated() -> None:
    assert activity_of(CASES["sure"])["channelData"] == {"feedbackLoop": {"type": "custom"}}
    assert "channelData" not in activity_of(CASES["gap"])
    assert alone(CASES["sure"])["channelData"] == {"feedbackLoop": {"type": "custom"}}
    assert "channelData" not in alone(CASES["gap_with_words"])


def test_the_quoted_words_are_the_first_sources_and_cite_it_alone() -> None:
    content = card_of(activity_of(CASES["three_sources"]))
    assert texts_of(content)[0] == "A two-year deal gets up to 15% off. Anything above needs the deal desk. [1]"
    assert numbers_in(content) == [1]
    numbered = [words for words in texts_of(content) if words.startswith("[")]
    assert [words[:3] for words in numbered] == ["[1]", "[2]", "[3]"]


@pytest.mark.parametrize("given", [CASES["gap_with_related"], answer(text="<b></b>", bold=(), say=None)])
def test_where_nothing_is_quoted_nothing_is_numbered(given: Answer) -> None:
    activity = activity_of(given)
    assert "entities" not in activity
    assert "[" not in "".join(texts_of(card_of(activity)))
    assert "entities" not in alone(given)
    assert not re.search(r"\[\\?\d", alone(given)["text"])


def test_words_that_are_the_line_to_say_are_shown_once() -> None:
    """And the number of their source stands beside the title: nobody is to read it out."""
    for name in ("words_to_say_are_the_quote", "doubted_words_to_say"):
        shown = texts_of(card_of(activity_of(CASES[name])))
        place = shown.index("Say this: [1]")
        assert shown[place + 1] == "We can do 15% for two years today."
        assert sum("15%" in words for words in shown) == 1
        assert "**Say this:** [1]  \nWe can do 15% for two years today.\n" in alone(CASES[name])["text"]
        assert alone(CASES[name])["text"].count("15%") == 1


@pytest.mark.parametrize("name", ["unsure", "gap_with_words", "gap_with_related", "doubted_words_to_say"])
def test_doubt_comes_first(name: str) -> None:
    doubt = headline(CASES[name])
    assert doubt
    assert texts_of(card_of(activity_of(CASES[name])))[0] == doubt
    assert activity_of(CASES[name])["summary"].startswith(doubt)
    assert alone(CASES[name])["text"].startswith(doubt)


@pytest.mark.parametrize("name", ["gap", "trouble", "small_talk"])
def test_where_there_is_nothing_to_quote_name_or_press_a_sentence_is_all(name: str) -> None:
    activity = activity_of(CASES[name])
    assert set(activity) == set(_PLAIN)
    assert activity["text"] == (CASES[name].note or "I did not find an answer in the content.")
    done = activity_of(CASES[name], status=("The owner was asked.",))
    assert texts_of(card_of(done))[-1] == "The owner was asked."
    noted = activity_of(answer(status="gap", text="", say=None, sources=(), note="The index is empty."))
    assert noted["text"] == "I did not find an answer in the content.\n\nThe index is empty."


@pytest.mark.parametrize(
    ("language", "mark"), [("en", "🔒 Internal: not for customers"), ("ru", "🔒 Внутреннее: не для клиентов")]
)
def test_words_marked_as_internal_carry_a_lock(language: str, mark: str) -> None:
    internal = answer(internal=True, language=language)
    assert f"**{mark}**  \nA two-year" in alone(internal)["text"].replace("\u200b", "")
    assert activity_of(internal)["summary"].startswith(mark)
    assert texts_of(card_of(activity_of(internal)))[0] == mark
    assert "🔒" not in json.dumps(activity_of(answer(language=language)), ensure_ascii=False)
    both = answer(internal=True, language=language, passages=(passage(), passage(heading="Floor", internal=True)))
    marked, last = extension_results(both, TODAY)
    assert marked["preview"]["content"]["text"].startswith(f"{mark} · A two-year")
    assert last["preview"]["content"]["text"].startswith(f"{mark} · A two-year")
    assert all(mark in texts_of(one["content"]) for one in (marked, last))


def test_a_source_that_is_overdue_says_so_in_colour() -> None:
    content = card_of(activity_of(CASES["three_sources"]))
    loud = [run["text"] for run in every(content) if run.get("color") == "Attention"]
    assert loud == [" · review due 40 days ago"]


def test_links_go_the_way_that_the_caller_says() -> None:
    asked = []

    def link(url: str, document: str) -> str:
        asked.append((url, document))
        return f"https://count.example/{len(asked)}"

    activity = activity_of(CASES["sure"], link=link)
    urls = {one["url"] for one in every(card_of(activity)) if one["type"] == "Action.OpenUrl"}
    assert urls
    assert all(url.startswith("https://count.example/") for url in urls)
    assert set(asked) == {(one.url, one.document) for one in (*CASES["sure"].sources, *CASES["sure"].passages)}
    assert activity["entities"][0]["citation"][0]["appearance"]["url"].startswith("https://count.example/")
    asked.clear()
    assert "Action.OpenUrl" not in json.dumps(activity_of(answer(sources=(source(url="file:///x"),)), link=link))
    assert asked == []


def test_what_was_done_and_a_form_stand_in_the_card() -> None:
    form = share_form("q1", [("19:a@thread.tacv2", "EMEA"), ("19:b@thread.tacv2", "Deals")], EN)
    content = card_of(activity_of(CASES["sure"], status=(f"Sent to {escaped('D_R')}.", "Type `x`."), form=form))
    assert problems_of(content) == []
    assert texts_of(content)[-2:] == ["Sent to D_R.", "Type x."]
    assert content["body"][-2:] == form
    assert titles_of(content) == []


def test_the_buttons_below_an_answer(snapshot: SnapshotAssertion) -> None:
    buttons = row(CASES["sure"], ALL, EN)
    assert problems_of(card([], buttons)) == []
    assert buttons == snapshot
    assert row(CASES["sure"], (), EN) == []
    assert [one["title"] for one in row(CASES["sure"], ("more",), EN)] == ["More results"]
    assert row(answer(sources=()), ("owner", "more"), EN) == []
    assert len(row(answer(text="", passages=(passage(),) * 20), ("more",), EN)[0]["card"]["body"]) == MORE


def test_more_results_begin_with_few_lines_that_stand_close() -> None:
    table = "| Month | Up |\n| --- | --: |\n" + "".join(f"| {month} | 100% |\n" for month in range(1, 13))
    many = (passage(text="".join(f"- {number}\n\n" for number in range(30))), passage(text=f"Uptime:\n\n{table}"))
    (more,) = row(answer(text="", passages=many), ("more",), EN)
    items, rows = (texts_of({"body": [one]})[1:] for one in more["card"]["body"])
    assert items == ["• 0", "• 1", "• 2", "• 3", "• 4", "• 5", "• 6 …"]
    assert rows == ["Uptime:", "Month · Up", "1 · 100%", "2 · 100%", "3 · 100%", "4 · 100% …"]
    blocks = [one for result in more["card"]["body"] for one in result["items"][1:]]
    assert {one["spacing"] for one in blocks} == {"None"}


HOSTILE_NAME = "{{DATE(2026-01-01T00:00:00Z)}} \u202e[x](https://evil.example)\n" + "z" * 200


def test_people_and_places_in_forms_are_shortened_and_run_nothing() -> None:
    forms = [
        share_form("q1", [("19:a", HOSTILE_NAME), ("19:b", "\u202e")], EN),
        owner_form("q1", HOSTILE_NAME, EN),
        reply_form("r1", HOSTILE_NAME, EN),
    ]
    for form in forms:
        assert problems_of(card(form)) == []
        said = json.dumps(form, ensure_ascii=False)
        assert "{{DATE" not in said
        assert "\u202e" not in said
        assert "z" * 100 not in said
    named, nameless = forms[0][0]["choices"]
    assert named["title"].endswith("…")
    assert len(named["title"]) <= 101
    assert nameless == {"title": "…", "value": "19:b"}
    (field,) = [one for one in forms[2] if one["type"] == "Input.Text"]
    assert field["errorMessage"] == EN.reply_empty


def test_a_prompt_is_asked_as_it_is_and_runs_nothing_on_its_button() -> None:
    prompt = "What is {{DATE(2026-01-01T00:00:00Z)}}?"
    (button,) = [one for one in every(welcome_card([prompt], EN)) if one["type"] == "Action.Submit"]
    assert button["title"] == "What is {\u200b{DATE(2026-01-01T00:00:00Z)}}?"
    assert button["data"]["cornerman"]["subject"] == prompt


def test_a_sentence_keeps_its_marks_and_nothing_else() -> None:
    said = sentence_activity(f"Type `@x` & *wait*, {escaped('*Dana* <b> [1]')}\n• one\n\ntwo")
    assert said["text"] == ("Type &#64;x &amp; _wait_, \\*Dana\\* &lt;b&gt; \\[\u200b1\\]  \n• one\n\ntwo")
    assert said["summary"] == "Type @x & wait, *Dana* <b> [\u200b1] • one two"
    assert_teams_takes(said)
    assert sentence_activity("")["text"] == "…"
    assert len(sentence_activity("word " * 5_000)["text"]) <= 4_000


@pytest.mark.parametrize("language", ["en", "ru"])
def test_everything_that_the_bot_says_can_be_said_in_teams(language: str) -> None:
    ours = [*_sentences_of(sentences(language)), *_sentences_of(chat_words(language))]
    assert len(ours) > 100
    for sentence in ours:
        said = sentence_activity(sentence)
        assert_teams_takes(said)
        assert re.sub(r"[\s`*_]", "", said["summary"])[:100] == re.sub(r"[\s`*_\\]", "", sentence)[:100]


def _sentences_of(words: Any) -> list[str]:
    return [one for name in words.__slots__ if isinstance(one := getattr(words, name), str) and one.strip()]


def test_somebody_is_named_with_the_same_letters_in_text_and_entity() -> None:
    mention = Mention("29:x", "Dana <at>*R*</at> & Co")
    said = sentence_activity("Not `here`.", mention)
    (entity,) = said["entities"]
    assert said["text"].startswith(entity["text"] + " ")
    assert entity == {"type": "mention", "text": mention.text, "mentioned": {"id": "29:x", "name": "Dana at R /at Co"}}
    assert said["text"].count("<") == 2
    assert Mention("29:x", "<>").text == "<at>…</at>"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_welcome(language: str, snapshot: SnapshotAssertion) -> None:
    prompts = ["What discount on two years?", "How do we beat Globex? " * 20]
    activity = welcome_activity(prompts, language)
    assert_teams_takes(activity)
    assert card_of(activity)["body"][:7] == snapshot
    pressed = [one for one in every(card_of(activity)) if one["type"] == "Action.Submit"]
    assert [one["data"] for one in pressed] == [{"cornerman": {"press": "ask", "subject": one}} for one in prompts]
    assert all(len(one["title"]) <= 150 for one in pressed)
    assert "attachments" not in welcome_activity([], language)
    assert problems_of(welcome_card(prompts, chat_words(language))) == []


def letter(**changes: Any) -> OwnerLetter:
    question = LoggedQuestion(
        id="q1",
        asked_at=datetime(2026, 11, 24, tzinfo=UTC),
        question="and on *three* years?",
        asker="29:rep",
        place="a:1",
        place_kind="direct",
        workspace="t",
        thread=None,
        surface="teams",
        status="gap",
        confidence=0.2,
        passages=(),
        generation="g1",
        latency_ms={},
        follows=("what discount on two years?", "and in *May*?"),
    )
    given = {
        "request_id": "r1",
        "question": question,
        "asker": "29:rep",
        "owner_id": "29:owner",
        "note": "It is **urgent**\n\n- really",
        "answer": CASES["gap_with_related"],
    }
    return OwnerLetter(**(given | changes))


@pytest.mark.parametrize("in_channel", [False, True])
def test_a_question_to_an_owner(in_channel: bool, snapshot: SnapshotAssertion) -> None:
    made = request_card(letter(), EN, TODAY, asker="Robin *R*", in_channel=in_channel)
    assert problems_of(made) == []
    assert texts_of(made) == snapshot
    assert titles_of(made) == ["Reply"]
    (reply,) = made["actions"]
    assert reply["card"]["body"] == reply_form("r1", "Robin *R*", EN)


def test_a_question_to_an_owner_without_a_note_or_anything_near() -> None:
    nothing = letter(note="", answer=CASES["gap"])
    made = request_card(nothing, EN, TODAY, asker="Robin", in_channel=False)
    assert EN.owner_no_nearest in texts_of(made)
    assert sum(one["type"] == "Container" for one in made["body"]) == 1
    long = letter(note=LONG * 5, answer=CASES["long"])
    assert problems_of(request_card(long, EN, TODAY, asker=LONG, in_channel=True)) == []


@given(HOSTILE)
@settings(max_examples=50)
def test_an_owners_reply(words: str) -> None:
    request = OwnerRequest(
        id="r1",
        question_id="q1",
        question=words,
        asker="29:rep",
        workspace="t",
        owner="Dana",
        owner_id="29:owner",
        place="a:2",
        message="m",
        document="",
        asked_at=datetime(2026, 11, 24, tzinfo=UTC),
    )
    reply = OwnerReply(words * 30, "29:owner", datetime(2026, 11, 24, tzinfo=UTC))
    made = replied_card(request, reply, EN, owner=words)
    assert problems_of(made) == []
    activity = card_activity(made, f"**{escaped(words)}** says")
    assert "text" not in activity
    assert message_bytes(activity) <= MESSAGE_BYTES


def test_an_owners_words_keep_their_lines() -> None:
    request = OwnerRequest(
        "r1", "q1", "why?", "29:rep", "t", "Dana", "29:o", "a:2", "m", "", datetime(2026, 1, 1, tzinfo=UTC)
    )
    made = replied_card(request, OwnerReply("**Yes**\n- 10%\n\nDana", "29:o", request.asked_at), EN, owner="Dana R")
    assert texts_of(made) == ["Dana R replies to your question “why?”:", "**Yes**", "- 10%", "Dana"]


def test_results_of_a_search(snapshot: SnapshotAssertion) -> None:
    found = extension_results(CASES["sure"], TODAY)
    assert found == snapshot
    body = dialogs.extension_results(found)["composeExtension"]
    assert body == {"type": "result", "attachmentLayout": "list", "attachments": found}


@pytest.mark.parametrize("name", CASES)
def test_each_result_can_be_inserted_and_has_no_buttons(name: str) -> None:
    found = extension_results(answer(note="", passages=(passage(),)) if name == "gap" else CASES[name], TODAY)
    assert len(found) <= 10
    for one in found:
        assert problems_of(one["content"]) == []
        assert "actions" not in one["content"]
        assert len(json.dumps(one["content"], ensure_ascii=False).encode()) <= RESULT_BYTES
        assert one["preview"]["content"]["title"]
        assert len(one["preview"]["content"]["title"]) <= 100


def test_what_is_the_senders_alone_is_not_in_the_card_that_they_insert() -> None:
    one = answer(
        note="I could not look up who reads this.", sources=(source(audience=("managers",)),), passages=OTHERS_OF
    )
    first, second = extension_results(one, TODAY)
    assert "could not look up" in first["preview"]["content"]["text"]
    inserted = json.dumps(first["content"])
    assert "could not" not in inserted
    assert "managers" not in inserted
    assert "Deal desk FAQ" in json.dumps(second["content"])


OTHERS_OF = (passage(), passage(document_id="faq", title="Deal desk FAQ", heading="", text="Ask early."))


def test_dialogs() -> None:
    why = dialogs.form(EN.why_title, why_form("q1", EN))
    task = why["task"]
    assert task["type"] == "continue"
    assert set(task["value"]) == {"title", "height", "width", "card"}
    assert problems_of(task["value"]["card"]["content"]) == []
    told = dialogs.told("Find an answer " * 10, "Type `x`, *now*.")
    assert len(told["title"]) <= 60
    assert texts_of(told["card"]["content"]) == ["Type x, now."]
    assert dialogs.continue_with(told) == {"task": {"type": "continue", "value": told}}
    assert dialogs.message("Noted.") == {"task": {"type": "message", "value": "Noted."}}
    assert dialogs.extension_says("Nothing.") == {"composeExtension": {"type": "message", "text": "Nothing."}}
    assert problems_of(dialogs.showing("x", answer_card(CASES["sure"], TODAY, presses=()))["card"]["content"]) == []


@pytest.mark.parametrize("form", [why_form("q1", EN), owner_form("q1", LONG, EN), reply_form("r1", LONG, EN)])
def test_forms_are_cards_that_teams_takes(form: list[dict[str, Any]]) -> None:
    assert problems_of(card(form)) == []
