"""Metadata from front matter, side file, folder and source; wrong values never lose a document nor open it to all."""

from __future__ import annotations

from datetime import date

import pytest

from content_index.model import FolderDefaults, Source
from content_index.ports import AudienceUnknownError, UnreadableFileError

BODY = "# Heading\n\nWords of the page.\n"


def test_front_matter_says_all_of_a_document(read):
    document = read(
        "a.md",
        "---\ntitle: Battlecard\nkind: Battlecard\nurl: https://wiki/a\nowner: maya@x.com\nproduct: Scan\n"
        "competitors: [Acme, Globex]\nstages: discovery, proposal\naudience: [sales, partners]\nlanguage: en-US\n"
        "reviewed: 2026-10-12\nreview_every: 90 days\ncolour: blue\n---\n" + BODY,
    ).document
    assert (document.title, document.kind, document.url, document.owner, document.language) == (
        "Battlecard",
        "battlecard",
        "https://wiki/a",
        "maya@x.com",
        "en",
    )
    assert (document.products, document.competitors) == (("Scan",), ("Acme", "Globex"))
    assert (document.stages, document.audience) == (("discovery", "proposal"), ("sales", "partners"))
    assert (document.reviewed, document.review_every_days) == (date(2026, 10, 12), 90)


def test_front_matter_is_no_part_of_the_words(read):
    page = read("a.md", "---\ntitle: T\n---\n" + BODY)
    assert page.markdown.strip() == BODY.strip()


def test_a_side_file_speaks_for_files_that_cannot(read, deck_file):
    side = 'title = "Pitch"\nkind = "deck"\ncompetitor = "Acme"\nreviewed = 2026-01-31\nreview_every = 30\n'
    document = read("deck.pptx", deck_file, side).document
    assert (document.title, document.kind, document.competitors) == ("Pitch", "deck", ("Acme",))
    assert (document.reviewed, document.review_every_days) == (date(2026, 1, 31), 30)


def test_the_nearer_word_wins(read):
    source = Source(
        "s",
        "/",
        defaults={"owner": "source", "kind": "source", "products": ["source"], "stages": ["source"]},
        folders=(
            FolderDefaults("**", {"owner": "wide folder", "kind": "wide folder", "products": ["wide folder"]}),
            FolderDefaults("cards/**", {"owner": "folder", "kind": "folder"}),
        ),
    )
    document = read("cards/a.md", "---\nowner: front\n---\n" + BODY, 'owner = "side"\nkind = "side"\n', source).document
    assert (document.owner, document.kind) == ("front", "side")
    assert (document.products, document.stages) == (("wide folder",), ("source",))
    assert read("other/a.md", BODY, None, source).document.owner == "wide folder"


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("reviewed: someday", "reviewed"),
        ("reviewed: [1, 2]", "reviewed"),
        ("review_every: often", "review_every"),
        ("review_every: -3", "review_every"),
        ("url: javascript:alert(1)", "url"),
        ("url: 'https://a b'", "url"),
        ("language: klingon", "language"),
        ("title: {a: b}", "title"),
        ("products: [{a: b}]", "products"),
    ],
)
def test_a_wrong_value_is_left_out_with_a_warning_that_names_file_and_key(read, caplog, line, key):
    page = read("cards/a.md", f"---\nowner: me\n{line}\n---\n{BODY}")
    assert page.document.owner == "me"
    assert page.document.title == "Heading"
    assert page.document.url is None
    assert "cards/a.md" in caplog.text
    assert f"{key}:" in caplog.text


def test_front_matter_that_is_no_yaml_is_left_out_with_a_warning(read, caplog):
    page = read("a.md", "---\ntitle: [unclosed\n---\n" + BODY)
    assert page.document.title == "Heading"
    assert "a.md: the front matter is not valid YAML" in caplog.text


