"""A bad file is refused with a reason that its owner understands; nothing crashes, nothing fills the memory."""

from __future__ import annotations

import io
import os
import zipfile

import pytest
from reading_samples import make_pdf

from content_index.model import Source
from content_index.plain_text import plain_text
from content_index.ports import UnreadableFileError
from content_index.readers.converted import FileLimits
from content_index.reading import FileReader

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
OLE_ENCRYPTED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 64 + "EncryptedPackage".encode("utf-16-le")
OLE_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 64


def reason(path: str, content: bytes, limits: FileLimits | None = None) -> str:
    with pytest.raises(UnreadableFileError) as refused:
        FileReader(file_limits=limits).read(Source("s", "/"), path, content, None)
    return str(refused.value)


def zipped(**parts: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name.replace("__", "/"), (2026, 1, 1, 0, 0, 0))  # tests are named after it
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return file.getvalue()


@pytest.mark.parametrize("ending", ["md", "html", "txt", "csv", "pdf", "docx", "pptx", "xlsx"])
@pytest.mark.parametrize("content", [b"", b" \n\t "])
def test_an_empty_file_is_called_empty(ending, content):
    assert "it is empty" in reason(f"a.{ending}", content)


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("front.md", b"---\ntitle: Only front matter\n---\n"),
        ("heading.md", b"# Only a heading\n"),
        ("picture.md", b"![](a.png)\n\n---\n"),
        ("script.html", b"<html><body><script>let a = 1</script></body></html>"),
        ("commas.csv", b",,\n,,\n"),
    ],
)
def test_a_file_without_a_word_to_quote_says_so(path, content):
    assert "it holds no words" in reason(path, content)


@pytest.mark.parametrize("ending", ["docx", "pptx", "xlsx"])
def test_an_office_file_with_a_password_is_called_encrypted(ending):
    assert "it is encrypted: save a copy without a password" in reason(f"a.{ending}", OLE_ENCRYPTED)


def test_a_pdf_with_a_password_is_called_encrypted():
    assert "it is encrypted" in reason("a.pdf", make_pdf([("Secret", "Words")], password="hush"))


def test_an_office_file_with_an_encrypted_part_is_called_encrypted(word_file):
    flagged = bytearray(word_file)
    at = flagged.find(b"PK\x01\x02")
    while at >= 0:
        flagged[at + 8] |= 1
        at = flagged.find(b"PK\x01\x02", at + 4)
    assert "it is encrypted" in reason("a.docx", bytes(flagged))


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
@pytest.mark.parametrize("kind", ["word", "deck", "workbook", "pdf"])
def test_a_truncated_file_is_called_damaged(kind, share, request):
    content = request.getfixturevalue(f"{kind}_file")
    ending = {"word": "docx", "deck": "pptx", "workbook": "xlsx", "pdf": "pdf"}[kind]
    if kind == "pdf" and share > 0.9:
        pytest.skip("a PDF that lacks its last bytes alone is rebuilt and read")
    assert "it is damaged or was cut short" in reason(f"a.{ending}", content[: int(len(content) * share)])


