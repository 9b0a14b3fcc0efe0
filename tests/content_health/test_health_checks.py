"""What follows from the content alone is found after a reindex and kept beside the generation."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from filelock import FileLock
from health_samples import POLICY, CheckedFolder

from content_index.health import kept
from content_index.health.bringing_up import bring_up_health
from content_index.health.families import families
from content_index.health.kept import KeptHealth, health_file, unchecked
from content_index.health.lengths import LONGEST_PARAGRAPH
from content_index.quote_length import LONGEST_QUOTE
from retrieval.windows import LONGEST_QUOTE as QUOTED

TERMS = "# Terms\n\n## Refunds\n\nA refund takes a week.\n\n## Größe & Zahl {#size}\n\nWords of it.\n"


def test_links_to_files_and_headings_that_are_not_there_are_dead(folder: CheckedFolder) -> None:
    folder.write("legal/terms.md", TERMS)
    folder.write(
        "legal/page.md",
        "# Page\n\nWords.\n\n[a](gone.md) [b](terms.md#nope) [c](#page) [d](#nowhere) [e](../legal/gone.html)\n"
        '[f](terms.md#size) <a id="mark"></a> [g](#mark) [h](other/deep.pdf) [i](gone.md?raw=1#x)\n',
    )
    assert folder.links() == {
        "gone.md": "no_file",
        "terms.md#nope": "no_heading",
        "#nowhere": "no_heading",
        "../legal/gone.html": "no_file",
        "other/deep.pdf": "no_file",
        "gone.md?raw=1#x": "no_file",
    }


def test_what_cannot_be_judged_is_no_dead_link(folder: CheckedFolder) -> None:
    folder.write("legal/terms.md", TERMS)
    folder.write("legal/index.md", "# Legal\n\nAll of it.\n")
    folder.write(
        "page.md",
        "# Page\n\nWords of [a](https://elsewhere.example) [b](mailto:a@example.org) [c](../outside.md) [d](/pricing)\n"
        "[e](legal/) [f](legal) [g](legal/terms) [h](legal/terms.html#refunds) [i](legal/terms.md#Refunds)\n"
        "[j](legal/terms.md#size) [k](#) [l](#top) [m](#:~:text=Words) [n]({{ site }}/x.md) [o](photo.png) [p](<>)\n"
        "![q](photo.png) [r](./page.md) [s](legal/terms%2Emd) [t](//host/x.md) [u](http://[bad)\n",
    )
    assert folder.links() == {}


def test_a_link_says_the_line_and_the_heading_it_stands_under(folder: CheckedFolder) -> None:
    folder.write("page.md", "# Page\n\nWords.\n\n## Below\n\nOne line,\nanother [link](gone.md).\n")
    (one,) = folder.found("dead-link")
    assert (one.severity, one.place.line, one.place.heading, one.place.anchor) == ("error", 8, "Below", "below")


def test_passages_that_say_nearly_the_same_are_found_once_for_two_pages(folder: CheckedFolder) -> None:
    folder.write("a.md", f"# Support\n\n## Replies\n\n{POLICY}\n")
    folder.write("b.md", f"# Help desk\n\n## Replies to customers\n\n{POLICY.replace('specialist', 'expert')}\n")
    folder.write("c.md", "# Short\n\nSee the support page.\n")
    folder.write("d.md", "# Brief\n\nSee the support page.\n")
    (one,) = folder.found("near-duplicate")
    assert one.other is not None
    assert {one.place.path, one.other.path} == {"a.md", "b.md"}
    assert 0.6 <= float(one.parts["likeness"]) < 1
    assert one.place.text.startswith("Our support team answers")


def test_pages_that_are_all_alike_are_told_in_as_few_pairs_as_join_them(folder: CheckedFolder) -> None:
    for name in "abcd":
        folder.write(f"{name}.md", f"# Support {name}\n\n{POLICY}\n")
    found = folder.found("near-duplicate")
    assert len(found) == 6
    assert len(families(found)) == 3


def test_pages_that_contradict_each_other_are_found_with_both_sides(folder: CheckedFolder) -> None:
    for name, days in (("policy.md", 30), ("faq.md", 14)):
        folder.write(
            name,
            "# Refund policy\n\n## Refund window\n\nCustomers can ask for a refund within "
            f"{days} days of the purchase.\n",
        )
    (one,) = folder.found("conflict")
    assert one.other is not None
    assert {(one.place.path, one.parts["said"]), (one.other.path, one.parts["other_said"])} == {
        ("policy.md", "30 days"),
        ("faq.md", "14 days"),
    }
    assert "14 days of the purchase" in (one.place.text + one.other.text)
    assert (one.place.anchor, one.place.line) == ("refund-window", 5)


def test_pictures_without_a_text_and_pages_without_words_are_found(folder: CheckedFolder) -> None:
    samples = Path(__file__).parents[2] / "examples" / "content"
    shutil.copy(samples / "security" / "SLA and uptime 2026.pdf", folder.content / "sla.pdf")
    folder.write(
        "page.md",
        '# Page\n\nWords.\n\n![](a.png)\n\n![A chart](b.png)\n\n<img src="c.png">\n\n<img src="d.png" alt="">\n',
    )
    assert [(one.place.path, one.parts["image"]) for one in folder.found("image-without-text")] == [
        ("page.md", "a.png"),
        ("page.md", "c.png"),
    ]


def test_what_an_answer_cannot_show_is_too_long(folder: CheckedFolder) -> None:
    assert QUOTED == LONGEST_QUOTE
    long, short = "word " * (LONGEST_QUOTE // 5 + 1), "word " * 20
    several = " ".join(f"Sentence {number} has {'many ' * 20}words." for number in range(10))
    folder.write(
        "page.md",
        f"# Page\n\n{short}\n\n- item {long}\n- {short}\n\n| a | b |\n| --- | --- |\n| row {long} | x |\n\n{several}\n",
    )
    found = folder.found("too-long")
    assert sorted(str(one.parts["what"]) for one in found) == ["item", "paragraph", "row"]
    paragraph = next(one for one in found if one.parts["what"] == "paragraph")
    assert int(paragraph.parts["characters"]) > LONGEST_PARAGRAPH == paragraph.parts["longest"]


def test_code_and_long_links_are_not_too_long(folder: CheckedFolder) -> None:
    folder.write("page.md", f"# Page\n\nSee [this](https://example.org/{'x' * 600}).\n\n```\n{'code ' * 200}\n```\n")
    assert folder.found("too-long") == []


def test_what_was_found_another_way_or_damaged_is_found_anew(
    folder: CheckedFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.write("page.md", "# Page\n\n[link](gone.md) words\n")
    folder.found()
    assert unchecked(folder.directory) is None
    generation = folder.store.refresh().info.id
    health_file(folder.directory, generation).write_bytes(b"{")
    assert KeptHealth(folder.directory).of(generation) is None
    assert bring_up_health(folder.directory)
    monkeypatch.setattr(kept, "check_scheme", lambda: "another")
    assert unchecked(folder.directory) == generation
    assert KeptHealth(folder.directory).of(generation) is None


def test_contradictions_that_are_found_later_are_taken_up(folder: CheckedFolder) -> None:
    folder.write("page.md", "# Page\n\nSome words.\n")
    generation = folder.reindex()
    assert bring_up_health(folder.directory)
    known = KeptHealth(folder.directory)
    first = known.of(generation)
    assert first is not None
    assert "conflict" not in first.kinds
    folder.found()
    second = known.of(generation)
    assert second is not None
    assert "conflict" in second.kinds


def test_one_process_checks_at_a_time_and_nothing_breaks_it(folder: CheckedFolder) -> None:
    assert bring_up_health(folder.directory)  # nothing serves yet
    folder.write("page.md", "# Page\n\nSome words.\n")
    generation = folder.reindex()
    with FileLock(folder.directory / "health.lock"):
        assert bring_up_health(folder.directory)
    assert KeptHealth(folder.directory).of(generation) is None
    (folder.store.path(generation) / "texts.json").write_text("damaged", encoding="utf-8")
    assert not bring_up_health(folder.directory)