@pytest.mark.parametrize(
    ("front", "at"),
    [
        ("title: Prices: old and new", "line 2, column 14: mapping values are not allowed"),
        ("\n\ntitle: fine\nowner: [unclosed\nkind: faq", "line 5, column 8: "),
        ("title: fine\nnotes: 'not closed\nkind: faq", "line 3, column 8: "),
        ("title: fine\nowner: @dana", "line 3, column 8: found character"),
    ],
)
def test_front_matter_that_is_no_yaml_is_told_with_the_line_of_the_file_and_the_mend(read, caplog, front, at):
    read("a.md", f"---\n{front}\n---\n{BODY}")
    assert f"a.md: the front matter is not valid YAML ({at}" in caplog.text
    assert "in quotation marks" in caplog.text
    assert "unicode string" not in caplog.text


def test_a_side_file_that_is_no_toml_is_left_out_with_a_warning(read, caplog):
    assert read("a.md", BODY, "title = ").document.title == "Heading"
    assert "a.md.toml is not valid TOML" in caplog.text


@pytest.mark.parametrize(
    ("front", "side"),
    [
        ("audience: {a: b}", None),
        ("audience: no", None),
        ("audience: ''", None),
        ("audience: [sales", None),
        ("owner: me", "audience = [legal"),
    ],
)
def test_a_document_whose_audience_cannot_be_known_is_refused_rather_than_shown_to_all(read, front, side):
    with pytest.raises(UnreadableFileError, match="audience"):
        read("a.md", f"---\n{front}\n---\n{BODY}", side)


@pytest.mark.parametrize(
    "text",
    [
        f"---\naudience: [managers]\nnotes: {'x' * 70_000}\n---\n{BODY}",
        f"---\naudience: [managers]\nowner: me\n\n{BODY}",
        f"---\n- audience: [managers]\n---\n{BODY}",
        f"---\naudience: [managers]\n...\n{BODY}",
        f"\n\n---\naudience: [managers]\n---\n{BODY}",
        f"+++\naudience = ['managers']\n+++\n{BODY}",
        f"---\naudience:\n---\n{BODY}",
        f"---\naudience: [managers]\naudience: [everybody]\n---\n{BODY}",
        f"---\naudience: [managers]\n'Audience': [everybody]\n---\n{BODY}",
        f"---\naudiences: [managers]\naudience: [everybody]\n---\n{BODY}",
        f"---\nparams:\n  audience: [managers]\n---\n{BODY}",
        f"<!-- (c) Tidewell -->\n---\naudience: [managers]\n---\n{BODY}",
        f"\u200b---\naudience: [managers]\n---\n{BODY}",
        f"\u2060---\naudience: [managers]\n---\n{BODY}",
        f"-\u200b--\nau\u2060dience: [managers]\n---\n{BODY}",
        f"---\u2028title: T\u2028audience: [managers]\u2028---\u2028{BODY}",
        f"---\ntitle: T\n---\n---\naudience: [managers]\n---\n{BODY}",
        f"---\n---\n\n---\naudience: [managers]\n---\n{BODY}",
        f"***\naudience: [managers]\n***\n{BODY}",
        f"—\naudience: [managers]\n—\n{BODY}",
        f"```yaml\naudience: [managers]\n```\n{BODY}",
        f'{{\n  "title": "T",\n  "audience": ["managers"]\n}}\n{BODY}',
        f"\n---\n# who may see it\naudience: [managers]\n---\n{BODY}",
        f"\n---\naudiance: [managers]\n---\n{BODY}",
        f"---\n\u0430udience: [managers\n---\n{BODY}",
    ],
    ids=[
        "too long",
        "not closed",
        "a list",
        "closed with dots",
        "below blank lines",
        "TOML",
        "left empty",
        "twice",
        "twice, written otherwise",
        "twice, by its other name",
        "below another key",
        "below a comment",
        "below a zero-width space",
        "below a word joiner",
        "with letters that nobody sees",
        "lines ended otherwise",
        "two headers on end",
        "below an empty header",
        "between stars",
        "between long dashes",
        "a block of code",
        "JSON",
        "below a comment of its own",
        "misspelt",
        "misspelt and broken",
    ],
)
def test_a_header_that_is_not_read_but_names_an_audience_is_refused(read, text):
    with pytest.raises(UnreadableFileError, match="audience"):
        read("a.md", text)


