"""Passages keep to headings, sentences to their offsets, anchors to one rule, whatever the Markdown."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from reading_samples import Read

from content_index.anchors import heading_anchors, markdown_parser, slugify
from content_index.model import Passage
from content_index.passages import DocumentText, PassageLimits, split_passages
from content_index.plain_text import plain_text
from content_index.sentences import cut_sentences
from content_index.token_estimate import estimate_tokens

LINES = st.sampled_from(
    [
        "# Top",
        "## Цены {#prices}",
        "### A **b** `c`",
        "Setext",
        "===",
        "---",
        "",
        "",
        "> [!SAY]",
        "> [!internal] Title",
        "> quoted. Twice.",
        ">",
        "- item one",
        "  - nested",
        "    continued",
        "1. first",
        "| a | b |",
        "|---|---|",
        "| 1 | 2 \\| 3 |",
        "```",
        "~~~py",
        "    code",
        "<div>",
        "</div>",
        "<!-- hidden",
        "-->",
        "A sentence. Another one!",
        "Одно предложение. Второе?",
        "See [the. page](https://x.y/z_(w)).",
        "![pic](a.png)",
        "**Bold. Still.** End",
        "[ref]: https://target.example",
        "\t- tabbed",
        "* * *",
        "Dr. Smith e.g. here",
        "日本語。文。",
        "&amp; &lt;b&gt;",
    ]
)
MARKDOWN = st.one_of(
    st.lists(LINES, max_size=40).map("\n".join), st.text(max_size=300).map(lambda text: text.replace("\r", ""))
)
BLOCKS = [
    "{} {}.",
    "{}. {}!",
    "- {}\n- {}",
    "1. {}\n   - {}",
    "> {}\n> {}",
    "> [!SAY]\n> {}\n> {}",
    "```\n{}\n# {}\n```",
    "| a | b |\n|---|---|\n| {} | {} |",
    "<div>\n{}\n{}\n</div>",
]
WORDS = st.text(st.characters(categories=["L", "N", "P", "Z"]), max_size=80)


def passages(markdown: str, unit_level: int = 0, limits: PassageLimits | None = None) -> tuple[Passage, ...]:
    return split_passages(DocumentText(markdown, "d", "Title", "en", unit_level), markdown_parser(), limits)


def words_of(passage: Passage) -> int:
    return sum(estimate_tokens(plain_text(passage.sentence_text(sentence))) for sentence in passage.sentences)


def quotes(markdown: str) -> list[tuple[str, str, str | None]]:
    return [(p.sentence_text(s), s.kind, s.callout) for p in passages(markdown) for s in p.sentences]


@settings(max_examples=300)
@given(MARKDOWN, st.integers(0, 2))
def test_sentences_are_ordered_pieces_of_their_passage(markdown, unit_level):
    for passage in passages(markdown, unit_level):
        end = 0
        assert passage.sentences
        for sentence in passage.sentences:
            assert end <= sentence.start < sentence.end <= len(passage.text)
            words = passage.sentence_text(sentence)
            assert words == words.strip()
            assert any(map(str.isalnum, words))
            end = sentence.end


@settings(max_examples=200)
@given(MARKDOWN)
def test_passages_are_verbatim_and_their_anchors_those_of_the_headings(markdown):
    anchors = {heading.anchor for heading in heading_anchors(markdown)} | {""}
    for passage in passages(markdown):
        assert passage.anchor == passage.sections[0].anchor
        starts = [section.start for section in passage.sections]
        assert starts == sorted(set(starts))
        for section, end in zip(passage.sections, [*starts[1:], len(passage.text)], strict=True):
            assert section.anchor in anchors
            assert passage.text[section.start : end].strip() in markdown


@settings(max_examples=100)
@given(st.lists(st.lists(st.integers(1, 60), min_size=1, max_size=12), min_size=1, max_size=8))
def test_no_passage_is_longer_than_the_limit(sections):
    markdown = "\n\n".join(
        f"## H{n}\n\n" + " ".join("word " * (count - 1) + "end." for count in sentences)
        for n, sentences in enumerate(sections)
    )
    limits = PassageLimits(longest=100, joined=80, tiny=30)
    cut = passages(markdown, limits=limits)
    for passage in cut:
        assert words_of(passage) <= (80 if len(passage.sections) > 1 else 100)
    assert sum(len(p.sentences) for p in cut) == sum(map(len, sections))


SECTIONS = st.lists(
    st.tuples(st.integers(1, 6), st.lists(st.tuples(st.sampled_from(BLOCKS), st.integers(1, 40)), max_size=5)),
    min_size=1,
    max_size=8,
)


@settings(max_examples=150)
@given(SECTIONS, st.integers(0, 2), st.sampled_from([(60, 60, 20), (30, 100, 50), (350, 350, 100)]))
def test_every_word_stands_in_one_passage_and_one_sentence_under_its_own_headings(sections, unit_level, sizes):
    markdown, where, unit_of, number, unit = "", {}, {}, 0, 0
    path: list[tuple[int, str]] = []
    for place, (level, blocks) in enumerate(sections):
        path = [*((above, name) for above, name in path if above < level), (level, f"Heading{place}")]
        unit += level <= unit_level
        markdown += f"{'#' * level} Heading{place}\n\n"
        for template, count in blocks:
            words = [f"w{number + n}x" for n in range(count)]
            number += count
            unit_of |= dict.fromkeys(words, unit)
            where |= dict.fromkeys(words, tuple(name for _, name in path))
            markdown += template.format(" ".join(words[: count // 2 + 1]), " ".join(words[count // 2 + 1 :])) + "\n\n"
    cut = passages(markdown, unit_level, PassageLimits(*sizes))
    for passage in cut:
        assert len({unit_of[word] for word in re.findall(r"w\d+x", passage.text)}) <= 1 or not unit_level
        for word in re.findall(r"w\d+x", passage.text):
            assert passage.section_at(passage.text.index(word)).heading == where[word][-1]
        if first := re.search(r"w\d+x", passage.text):  # else the heads of a table alone
            assert passage.headings == where[first[0]]
    assert sorted(word for p in cut for word in re.findall(r"w\d+x", p.text)) == sorted(where)
    quoted = [word for p in cut for s in p.sentences for word in re.findall(r"w\d+x", p.sentence_text(s))]
    assert sorted(quoted) == sorted(where)


@given(MARKDOWN)
def test_anchors_are_unique(markdown):
    generated = [heading.anchor for heading in heading_anchors(markdown) if heading.anchor != "prices"]
    assert len(generated) == len(set(generated))
    assert all(generated)


@given(WORDS)
def test_a_slug_has_no_blanks_and_is_never_empty(text):
    slug = slugify(text)
    assert slug
    assert not any(map(str.isspace, slug))


@settings(max_examples=300)
@given(st.one_of(MARKDOWN, st.text(max_size=200)))
def test_plain_text_never_fails_and_is_one_line(markdown):
    assert "\n" not in plain_text(markdown)


@given(
    st.from_regex(r"[A-Za-zА-я ]{1,20}", fullmatch=True),
    st.from_regex(r"https://[a-z/_()]{0,3}target[a-z]{0,9}", fullmatch=True),
)
def test_plain_text_keeps_words_and_leaves_no_link_target(words, target):
    target = target.replace("(", "").replace(")", "")
    link, picture, tag = f'[{words}]({target} "t")', f"![{words}]({target})", f"<a href='{target}'>{words}</a>"
    markdown = f"See {link}, {picture}, [{words}][1] and {tag}.\n\n[1]: {target}"
    plain = plain_text(markdown)
    assert "target" not in plain
    assert plain.count(" ".join(words.split())) >= 4


def test_plain_text_strips_markup_and_keeps_what_it_marks():
    markdown = (
        "## Price {#p}\n> [!SAY] **Up to** `10 % off_all` _now_, snake_case stays & 5 * 3 ~~old~~\n- [x] done \\*\n"
        "| A | B |\n|---|:-:|\n| 1 | x\\|y |\n```py\ncode_line(1)\n```\n<b>bold</b> &amp; <https://x.y>"
    )
    assert plain_text(markdown) == (
        "Price Up to 10 % off_all now, snake_case stays & 5 3 old done * A B 1 x|y code_line(1) bold & https://x.y"
    )


@given(st.text(max_size=200), st.sampled_from(["en", "ru", "de", "ja", "xx"]))
def test_cut_sentences_cover_the_text(text, language):
    spans = cut_sentences(text, language)
    assert "".join(text[a:b] for a, b in spans) == text


def test_a_sentence_is_never_cut_inside_a_link_or_after_a_title():
    text = "Ask Dr. Smith. **See this. Now.** Read [Pricing. Terms](https://x.y/a.b) first. Done"
    assert [text[a:b].strip() for a, b in cut_sentences(text, "en")] == [
        "Ask Dr. Smith.",
        "**See this.",
        "Now.**",
        "Read [Pricing. Terms](https://x.y/a.b) first.",
        "Done",
    ]


def test_callouts_mark_their_sentences_and_show_neither_marker_nor_quote_signs():
    assert quotes(
        "Before.\n\n> [!SAY] On price\n> We charge less. Much less.\n\n> [!internal]\n> Floor is 8%.\n> - Ask Ann\n\n"
        "> [!Say] All on one line.\n\n> [!NOTE] Mind this.\n> And that.\n\n> A plain quote.\n"
    ) == [
        ("Before.", "prose", None),
        ("We charge less.", "prose", "say"),
        ("Much less.", "prose", "say"),
        ("Floor is 8%.", "prose", "internal"),
        ("Ask Ann", "item", "internal"),
        ("All on one line.", "prose", "say"),
        ("Mind this.", "prose", None),
        ("And that.", "prose", None),
        ("A plain quote.", "prose", None),
    ]


def test_what_stands_inside_an_internal_callout_is_internal():
    marks = quotes(
        "> [!INTERNAL]\n> Out.\n>\n> > [!SAY]\n> > In.\n>\n> ```\n> code\n> ```\n>\n> | a |\n> |---|\n> | b |\n"
    )
    assert {callout for _, _, callout in marks} == {"internal"}
    assert [words for words, _, _ in marks] == ["Out.", "In.", "code", "| a |", "| b |"]


def test_every_kind_of_block_is_quotable():
    assert quotes(
        "One. Two\nwraps.\n\n- item\n  - nested\n    wraps\n- [ ] task\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n"
        "```py\ncall()\n\nagain()\n```\n\n<details><summary>Sum</summary>\n<!-- no\nno -->\nYes\n</details>\n"
    ) == [
        ("One.", "prose", None),
        ("Two\nwraps.", "prose", None),
        ("item", "item", None),
        ("nested\n    wraps", "item", None),
        ("task", "item", None),
        ("| a | b |", "row", None),
        ("| 1 | 2 |", "row", None),
        ("call()", "code", None),
        ("again()", "code", None),
        ("<details><summary>Sum</summary>", "prose", None),
        ("Yes", "prose", None),
    ]


def test_headings_in_code_and_lists_cut_nothing():
    (passage,) = passages("## Real\n\n```\n# not a heading\n```\n\n- # in a list\n")
    assert passage.headings == ("Real",)


def test_tiny_neighbours_under_one_parent_are_joined_whole():
    (passage,) = passages("## P\n\nIntro.\n\n### A\n\nOne.\n\n### B\n\nTwo.\n")
    assert passage.text == "Intro.\n\nOne.\n\nTwo."
    assert passage.headings == ("P",)
    assert [(s.start, s.heading, s.anchor) for s in passage.sections] == [(0, "P", "p"), (8, "A", "a"), (14, "B", "b")]


def test_sections_under_other_parents_large_ones_and_pages_are_not_joined():
    filler = "Some words of a long section. " * 30
    assert len(passages(f"## A\n\n{filler}\n\n## B\n\n{filler}\n")) == 2
    assert len(passages("## A\n\n### B\n\nOne.\n\n## C\n\n### D\n\nTwo.\n")) == 2
    assert len(passages("## Page 1\n\nOne.\n\n## Page 2\n\nTwo.\n", unit_level=2)) == 2


def test_an_overlong_section_is_split_at_its_paragraphs_into_like_parts():
    paragraph = "Some words of one paragraph stand here and go on. " * 8
    cut = passages("## Long\n\n" + "\n\n".join([paragraph] * 6))
    assert len({p.text for p in cut}) < len(cut) or len(cut) > 1
    assert {p.headings for p in cut} == {("Long",)}
    assert all(p.text.startswith("Some words") and p.text.endswith("go on.") for p in cut)
    sizes = [words_of(p) for p in cut]
    assert max(sizes) <= 350
    assert min(sizes) > max(sizes) / 3


def test_one_endless_word_is_cut():
    assert all(len(p.text) <= 2_000 for p in passages("a" * 20_000))


def test_a_title_is_not_repeated_among_the_headings(read: Read):
    page = read("a.md", "# Refunds\n\nWords of it.\n\n## When\n\nIn 30 days.\n")
    assert page.passages[0].headings == ()
    assert page.passages[0].all_headings == ("When",)
