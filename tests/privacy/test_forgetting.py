from __future__ import annotations

from dataclasses import replace

from everything_kept import DANA, HER_WORDS, count, keep_everything, tables_with
from kept_company import MONDAY, PLAIN, Company, later
from sqlalchemy import Engine, select

from bot.conversation_model import OwnerReply, OwnerRequest, Vote
from bot.insights.model import Period, Scope
from bot.stores.feedback import SqlFeedback
from bot.stores.gap_tables import DeliveryRow, GapChangeRow, GapRow
from bot.stores.insights import SqlInsights
from bot.stores.owner_requests import SqlOwnerRequests
from bot.stores.personal_data import SqlPersonalData
from bot.stores.question_log import SqlQuestionLog
from bot.stores.tables import OwnerReplyRow, QuestionRow, VoteRow

WEEK = Period(MONDAY, later(days=7))


def test_the_sample_names_her_in_every_table_that_can(company: Company, engine: Engine) -> None:
    keep_everything(company)
    named = set(tables_with(engine, DANA))
    assert named >= {
        *("questions", "votes", "clicks", "owner_requests", "owner_replies", "people", "person_groups", "gaps"),
        *("gap_changes", "gap_signals", "deliveries", "subscriptions", "accounts", "looks", "conversations"),
        *("channel_manners", "channel_changes", "document_acts", "reindex_runs", "reindex_messages", "launches"),
    }


def test_afterwards_nothing_names_her_and_nothing_tells_her_words(company: Company, engine: Engine) -> None:
    keep_everything(company)
    done = SqlPersonalData(engine).forget(DANA, later(days=1))
    assert tables_with(engine, DANA, "Dana Reyes", HER_WORDS, "dana@") == {}
    assert done["questions"] == 3, "two of hers, and one that was understood with her words"
    assert done["accounts"] == done["people"] == done["conversations"] == 1


def test_what_others_did_stays_and_stays_true(company: Company, engine: Engine) -> None:
    keep_everything(company)
    before = SqlInsights(engine).figures(WEEK, Scope())
    SqlPersonalData(engine).forget(DANA, later(days=1))
    after = SqlInsights(engine).figures(WEEK, Scope())
    assert (before.questions, after.questions) == (4, 2)
    assert after.unhelpful == 1, "what she said of somebody else's question still counts"
    assert count(engine, QuestionRow) == count(engine, VoteRow) == 2
    with engine.connect() as connection:
        gaps = {row.id: row for row in connection.execute(select(GapRow.__table__))}
        assert set(gaps) == {"shared", "other", "gone"}, "a gap that only she had asked for is gone"
        shared = gaps["shared"]
        assert (shared.title, shared.questions, shared.people) == ("may they pay later?", 1, 1)
        assert (shared.first_asked, shared.last_asked, shared.signals) == (MONDAY, MONDAY, {"no_answer": 1})
        assert shared.version == 2
        assert (gaps["other"].state, gaps["other"].state_by, gaps["other"].titled_by) == (
            "dismissed",
            "forgotten",
            "forgotten",
        )
        details = connection.execute(select(GapChangeRow.by, GapChangeRow.detail).order_by(GapChangeRow.id)).all()
        assert details[0] == ("forgotten", {"after": {"assigned": "forgotten"}, "before": {"assigned": "U2"}})
        assert details[1] == ("U2", {"into": "shared", "title": ""})
        assert len(details) == 2, "the history of her own gap went with it"
        follows = connection.execute(select(QuestionRow.follows).where(QuestionRow.id == "q3")).scalar_one()
        assert follows == ["and this?"]
        assert connection.execute(select(OwnerReplyRow.text, OwnerReplyRow.author)).one() == (
            "yes, until May",
            "forgotten",
        )


def test_what_was_sent_to_others_of_pages_stays_and_hers_goes(company: Company, engine: Engine) -> None:
    keep_everything(company)
    kept = SqlPersonalData(engine).kept(DANA)["deliveries"]
    assert {row["kind"] for row in kept} == {"closed", "pulled", "restored", "reminder"}
    SqlPersonalData(engine).forget(DANA, later(days=1))
    with engine.connect() as connection:
        left = connection.scalars(select(DeliveryRow.key).where(DeliveryRow.kind != "closed")).all()
    assert sorted(left) == ["pulled:a1:y", "restored:a1:y"]