@pytest.mark.parametrize(
    "key",
    [
        "audiance",
        "Audeince",
        "\u0430udience",
        "\u0430udi\u0435n\u0441e",
        "au\u200bdience",
        "ａｕｄｉｅｎｃｅ",
        "audíence",
    ],
)
def test_a_key_that_was_meant_to_be_audience_is_refused(read, key):
    with pytest.raises(AudienceUnknownError, match=r"a\.md: .* looks like audience.*write audience"):
        read("a.md", f"---\n{key}: [managers]\n---\n{BODY}")


def test_a_side_file_or_meta_tag_whose_key_was_meant_to_be_audience_is_refused(read):
    with pytest.raises(AudienceUnknownError, match=r"a\.md\.toml: 'audiance' is no key"):
        read("a.md", BODY, 'audiance = ["managers"]\n')
    with pytest.raises(AudienceUnknownError, match="'audiance' is no key"):
        read("a.html", '<meta name="audiance" content="managers"><p>Some words.</p>')


@pytest.mark.parametrize(
    ("key", "meant"), [("langauge", "language"), ("owners", "owner"), ("t\u0456tle", "title"), ("titel", "title")]
)
def test_a_misspelt_key_is_told_with_the_one_that_was_meant(read, caplog, key, meant):
    assert read("cards/a.md", f"---\n{key}: Words\n---\n{BODY}").document.title == "Heading"
    assert f"cards/a.md: {key!a} is no key that is read; it looks like {meant}" in caplog.text


def test_what_was_left_out_is_kept_with_the_document(read):
    page = read("a.md", f"---\nownr: Dana\nreviewed: soon\n---\n{BODY}", 'review_every = "often"\n')
    misspelt, wrong, beside = page.document.metadata_problems
    assert misspelt == "'ownr' is no key that is read; it looks like owner: if that was meant, write owner"
    assert wrong.startswith("reviewed: expected a date")
    assert beside.startswith("a.md.toml: review_every: expected a number of days")
    assert read("b.md", BODY).document.metadata_problems == ()


def test_keys_that_resemble_none_are_nobody_s_mistake(read, caplog):
    keys = ("tags", "date", "author", "layout", "description", "sidebar_position", "slug", "status", "state",
            "subtitle", "type", "image", "target_audience", "цена", "größe", "1", "x" * 90)  # fmt: skip
    front = "".join(f"{key}: Words\n" for key in keys)
    assert read("a.md", f"---\n{front}---\n{BODY}").document.title == "Heading"
    assert not caplog.records


@pytest.mark.parametrize("path", ["a.html", "a.txt", "a.csv"])
def test_front_matter_is_read_in_every_kind_of_text(read, path):
    page = read(path, "---\r\naudience: [managers]\r\nowner: me\r\n---\r\n<p>Some, words</p>\r\n")
    assert (page.document.audience, page.document.owner) == (("managers",), "me")
    assert "managers" not in page.markdown


def test_meta_tags_of_an_html_page_are_read(read):
    head = (
        '<title>Prices</title><meta NAME="Audience" content="managers, legal"><meta name="owner" content="Ann">'
        '<meta name="language" content="English"><meta name="viewport" content="width=1"><meta charset="utf-8">'
    )
    document = read("a.html", f"<html><head>{head}</head><body><p>Some words.</p></body></html>").document
    assert (document.audience, document.owner, document.title) == (("managers", "legal"), "Ann", "Prices")
    assert read("a.html", f"{head}<p>Some words.</p>").document.audience == ("managers", "legal")
    assert read("a.html", '<meta name="dcterms.audience" content="hr"><p>Words.</p>').document.audience == ("hr",)