@pytest.mark.parametrize(
    ("path", "content", "expected"),
    [
        ("a.pdf", PNG, "it is a PNG picture, not a PDF"),
        ("a.docx", b"<!DOCTYPE html><html>404</html>", "it is an HTML page"),
        ("a.pdf", b"<html>Sign in</html>", "it is an HTML page"),
        ("a.md", PNG, "it is a PNG picture"),
        ("a.txt", b"%PDF-1.7 ...", "it is a PDF"),
        ("a.html", b"PK\x03\x04....", "it is a zip archive or an Office file"),
        ("a.docx", OLE_OLD, "it is an old Office file: save it as .docx"),
        ("a.xlsx", b"just words", "it is not what .xlsx promises"),
        ("a.docx", zipped(notes__a=b"words"), "it is a zip archive, not a Word document"),
        ("picture.png", PNG, "nothing reads .png"),
        ("LICENSE", b"words", "nothing reads a file without an ending"),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_told_what_it_is(path, content, expected):
    assert expected in reason(path, content)


def test_a_deck_named_as_a_word_document_is_told_its_right_ending(deck_file):
    assert "it is a PowerPoint deck, not a Word document: name it .pptx" in reason("a.docx", deck_file)


def test_a_zip_bomb_is_refused_by_its_declared_size():
    assert "as a zip bomb does" in reason("a.docx", zipped(word__document=b"\0" * 60_000_000))


def test_a_zip_bomb_that_lies_about_its_size_is_refused_while_it_is_unpacked():
    bomb = bytearray(zipped(word__document=b"\0" * 60_000_000))
    at = bomb.find(b"PK\x01\x02")
    bomb[at + 24 : at + 28] = (1000).to_bytes(4, "little")
    said = reason("a.docx", bytes(bomb))
    assert "zip bomb" in said or "it is damaged" in said


def test_a_part_that_passes_the_limit_of_unpacked_bytes_is_refused():
    content = zipped(xl__a=os.urandom(2_000_000))
    assert "as a zip bomb does" in reason("a.xlsx", content, FileLimits(unpacked=1_000_000))


def test_a_table_with_too_many_rows_is_refused(workbook_file):
    assert "more than 2 rows" in reason("a.xlsx", workbook_file, FileLimits(rows=2))
    assert "more than 2 rows" in reason("a.csv", b"a,b\n1,2\n3,4\n", FileLimits(rows=2))


def test_a_table_with_too_many_columns_is_refused(workbook_file):
    assert "more than 2 columns" in reason("a.xlsx", workbook_file, FileLimits(columns=2))
    assert "more than 2 columns" in reason("a.csv", b"a,b,c\n", FileLimits(columns=2))


def test_a_text_with_too_many_characters_is_refused():
    assert "more than 10" in reason("a.md", b"a long text", FileLimits(characters=10))


def test_a_pdf_with_too_many_pages_is_refused(pdf_file):
    assert "more than 2 pages" in reason("a.pdf", pdf_file, FileLimits(pages=2))


def test_a_pdf_without_text_is_called_a_scan():
    from fpdf import FPDF

    pdf = FPDF()
    pdf.add_page()
    assert "it holds no text (a scan?)" in reason("a.pdf", bytes(pdf.output()))


@pytest.mark.parametrize("ending", ["md", "txt", "html", "csv"])
def test_binary_garbage_is_no_text(ending):
    garbage = bytes((i * 89 + i // 7 * 31) % 256 for i in range(1, 5000))
    said = reason(f"a.{ending}", garbage)
    assert "it is not text" in said or "its encoding cannot be told" in said


@pytest.mark.parametrize("encoding", ["cp1251", "koi8_r", "utf-16", "utf-8-sig"])
def test_a_russian_text_in_another_encoding_is_read(read, encoding):
    words = "Скидку больше десяти процентов утверждает директор по продажам. Напишите ему в канал до подписания."
    assert words in read("a.txt", words.encode(encoding)).markdown


def test_a_western_text_in_latin_1_is_read(read):
    words = "La remise maximale est de dix pour cent. Le directeur général valide les dépassements dès février."
    assert words in read("a.txt", words.encode("cp1252")).markdown


def test_tags_nested_without_end_are_refused_or_read_but_never_crash():
    content = b"<div>" * 30_000 + b"words"
    try:
        FileReader().read(Source("s", "/"), "a.html", content, None)
    except UnreadableFileError as refused:
        assert "nest too deep" in str(refused)  # noqa: PT017 - both outcomes are right


def test_a_pdf_that_takes_too_long_is_given_up(pdf_file):
    reader = FileReader(file_limits=FileLimits(seconds=0.01))
    for _ in range(2):
        with pytest.raises(UnreadableFileError, match=r"takes longer than 0\.01 s"):
            reader.read(Source("s", "/"), "a.pdf", pdf_file, None)


@pytest.mark.parametrize(
    ("path", "content"),
    [("a.md", b"![" * 1_000_000), ("a.html", b"<p>" + b"![" * 1_000_000 + b"</p>")],
    ids=["Markdown", "HTML"],
)
def test_a_text_made_to_take_hours_is_given_up_and_the_next_one_is_read(path, content):
    reader = FileReader(file_limits=FileLimits(seconds=5))
    with pytest.raises(UnreadableFileError, match="takes longer than 5 s"):
        reader.read(Source("s", "/"), path, content, None)
    assert reader.read(Source("s", "/"), "b.md", b"Words.", None).passages


@pytest.mark.parametrize(
    "content",
    ["\n".join("  " * level + "- item" for level in range(1_000)), "- " * 3_000 + "x", ">" * 3_000 + " x"],
    ids=["a list in a list in a list", "lists on one line", "quotes in quotes"],
)
def test_markdown_nested_without_end_is_read_in_time(content):
    reader = FileReader(file_limits=FileLimits(seconds=60))
    assert reader.read(Source("s", "/"), "a.md", f"Before it.\n\n{content}".encode(), None).passages


def test_white_space_without_end_costs_plain_text_no_time():
    assert plain_text("words" + " " * 300_000 + "and more") == "words and more"


def test_a_file_that_takes_too_much_memory_is_given_up(pdf_file):
    said = reason("a.pdf", pdf_file, FileLimits(memory=60_000_000))
    assert "memory" in said or "ImportError" in said


def test_an_office_file_whose_inside_is_broken_is_refused(word_file):
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(word_file)) as good, zipfile.ZipFile(file, "w") as broken:
        for name in good.namelist():
            broken.writestr(name, b"<no xml" if name.endswith(".xml") else good.read(name))
    assert "it is damaged, or of a kind that cannot be read" in reason("a.docx", file.getvalue())
