from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.privacy.masking import masked


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mail jane.doe+x@example.co.uk now", "mail [email] now"),
        ("почта иван@компания.рф, ответ", "почта [email], ответ"),
        ("<mailto:a@b.com|a@b.com>", "<mailto:[email]|[email]>"),
        ("two: a@b.com,c@d.org", "two: [email],[email]"),
        ("call +49 30 1234567 or (212) 555-1234", "call [phone] or [phone]"),
        ("+7 (495) 123-45-67, 8 800 555-35-35", "[phone], [phone]"),
        ("0171 2345678", "[phone]"),
        ("020 7946 0958", "[phone]"),
        ("his is 212.555.1234 ok", "his is [phone] ok"),
        ("+33 6 12 34 56 78", "[phone]"),
        ("card 4111 1111 1111 1111, exp 12/27", "card [card], exp 12/27"),
        ("4111-1111-1111-1111", "[card]"),
        ("my visa 4111111111111111.", "my visa [card]."),
        ("3782 822463 10005", "[card]"),
        ("4111 1111 1111 1111 and 5555 5555 5555 4444", "[card] and [card]"),
        ("4111 1111 1111 1111 5555 5555 5555 4444", "[card] [card]"),
        ("pay to DE89 3704 0044 0532 0130 00 please", "pay to [iban] please"),
        ("GB82WEST12345698765432", "[iban]"),
        ("de89370400440532013000", "[iban]"),
        ("DE89-3704-0044-0532-0130-00", "[iban]"),
        ("es91 2100 0418 4502 0005 1332 send it", "[iban] send it"),
        ("4111.1111.1111.1111.", "[card]."),
        ("card no.4111 1111 1111 1111", "card no.[card]"),
        ("４１１１１１１１１１１１１１１１", "[card]"),
        ("بطاقة ٤١١١١١١١١١١١١١١١", "بطاقة [card]"),
        ("٤١٥ ٥٥٥ ٢٦٧١", "[phone]"),
        ("joe＠example.com", "[email]"),
        ("+1‑415‑555‑2671", "[phone]"),
        ("2026-11-27 415 555 2671", "2026-11-27 [phone]"),
        ("27.11.2026, 4155552671", "27.11.2026, [phone]"),
        ("TEL-4155552671", "TEL-[phone]"),
        ("$4155552671", "$[phone]"),
        ("$ 4155552671 or €4155552671.", "$ [phone] or €[phone]."),
        ("$415-555-2671, $415 555 2671, $415.555.2671", "$[phone], $[phone], $[phone]"),
        ("$(415) 555-2671 and $+1 415 555 2671", "$[phone] and $[phone]"),
        ("$1 415 555 2671", "$[phone]"),
        ("₽8 800 555-35-35 ₽89161234567", "₽[phone] ₽[phone]"),
        ("£020 7946 0958", "£[phone]"),
        ("%4155552671 4155552671% 4155552671$", "%[phone] [phone]% [phone]$"),
        ("$50 4155552671$", "$50 [phone]$"),
    ],
)
def test_what_says_who_somebody_is_goes(text: str, expected: str) -> None:
    assert masked(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "what discount can i give on a two year deal",
        "$1,200,000 by 2026-11-25, v10.4.2, 1 800 seats, 15%",
        "$4,155,552 or $4,155,552,671 or $4155552 or $4155552671.50 or $ 4,155,552.67",
        "4,155,552$ or 4 155 552 671 € or 4155552€ or 41555526%",
        "₩1200000 or ₺12500000 or ฿2125551 or ¢4155552",
        "$0.50-0.75, $100-200, $100 200 seats, $1500000000, $12.5m",
        "€ 1 200 000 000 or 1 200 000 руб or 2 125 551 234 USD",
        "12.11.2026 14:00 and 02.11.2026 1400 and 11/25/2026, 10:30",
        "from 2024-01-01 to 2026-12-31, 2026-11-25T10:00:00",
        "1700000000.123456 <@U01700000000> C0123456789 @here",
        "192.168.100.200 and ISO 27001:2022 and SKU 00012345678",
        "50 000-100 000 users, 1,200,000 users, 12500000 rows, 100 000 000",
        "0.5 1.5 2.5 3.5",
        "order 1234567812345678",
        "4111 1111 1111 1112",
        "DE88 3704 0044 0532 0130 00",
        "pkg@10.4.2 and user@localhost",
        "INV-2026-001234 and invoice 2026001234, Invoice no. 2026001234",
        "order 89161234567, заказ № 89161234567",
        "4111.1111.1111.1112",
        "de88370400440532013000 and xx89370400440532013000",
        "2026-11-27 1400 or 2026-11-27 930",
    ],
)
def test_what_only_looks_alike_stays(text: str) -> None:
    assert masked(text) == text