def test_counting_changes_nothing(company: Company, engine: Engine) -> None:
    keep_everything(company)
    before = tables_with(engine, DANA)
    data = SqlPersonalData(engine)
    would = data.forget(DANA, later(days=1), only_count=True)
    assert tables_with(engine, DANA) == before
    assert data.forget(DANA, later(days=1)) == would
    assert data.forget(DANA, later(days=1)) == {}


def test_several_votes_of_the_forgotten_on_one_question_stay_apart(company: Company, engine: Engine) -> None:
    company.asks({})
    for voter in ("U5", "U6"):
        company.votes("q1", voter, helpful=False)
        SqlPersonalData(engine).forget(voter, MONDAY)
    assert count(engine, VoteRow) == 2
    assert tables_with(engine, "U5", "U6") == {}


def test_a_name_of_many_letters_is_found_in_what_was_noted(company: Company, engine: Engine) -> None:
    company.asks({"asker": "Дана"})
    company.happened("g", "assigned", MONDAY, by="U2", after={"assigned": "Дана"}, who=["Дана", 'x"Дана'])
    SqlPersonalData(engine).forget("Дана", MONDAY)
    with engine.connect() as connection:
        detail = connection.execute(select(GapChangeRow.detail)).scalar_one()
    assert detail == {"after": {"assigned": "forgotten"}, "who": ["forgotten", 'x"Дана']}


def test_everything_of_hers_is_handed_out_and_no_secret(company: Company, engine: Engine) -> None:
    keep_everything(company)
    kept = SqlPersonalData(engine).kept(DANA)
    assert {name for name, rows in kept.items() if rows} == set(kept)
    assert [row["id"] for row in kept["questions"]] == ["q2", "q1"]
    assert [row["text"] for row in kept["replies"]] == ["yes, until May"]
    assert [row["subject"] for row in kept["looks_at"]] == [f"asker {DANA}"]
    assert "secret-hash" not in str(kept)
    assert all(not rows for rows in SqlPersonalData(engine).kept("U404").values())


def test_people_are_found_by_id_by_name_and_by_address(company: Company, engine: Engine) -> None:
    keep_everything(company)
    company.asks({"id": "x1", "asker": "U7", "name": "Дана Р."}, {"id": "x2", "asker": "U8", "name": "Dana Stone"})
    data = SqlPersonalData(engine)

    def found(wanted: str) -> list[str]:
        return sorted(one.id for one in data.candidates(wanted))

    assert found(DANA) == [DANA]
    assert found("dana  reyes") == [DANA]
    assert found("dana@example.com") == [DANA]
    assert found("dana") == ["U8", DANA]
    assert found("ДАНА") == ["U7"]
    assert found("U3") == ["U3"], "somebody who only voted"
    assert found("nobody") == found("") == found("%") == []


def test_a_question_is_kept_masked_wherever_it_is_kept(company: Company, engine: Engine) -> None:
    del company
    log = SqlQuestionLog(engine, None, mask=lambda text: text.replace("secret", "[x]"))
    log.start()
    log.record(replace(PLAIN, question="a secret", follows=("one secret",)))
    assert log.flush(30)
    log.close()
    assert tables_with(engine, "secret") == {}
    assert set(tables_with(engine, "[x]")) == {"questions"}


def test_words_beside_a_vote_and_between_asker_and_owner_are_kept_masked(engine: Engine) -> None:
    def mask(text: str) -> str:
        return text.replace("secret", "[x]")

    SqlFeedback(engine, mask=mask).vote(Vote("q1", "U1", False, MONDAY, words="a secret"))
    reply = OwnerReply("my secret", "U9", MONDAY)
    request = OwnerRequest("r1", "q1", "a secret?", "U1", "T1", "Dana", "U9", "D9", "1.1", "", MONDAY, reply)
    requests = SqlOwnerRequests(engine, mask=mask)
    requests.keep(request)
    requests.reply("r1", reply)
    assert tables_with(engine, "secret") == {}
    assert set(tables_with(engine, "[x]")) == {"votes", "owner_requests", "owner_replies"}