@pytest.mark.parametrize(
    "page",
    [
        '<meta name="audience" content="">',
        '<meta name="audience">',
        '<meta name="audience" content="a"><meta name="audience" content="b">',
        '---\naudience: a\n---\n<meta name="audience" content="b">',
    ],
    ids=["empty", "without content", "twice", "in front matter too"],
)
def test_an_html_page_whose_audience_cannot_be_known_is_refused(read, page):
    with pytest.raises(AudienceUnknownError, match="audience"):
        read("a.html", f"{page}<p>Some words.</p>")


def test_a_side_file_that_names_the_audience_below_a_table_is_refused(read):
    with pytest.raises(AudienceUnknownError, match="audience stands below document"):
        read("a.md", BODY, "[document]\naudience = ['managers']\n")


@pytest.mark.parametrize(
    "text",
    [
        "---\n\n# Webinars\n\nAudience: everybody who sells.\n",
        "***\n\n# Webinars\n\nAudience: everybody who sells.\n",
        "---\ntitle: T\n---\n\nAudience: everybody who sells.\n",
        "---\ntitle: T\n---\n\n---\n\n# Webinars\n\nAudience: everybody who sells.\n",
        "---\ntitle: T\n---\n\n```yaml\naudience: https://api.example.com\n```\n",
        "```python\naudience = 1\n```\n",
        "# Sign in\n\n```yaml\naudience: https://api.example.com\n```\n",
    ],
)
def test_a_page_that_speaks_of_an_audience_further_down_is_read(read, text):
    assert read("a.md", text).document.audience == ()


def test_front_matter_that_refers_to_itself_is_never_unfolded(read, caplog):
    levels = [f"a{n}: &a{n} {{<<: [{', '.join([f'*a{n - 1}'] * 10)}]}}" for n in range(1, 30)]
    front = "\n".join(["a0: &a0 {x: 1, y: 2}", *levels])
    assert read("a.md", f"---\n{front}\n---\n{BODY}").document.title == "Heading"
    assert "a.md" in caplog.text


def test_an_empty_list_opens_to_everybody_what_the_source_restricts(read):
    source = Source("s", "/", defaults={"audience": ["legal"]})
    assert read("a.md", BODY, None, source).document.audience == ("legal",)
    assert read("a.md", "---\naudience:\n---\n" + BODY, None, source).document.audience == ("legal",)
    assert read("a.md", "---\naudience: []\n---\n" + BODY, None, source).document.audience == ()


@pytest.mark.parametrize(
    "text", ["---\n\nA rule, no front matter.\n", "---\nJust words\n---\nMore words\n", "--- \nwords here\n"]
)
def test_a_rule_at_the_top_is_no_front_matter(read, text):
    assert "words" in read("a.md", text.lower()).passages[0].text or "rule" in read("a.md", text).passages[0].text


@pytest.mark.parametrize(("written", "days"), [("90", 90), ("2 weeks", 14), ("6 months", 180), ("1 year", 365)])
def test_review_every_is_understood_in_words(read, written, days):
    assert read("a.md", f"---\nreview_every: {written}\n---\n{BODY}").document.review_every_days == days


OPENED = Source("s", "/", folders=(FolderDefaults("stories/**", {"buyer_safe": True}),))


@pytest.mark.parametrize("written", ["true", "yes", "on", "True", "'yes'", '"true"', "' Yes '"])
def test_a_document_is_safe_for_buyers_where_it_says_so(read, written):
    assert read("a.md", f"---\nbuyer_safe: {written}\n---\n{BODY}").document.buyer_safe is True


@pytest.mark.parametrize("written", ["false", "no", "off", "'no'", '"False"'])
def test_a_document_that_says_no_is_not_safe_whatever_its_folder_says(read, caplog, written):
    assert read("stories/a.md", BODY, None, OPENED).document.buyer_safe is True
    text = f"---\nBuyer-Safe: {written}\n---\n{BODY}"
    assert read("stories/a.md", text, None, OPENED).document.buyer_safe is False
    assert not caplog.records