def test_phones_without_a_country_are_those_of_the_regions() -> None:
    assert masked("01 42 68 53 00") == "01 42 68 53 00"
    assert masked("01 42 68 53 00", ["FR"]) == "[phone]"
    assert masked("0171 2345678", ["US"]) == "0171 2345678"
    assert masked("+49 171 2345678", []) == "[phone]"
    assert masked("+49 171 2345678", ["XX"]) == "[phone]"


_PARTS = st.sampled_from(
    ["+49 30 1234567", "4111 1111 1111 1111", "a@b.com", "DE89 3704 0044 0532 0130 00", "2125551234", "2026-11-25", "$"]
)
_TEXTS = st.lists(st.one_of(_PARTS, st.text(alphabet="0123456789 +-().@,a/", max_size=12), st.text(max_size=6))).map(
    "".join
)


_SIGNS = "$€£¥₽₴₸₹₩₺฿¢%#№*~=_:;/<>{}|!?&^`'\"•→§≈×"


@given(
    st.text(alphabet=_SIGNS, min_size=1, max_size=3), st.sampled_from(["", " "]), st.text(alphabet=_SIGNS, max_size=2)
)
def test_a_phone_goes_whatever_sign_stands_beside_it(before: str, space: str, after: str) -> None:
    for phone in ("4155552671", "415-555-2671", "(415) 555-2671", "+1 415 555 2671", "+49 30 1234567"):
        assert masked(f"call {before}{space}{phone}{after} now") == f"call {before}{space}[phone]{after} now"


@given(st.sampled_from("$€£¥₽₴₸₹₩₺"), st.integers(1, 999_999_999_999), st.sampled_from(["", ".50"]))
def test_a_price_with_its_thousands_apart_stays(sign: str, price: int, cents: str) -> None:
    for text in (f"{sign}{price:,}{cents}", f"{sign} {price:,}{cents} a year", f"{price:,}{cents} {sign}"):
        assert masked(text) == text


@given(_TEXTS)
def test_masking_again_changes_nothing(text: str) -> None:
    once = masked(text)
    assert masked(once) == once


@given(st.text(alphabet=st.characters(exclude_categories=("Nd", "No", "Nl"), exclude_characters="@＠﹫")))
def test_text_without_digits_and_at_stays(text: str) -> None:
    assert masked(text) == text


def test_of_more_digits_than_anybody_types_none_is_kept() -> None:
    assert masked("1 " * 5_000) == "[number] "
    phones = "\n".join(f"+1 212 555 {number}" for number in range(1000, 1100))
    assert set(masked(phones).split("\n")) == {"[phone]", "[number]"}
    assert masked("12 34\n" * 500) == "12 34\n" * 500, "none of them is long"


@pytest.mark.parametrize("part", ["4111 ", "1 ", "1.1.", "123 ", "+1 (212) 555 ", "12345678\n", "+1 212 555 1234, "])
def test_ten_thousand_characters_are_masked_while_nobody_notices(part: str) -> None:
    """A tenth of a second on a machine that does nothing else; here it may be shared."""
    masked("+49 30 1234567")
    started = time.process_time()
    masked((part * 10_000)[:10_000])
    assert time.process_time() - started < 0.4


@pytest.mark.parametrize(
    "part", ["1", "123 ", "1.2.3.4.5.", "(1) ", "@", "a@", "a", "AA11", "4111 ", "1,111 ", "+1 (212) 555 ", "1 111 "]
)
def test_the_longest_text_takes_time_in_proportion(part: str) -> None:
    """Twice the length takes about twice the time, whatever it is made of; a square would take four times."""

    def seconds(length: int) -> float:
        text = (part * length)[:length]
        started = time.process_time()
        masked(text)
        return time.process_time() - started

    masked("+49 30 1234567")
    assert seconds(8_000) < 3.2 * min(seconds(4_000), seconds(4_000)) + 0.05
