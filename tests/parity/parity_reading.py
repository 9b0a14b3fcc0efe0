"""Reads an answer off what each surface gives: Slack's blocks, a card of Teams, a page, an object, a terminal."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag
from parity_seen import Seen, Source, facts_of, on_one_line, paired, row_in_words, without_leads, words_of

from bot.sentences import ENGLISH, RUSSIAN, Sentences

_LANGUAGES: tuple[Sentences, ...] = (ENGLISH, RUSSIAN)
_DOUBTS = {doubt: name for one in _LANGUAGES for doubt, name in ((one.unsure, "unsure"), (one.gap, "gap"))}
_DOUBTS |= {one.gap_with_related: "gap" for one in _LANGUAGES}
_MARKS = {one.internal_mark for one in _LANGUAGES} | {one.internal for one in _LANGUAGES}
_SAY_THIS = {one.say_this for one in _LANGUAGES} | {one.say_this.rstrip(":") for one in _LANGUAGES}
_LEARN = tuple(one.learn_more for one in _LANGUAGES)
_OWNERS = tuple(one.owner.format(owner="") for one in _LANGUAGES)


def in_blocks(blocks: Sequence[dict[str, Any]], names: Sequence[str]) -> Seen:
    """Slack's: sections of mrkdwn, the sources among them with a button that opens them, a line of context."""
    words: list[tuple[str, str]] = []
    sources: list[Source] = []
    note, training = "", None
    for block in blocks:
        text = _of_mrkdwn(block["text"]["text"]) if block["type"] == "section" else ""
        if block["type"] == "section" and "accessory" in block:
            title, _, facts = text.partition("\n")
            sources.append(Source(on_one_line(title), block["accessory"]["url"], _facts(facts)))
        elif block["type"] == "section":
            label, _, below = text.partition("\n")
            words.append((label, below) if label in _MARKS | _SAY_THIS else ("", text))
        elif block["type"] == "context" and block["elements"][0]["text"].startswith(_LEARN):
            training = _training_of_mrkdwn(block["elements"][0]["text"])
        elif block["type"] == "context":
            note = on_one_line(_of_mrkdwn(block["elements"][0]["text"]))
    return replace(_seen(words, tuple(sources), note, names), training=training)


def in_message(message: dict[str, Any], names: Sequence[str], opened: dict[str, str]) -> Seen:
    """Teams': a card, or a sentence alone. `opened` is where each of the message's links leads."""
    if not message.get("attachments"):
        return Seen(note=on_one_line(html.unescape(re.sub(r"\\(?=\W)", "", message["text"]))))
    words: list[tuple[str, str]] = [("", "")]
    sources: list[Source] = []
    note, training = "", None
    for element in message["attachments"][0]["content"]["body"]:
        if element["type"] == "Container" and element.get("style") == "emphasis":
            label, *said = map(_of_runs, element["items"])
            words.append((label, "\n".join(said)))
        elif element["type"] == "Container":
            head, *below = element["items"]
            title = re.sub(r"^\[\d\] ", "", _of_runs(head))
            address = opened[head["inlines"][0]["selectAction"]["url"]]
            sources.append(Source(on_one_line(title), address, _facts("".join(map(_of_runs, below)))))
        elif element["inlines"][0]["text"].startswith(_LEARN):
            _, page, *mind = element["inlines"]
            address = opened[page["selectAction"]["url"]]
            training = Source(on_one_line(page["text"]), address, facts_of("".join(run["text"] for run in mind)))
        elif all(run.get("isSubtle") for run in element["inlines"]):
            note = on_one_line(_of_runs(element))
        elif (line := _of_runs(element)) in _MARKS | _DOUBTS.keys():
            words.append((line, ""))
        else:
            label, before = words.pop()
            words.append((label, f"{before}\n{line}".strip("\n")))
    seen = _seen([(label, text) for label, text in words if label or text], tuple(sources), note, names)
    return replace(seen, training=training)


def links_of(message: dict[str, Any]) -> list[str]:
    """The links of a card's sources, and of the page to learn more from."""
    body = message["attachments"][0]["content"]["body"] if message.get("attachments") else []
    heads = [one["items"][0]["inlines"][0] for one in body if one["type"] == "Container" and "style" not in one]
    learn = [run for one in body if "inlines" in one for run in one["inlines"] if run.get("isSubtle")]
    return [one["selectAction"]["url"] for one in (*heads, *learn) if "selectAction" in one]


def in_page(page: str, base_url: str) -> Seen:
    """The console's. Links to its own pages are what `base_url` makes of them."""
    article = BeautifulSoup(page, "html.parser").select_one("article.answer")
    assert article is not None, page
    quote, say = article.select_one(".quote"), article.select_one("aside.say > .content")
    label = article.select_one("aside.internal > .callout-label")
    return Seen(
        doubt=_DOUBTS.get(_text(article.select_one(".headline")), _text(article.select_one(".headline"))),
        quoted=_of_html(quote) if quote else "",
        internal=_text(label) in _MARKS,
        say=_of_html(say) if say else "",
        sources=tuple(_source_of_page(line, base_url) for line in article.select(".sources > li")),
        note=_text(article.select_one(".note:not(.learn)")),
        training=_training_of_page(article.select_one(".learn"), base_url),
        status=next(name for name in article["class"] if name != "answer"),
    )