def test_a_document_of_which_nobody_says_that_it_is_safe_for_buyers_is_not(read):
    assert read("a.md", BODY, "owner = 'Ann'\n", OPENED).document.buyer_safe is False


def test_side_file_source_and_meta_tag_say_what_is_safe_for_buyers(read, deck_file):
    assert read("deck.pptx", deck_file, "buyer_safe = true\n").document.buyer_safe is True
    assert read("stories/deck.pptx", deck_file, "buyer_safe = false\n", OPENED).document.buyer_safe is False
    assert read("a.md", BODY, None, Source("s", "/", defaults={"buyer_safe": True})).document.buyer_safe is True
    assert read("a.html", '<meta name="buyer_safe" content="yes"><p>Words.</p>').document.buyer_safe is True


@pytest.mark.parametrize(
    ("front", "told"),
    [
        ("buyer_safe: maybe", "buyer_safe: expected true or false, got 'maybe'; until then it is not shown to buyers"),
        ("buyer_safe: 1", "buyer_safe: expected true or false, got '1'"),
        ("buyer_safe: [true]", "buyer_safe: expected true or false, got a list"),
        ("buyer_safe:", "buyer_safe: expected true or false, got nothing"),
        ("buyer_saef: true", "'buyer_saef' is no key that is read; it looks like buyer_safe"),
        ("params:\n  buyer_safe: true", "params: buyer_safe stands below it: move it to the left"),
        ("buyer_safe: true\nbuyer-safe: perhaps", "buyer-safe: expected true or false, got 'perhaps'"),
        ("title: [unclosed", "the front matter is not valid YAML"),
    ],
)
def test_what_is_said_of_buyers_unclearly_is_told_and_opens_nothing(read, caplog, front, told):
    page = read("stories/a.md", f"---\n{front}\n---\n{BODY}", None, OPENED)
    assert (page.document.buyer_safe, page.document.title) == (False, "Heading")
    assert f"stories/a.md: {told}" in caplog.text


@pytest.mark.parametrize(
    "text",
    [
        f"---\nbuyer_safe: false\nnotes: {'x' * 70_000}\n---\n{BODY}",
        f"---\nbuyer_safe: false\nowner: me\n\n{BODY}",
        f"---\n- buyer_safe: false\n---\n{BODY}",
        f"+++\nbuyer_safe = false\n+++\n{BODY}",
        f"---\ntitle: Heading\n---\n---\nbuyer_safe: false\n---\n{BODY}",
    ],
    ids=["too long", "not closed", "a list", "TOML", "below another"],
)
def test_a_header_that_is_not_read_but_speaks_of_buyers_opens_nothing(read, caplog, text):
    assert read("stories/a.md", text, None, OPENED).document.buyer_safe is False
    assert "not shown to buyers" in caplog.text


def test_a_side_file_that_is_no_toml_opens_nothing_to_buyers_though_a_page_may_do_so_itself(read):
    assert read("stories/a.md", BODY, "buyer_safe = tru", OPENED).document.buyer_safe is False
    page = f"---\nbuyer_safe: true\n---\n{BODY}"
    assert read("stories/a.md", page, "title = ", OPENED).document.buyer_safe is True


@pytest.mark.parametrize("said", ["true", "yes", '"true"'])
def test_what_says_that_it_is_a_draft_is_shown_to_nobody(read, said):
    with pytest.raises(AudienceUnknownError, match="draft"):
        read("a.md", f"---\ntitle: T\ndraft: {said}\n---\n" + BODY)


@pytest.mark.parametrize("said", ["false", "no", "maybe"])
def test_what_is_no_draft_is_read(read, said):
    assert read("a.md", f"---\ntitle: T\ndraft: {said}\n---\n" + BODY).document.title == "T"