def in_object(told: dict[str, Any]) -> Seen:
    """That of `ask --json`, which is for programs: Markdown, and no names of columns beside rows."""
    unsure = "unsure" if told["status"] == "unsure" and told["answer"] else "gap"
    return Seen(
        doubt="" if told["status"] == "answered" else unsure,
        quoted=words_of(told["answer"]),
        internal=told["internal"],
        say=words_of(told["say"] or ""),
        sources=tuple(
            Source(" › ".join(dict.fromkeys(filter(None, (one["title"], one["heading"])))), one["url"])
            for one in told["sources"]
        ),
        note=on_one_line(told["note"]),
        status=told["status"],
        training=Source(told["training"]["title"], told["training"]["url"]) if told["training"] else None,
    )


def in_terminal(printed: str, names: Sequence[str]) -> Seen:
    """What `ask` prints."""
    found = re.compile(r"^\d\. (.+?)  \((.*)\)\n {3}(\S+)$", re.MULTILINE)
    sources = tuple(
        Source(on_one_line(title), url, tuple(map(on_one_line, facts.split(", "))))
        for title, facts, url in found.findall(printed)
    )
    learn = re.search(rf"^(?:{'|'.join(map(re.escape, _LEARN))}) (.+)\n {{3}}(\S+)$", printed, re.MULTILINE)
    printed = printed.replace(learn[0], "") if learn else printed
    above, _, below = (found.sub("\0", printed, count=0) if sources else f"\0{printed}").partition("\0")
    last = re.search(r"^(\w+), \d+% sure, \d+ ms$", below, re.MULTILINE)
    notes = [line for line in below.replace("\0", "").splitlines() if line.strip() and not (last and line == last[0])]
    notes = [line for line in notes if not any(line.startswith(one.goes_on.partition("{")[0]) for one in _LANGUAGES)]
    words: list[tuple[str, str]] = [("", "")]
    for line in above.splitlines():
        if line in _MARKS | _SAY_THIS | _DOUBTS.keys():
            words.append((line, ""))
        else:
            label, before = words.pop()
            words.append((label, f"{before}\n{line}".strip("\n")))
    seen = _seen(
        [(label, text) for label, text in words if label or text], sources, on_one_line(" ".join(notes)), names
    )
    name, *mind = learn[1].split(" · ") if learn else [""]
    return replace(
        seen,
        status=last[1] if last else "small_talk",
        training=Source(on_one_line(name), learn[2], tuple(mind)) if learn else None,
    )


def _seen(words: Sequence[tuple[str, str]], sources: tuple[Source, ...], note: str, names: Sequence[str]) -> Seen:
    """`words` are texts with the label above each: a doubt, the mark of internal words, that of the line to say."""
    doubt, quoted, say, internal = "", "", "", False
    for label, text in words:
        if label in _SAY_THIS:
            say = f"{say}{without_leads(text)}"
            continue
        doubt = doubt or _DOUBTS.get(label, "") or _DOUBTS.get(text.strip(), "")
        internal = internal or label in _MARKS
        if text.strip() not in _DOUBTS:
            quoted = f"{quoted} {without_leads(paired(text, names))}".strip()
    return Seen(doubt, quoted, internal, say, sources, note)


def _facts(told: str) -> tuple[str, ...]:
    """What is told of a document, without the word that says who owns it."""
    return tuple(re.sub(rf"^(?:{'|'.join(_OWNERS)})", "", fact) for fact in told.strip().split(" · ") if fact)


def _of_mrkdwn(text: str) -> str:
    """The words that Slack shows: markers are no words, and a link is read by its label."""
    shown = re.sub(r"<[^<>|]*\|([^<>]*)>", r"\1", text)
    shown = re.sub(r"(?<!\w)[*_~`]+|[*_~`]+(?!\w)", "", shown)
    return html.unescape(shown)


def _training_of_mrkdwn(text: str) -> Source:
    found = re.search(r"<([^<>|]*)\|([^<>]*)>(.*)", text)
    assert found is not None, text
    return Source(on_one_line(html.unescape(found[2])), html.unescape(found[1]), facts_of(html.unescape(found[3])))


def _of_runs(element: dict[str, Any]) -> str:
    """The words of a line of a card, without the number of the source that Teams shows behind them."""
    runs = [run for run in element["inlines"] if not re.fullmatch(r"( \[\d\])+", run["text"])]
    return "".join(run["text"] for run in runs)


def _source_of_page(line: Tag, base_url: str) -> Source:
    title = line.select_one(".title")
    assert title is not None, line
    facts = " · ".join(_text(fact) for fact in line.select(".facts > span"))
    return Source(_text(title), _address_of_page(title, base_url), _facts(facts))


def _training_of_page(line: Tag | None, base_url: str) -> Source | None:
    link = line.select_one("a") if line else None
    if line is None or link is None:
        return None
    return Source(_text(link), _address_of_page(link, base_url), facts_of(line.get_text().partition(_text(link))[2]))


def _address_of_page(link: Tag, base_url: str) -> str:
    address = str(link.get("href", ""))
    parts = urlsplit(address)
    own = f"{base_url}{parts.path}{'#' if parts.fragment else ''}{parts.fragment}"
    return own if address.startswith("/documents/") else address


def _of_html(part: Tag) -> str:
    """The words of laid-out content, rows of tables with the names of their columns."""
    for table in part.find_all("table"):
        names = [_text(cell) for cell in table.select("thead th")]
        rows = [[_text(cell) for cell in row.find_all("td")] for row in table.select("tbody tr")]
        table.replace_with("\n".join(row_in_words(row, names) for row in rows) + "\n")
    for end in part.find_all(["p", "li", "br", "pre", "div"]):
        end.append("\n")
    return on_one_line(part.get_text())


def _text(part: Tag | None) -> str:
    return on_one_line(part.get_text()) if part else ""
