from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.loading import SettingsError, load_settings
from config.locating import key_lines

LEAST = 'data_dir = "data"\n[[sources]]\nname = "playbooks"\nlocation = "content"\n'


def problems(tmp_path: Path, toml: str, environ: dict[str, str] | None = None) -> list[str]:
    """What is said about a settings file, without the folder it stands in."""
    file = tmp_path / "cornerman.toml"
    file.write_text(toml, encoding="utf-8")
    with pytest.raises(SettingsError) as error:
        load_settings(file, environ or {})
    return [problem.replace(f"{tmp_path}/", "") for problem in error.value.problems]


def loaded(tmp_path: Path, toml: str, environ: dict[str, str] | None = None, **overrides: Any) -> Any:
    file = tmp_path / "cornerman.toml"
    file.write_text(toml, encoding="utf-8")
    return load_settings(file, environ or {}, overrides)


def test_the_least_that_works_fills_in_the_rest(tmp_path: Path) -> None:
    settings = loaded(tmp_path, LEAST)
    assert settings.data_dir == tmp_path / "data"
    assert settings.sources[0].location == str(tmp_path / "content")
    assert settings.database_url.get_secret_value() == f"sqlite:///{tmp_path}/data/cornerman.db"
    assert settings.base_url == "http://127.0.0.1:8080"
    assert settings.slack.active_mode == "off"


def test_a_folder_for_models_is_relative_to_the_file_or_from_elsewhere_to_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    toml = LEAST + '[embedding]\nmodels_dir = "../models"\n'
    assert loaded(tmp_path, toml).embedding.models_dir == tmp_path.parent / "models"
    environ = {"CORNERMAN_EMBEDDING__MODELS_DIR": "m"}
    assert loaded(tmp_path, toml, environ).embedding.models_dir == tmp_path / "here" / "m"


def test_a_path_is_shown_without_steps_back_unless_a_link_makes_them_lead_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "far" / "away").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "far" / "away")
    for written, shown in (("x/../data", "data"), ("./y/./../data", "data"), ("link/../data", "link/../data")):
        toml = LEAST.replace('"data"', f'"{written}"').replace('"content"', f'"{written}"')
        settings = loaded(tmp_path, toml)
        assert str(settings.data_dir) == settings.sources[0].location == f"{tmp_path}/{shown}"


def test_the_environment_wins_over_the_file_and_the_command_line_over_both(tmp_path: Path) -> None:
    toml = LEAST + "[server]\nport = 1\nhost = '0.0.0.0'\n"
    assert loaded(tmp_path, toml, {"CORNERMAN_SERVER__PORT": "2"}).base_url == "http://127.0.0.1:2"
    assert loaded(tmp_path, toml, {"CORNERMAN_SERVER__PORT": "2"}, server={"port": 3}).server.port == 3


def test_lists_and_tables_come_from_the_environment_as_json(tmp_path: Path) -> None:
    environ = {
        "CORNERMAN_SOURCES": '[{"name": "a", "location": "https://host/x", "folders": [{"pattern": "b/**"}]}]',
        "CORNERMAN_GROUPS": '{"sales": ["U1", "C1"]}',
        "CORNERMAN_EMBEDDING__LANGUAGES": '["en", "de"]',
    }
    settings = loaded(tmp_path, LEAST, environ)
    assert [(source.name, source.location) for source in settings.sources] == [("a", "https://host/x")]
    assert settings.sources[0].folders[0].pattern == "b/**"
    assert settings.groups == {"sales": ("U1", "C1")}
    assert settings.embedding.languages == ("en", "de")


def test_the_environment_alone_is_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    environ = {"CORNERMAN_DATA_DIR": "d", "CORNERMAN_SOURCES": '[{"name": "a", "location": "c"}]', "PATH": "/bin"}
    settings = load_settings(None, environ)
    assert (settings.data_dir, settings.sources[0].location) == (tmp_path / "d", str(tmp_path / "c"))


def test_the_file_in_the_working_directory_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "cornerman.toml").write_text(LEAST)
    monkeypatch.chdir(tmp_path)
    assert load_settings(None, {}).sources[0].name == "playbooks"


def test_without_any_settings_the_command_that_writes_them_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError, match="cornerman init"):
        load_settings(None, {})
    with pytest.raises(SettingsError, match=r"nowhere\.toml: there is no such file; `cornerman init` writes one"):
        load_settings(tmp_path / "nowhere.toml", {})


def test_without_any_settings_one_sentence_says_so_and_no_key_is_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError) as error:
        load_settings(None, {}, {"server": {"port": 1}})
    (told,) = error.value.problems
    assert "`cornerman init`" in told
    assert "or name yours with `--config FILE`." in told
    with pytest.raises(SettingsError) as begun:
        load_settings(None, {"CORNERMAN_DATA_DIR": "d"})
    (missed,) = [problem for problem in begun.value.problems if "sources is missing" in problem]
    assert '[[sources]], name = "playbooks", location = "content/"' in missed


def test_every_problem_is_told_at_once_with_its_line_and_what_would_be_right(tmp_path: Path) -> None:
    toml = (
        'data_dri = "x"\n[server]\nport = "many"\n[slack]\nbot_tokn = "xoxb-hidden"\n'
        '[[sources]]\nname = "a"\n[[sources.folders]]\npattern = "x"\nlanguage = "English"\n'
        '[logging]\nlevel = "loud"\n[embedding]\nlanguages = [\n  "en",\n  "klingon",\n]\n'
    )
    environ = {"CORNERMAN_SLAK__BOT_TOKEN": "xoxb-hidden", "CORNERMAN_GROUPS": "{hidden"}
    assert sorted(problems(tmp_path, toml, environ)) == sorted(
        [
            'CORNERMAN_GROUPS: lists and tables are given as JSON, for example ["a", "b"]',
            "CORNERMAN_SLAK__BOT_TOKEN: there is no such setting; did you mean CORNERMAN_SLACK__BOT_TOKEN?",
            'cornerman.toml: data_dir is missing, for example data_dir = "cornerman-data"',
            "cornerman.toml:1: data_dri is not a setting; did you mean data_dir?",
            "cornerman.toml:3: server.port must be a whole number",
            "cornerman.toml:5: slack.bot_tokn is not a setting; did you mean bot_token?",
            "cornerman.toml:6: sources[1].location is missing",
            'cornerman.toml:10: sources[1].folders[1].language must be a two-letter code such as "en"',
            "cornerman.toml:12: logging.level must be 'DEBUG', 'INFO', 'WARNING' or 'ERROR'",
            'cornerman.toml:14: embedding.languages[2] must be two-letter codes such as ["en", "de"]',
        ]
    )


SIGNING_SECRET = "8f742231b10e8888abcd99eee85a5123"


@pytest.mark.parametrize(
    ("tokens", "told"),
    [
        (
            {"bot_token": "xapp-1-A1", "app_token": "xoxb-1-2"},
            {
                "6: slack.bot_token": "an app-level token (xapp-…), which belongs in slack.app_token",
                "7: slack.app_token": "a bot token (xoxb-…), which belongs in slack.bot_token",
            },
        ),
        (
            {"bot_token": SIGNING_SECRET},
            {"6: slack.bot_token": "a signing secret, which belongs in slack.signing_secret"},
        ),
    ],
)
def test_a_slack_secret_in_anothers_place_is_told_without_showing_it(
    tmp_path: Path, tokens: dict[str, str], told: dict[str, str]
) -> None:
    written = "".join(f'{key} = "{token}"\n' for key, token in tokens.items())
    said = problems(tmp_path, f"{LEAST}[slack]\n{written}")
    assert said == [f"cornerman.toml:{key}: looks like {what}; are the two swapped?" for key, what in told.items()]
    assert not [token for token in tokens.values() if token in "".join(said)]
    assert loaded(tmp_path, f'{LEAST}[slack]\nmode = "off"\n{written}').slack.active_mode == "off"


def test_slack_secrets_in_their_places_pass_whatever_they_look_like(tmp_path: Path) -> None:
    right = f'bot_token = "xoxe.xoxb-1-2"\napp_token = "xapp-1-A1"\nsigning_secret = "{SIGNING_SECRET}"\n'
    assert loaded(tmp_path, f"{LEAST}[slack]\n{right}").slack.active_mode == "socket"


@pytest.mark.parametrize(
    ("toml", "problem"),
    [
        (
            'data_dir = "d"\n[sources]\nname = "a"\nlocation = "b"\n',
            "sources must be a list of tables: write [[sources]], in two brackets, instead of [sources]",
        ),
        (
            'data_dir = "d"\nsources = "content"\n',
            "sources must be a list of tables: write [[sources]] on a line of its own, and its keys below",
        ),
    ],
)
def test_sources_that_are_no_list_are_told_how_to_be_one(tmp_path: Path, toml: str, problem: str) -> None:
    assert problems(tmp_path, toml) == [f"cornerman.toml:2: {problem}"]


def test_sources_from_the_environment_that_are_no_list_are_told_to_be_one_of_json(tmp_path: Path) -> None:
    (told,) = problems(tmp_path, LEAST, {"CORNERMAN_SOURCES": '{"name": "a"}'})
    assert told.startswith("CORNERMAN_SOURCES: sources must be a JSON list, for example [{")


@pytest.mark.parametrize(
    ("addition", "problem"),
    [
        ('[[sources]]\nname = "playbooks"\nlocation = "y"\n', "two sources are named 'playbooks'"),
        ("[server]\nport = 70000\n", "cornerman.toml:6: server.port must be less than or equal to 65535"),
        (
            '[slack]\nmode = "socket"\nbot_token = "x"\n',
            'cornerman.toml:5: slack: mode = "socket" also needs app_token',
        ),
        (
            "[sources.folders]\npattern = 'x'\n",
            "cornerman.toml:5: sources[1].folders must be a list of tables: write [[sources.folders]], in two brackets",
        ),
        ('[slack]\nmode = "http"\n', "also needs bot_token and signing_secret"),
        ('[slack]\ncommand = "ask"\n', 'must be a slash command such as "/ask"'),
        (
            "[retrieval]\nanswered_threshold = 0.2\nunsure_threshold = 0.3\n",
            "cornerman.toml:7: retrieval.unsure_threshold: must not be above retrieval.answered_threshold",
        ),
        ("[server]\nport = true\n", "cornerman.toml:6: server.port must be a whole number"),
        ("max_file_mb = true\n", "cornerman.toml:5: sources[1].max_file_mb must be a number"),
        ("defaults = { review_every = true }\n", "sources[1].defaults.review_every must be a whole number"),
        ("defaults = { buyer_safe = 'maybe' }\n", "sources[1].defaults.buyer_safe must be true or false"),
        ("defaults = { buyer_safe = [] }\n", "sources[1].defaults.buyer_safe must be true or false"),
        ("[question_log]\nspool_max_mb = true\n", "question_log.spool_max_mb must be a number"),
        ("[retrieval]\nanswered_threshold = true\n", "retrieval.answered_threshold must be a number"),
        ("[retrieval]\nunsure_threshold = false\n", "retrieval.unsure_threshold must be a number"),
        ("[retrieval]\nrerank = true\n", "retrieval.rerank must be a whole number"),
        ("[embedding]\nthreads = true\n", "cornerman.toml:6: embedding.threads must be a whole number"),
        ("[embedding]\nlanguages = []\n", "embedding.languages must not be empty: give at least one"),
        ("[retrieval]\nreranker_languages = []\n", "retrieval.reranker_languages must not be empty"),
        (
            f"[embedding]\npassage_prefix = '{'word ' * 400}'\n",
            "cornerman.toml:6: embedding.passage_prefix: has 2,000 characters, more than 300: ",
        ),
        (
            f"[embedding]\nquery_prefix = '{'x' * 3000}'\n",
            "embedding.query_prefix: has 3,000 characters, more than 300",
        ),
        (
            "[embedding]\nmodels_dir = 'cornerman.toml'\n",
            "cornerman.toml:6: embedding.models_dir: cannot be a folder: cornerman.toml is a file; name a folder",
        ),
        ("[question_log]\nspool_max_mb = 0\n", "question_log.spool_max_mb must be greater than 0"),
        ("server = 5\n", "sources[1].server is not a setting"),
        ("[defaults]\n", "defaults is not a setting"),
    ],
)
def test_a_wrong_value_is_named(tmp_path: Path, addition: str, problem: str) -> None:
    (told,) = problems(tmp_path, LEAST + addition)
    assert problem in told


@pytest.mark.parametrize(
    ("toml", "line"),
    [('data_dir = "x"\nfoo =\n', 2), ("a = 1\na = 2\n", 2), ("a = [\n", 1), ("a = [\n1,\n\nb = 2\n", 4)],
)
def test_broken_toml_is_named_with_its_line(tmp_path: Path, toml: str, line: int) -> None:
    (told,) = problems(tmp_path, toml)
    assert told.startswith(f"cornerman.toml:{line}: this is not valid TOML: ")


@pytest.mark.parametrize(
    ("toml", "line"),
    [
        ('data_dir = "data\n[[sources]]\nname = "a"\n', 1),
        ("[server]\nhost = 'here\nport = 1\n", 2),
        ("[server]\nhost = 'here\nport = '1'\n", 2),
        ('# one\n\ndata_dir = "data', 3),
        ('data_dir = "data"\ninclude = [\n  "a",\n  "b,\n]\n', 4),
        ('data_dir = "data"\nbase_url = """http\n[server]\nport = 1\n', 2),
        ("data_dir = 'd'\nbase_url = '''http\n[server]\nport = 1\n", 2),
        ('[slack]\n"mode = 1\n', 2),
    ],
)
def test_a_quote_that_is_not_closed_is_said_in_words_with_its_line(tmp_path: Path, toml: str, line: int) -> None:
    (told,) = problems(tmp_path, toml)
    assert told.startswith(f"cornerman.toml:{line}: a quote is opened here and not closed")


def test_a_file_that_is_not_utf8_is_told(tmp_path: Path) -> None:
    (tmp_path / "cornerman.toml").write_bytes(b'data_dir = "\xff"\n')
    with pytest.raises(SettingsError, match="save it as UTF-8"):
        load_settings(tmp_path / "cornerman.toml", {})


def test_secrets_stand_in_no_representation_and_no_error(tmp_path: Path) -> None:
    secrets = '[slack]\nbot_token = "xoxb-1234"\nsigning_secret = "s3cr3t"\n'
    url = {"CORNERMAN_DATABASE_URL": "postgresql://me:p4ssword@db/log"}
    settings = loaded(tmp_path, LEAST + secrets, url)
    assert settings.secrets() == ("xoxb-1234", "s3cr3t", "p4ssword")
    assert not any(secret in repr(settings) + str(settings.model_dump()) for secret in settings.secrets())
    told = problems(tmp_path, LEAST + secrets.replace('"xoxb-1234"', '["xoxb-1234"]') + "x = 1\n", url)
    assert len(told) == 2
    assert not any(secret in problem for problem in told for secret in settings.secrets())


@pytest.mark.parametrize(
    ("toml", "mode"),
    [
        ('bot_token = "b"\napp_token = "a"\nsigning_secret = "s"', "socket"),
        ('bot_token = "b"\nsigning_secret = "s"', "http"),
        ("", "off"),
        ('mode = "off"\nbot_token = "b"\napp_token = "a"', "off"),
    ],
)
def test_slack_is_reached_in_the_way_its_secrets_allow(tmp_path: Path, toml: str, mode: str) -> None:
    assert loaded(tmp_path, f"{LEAST}[slack]\n{toml}\n").slack.active_mode == mode


@pytest.mark.parametrize(
    ("toml", "wanted"),
    [('bot_token = "b"', "app_token"), ('app_token = "a"', "bot_token"), ('signing_secret = "s"', "bot_token")],
)
def test_half_of_slacks_secrets_is_told_with_what_is_missing(tmp_path: Path, toml: str, wanted: str) -> None:
    with pytest.raises(SettingsError, match=f"connect nothing: add {wanted}"):
        loaded(tmp_path, f"{LEAST}[slack]\n{toml}\n")


def test_metadata_gives_only_what_was_set_and_takes_one_name_for_a_list(tmp_path: Path) -> None:
    toml = (
        LEAST + '[sources.defaults]\nproducts = "Ringside"\nreview_every = 90\n[[sources.folders]]\npattern = "x/**"\n'
        '[[sources.folders]]\npattern = "y/**"\nbuyer_safe = false\n'
    )
    source = loaded(tmp_path, toml).sources[0]
    assert source.defaults.metadata() == {"products": ("Ringside",), "review_every": 90}
    assert [folder.metadata() for folder in source.folders] == [{}, {"buyer_safe": False}]


keys = st.sampled_from(["a", "b", "c"])
statements = st.sampled_from(
    ["= 1", '= "x # y"', "= [\n1,\n2,\n]", '= """\n[not.a.table]\nc = 1\n"""', "= {d = 1, e = [2]}"]
)


@given(st.dictionaries(keys, statements), st.lists(st.dictionaries(keys, statements), max_size=3))
def test_each_key_has_the_line_on_which_its_statement_begins(top: dict[str, str], tables: list[dict[str, str]]) -> None:
    lines: list[str] = ["# a comment", ""]
    expected: dict[tuple[str | int, ...], int] = {}

    def write(path: tuple[str | int, ...], text: str) -> None:
        expected[path] = len(lines) + 1
        lines.extend(text.split("\n"))

    for key, value in top.items():
        write((key,), f"{key} {value}")
    for index, table in enumerate(tables):
        write(("t", index), "[[t]]  # [[c]]")
        for key, value in table.items():
            write(("t", index, key), f"{key} {value}")
    found = key_lines("\n".join(lines) + "\n")
    assert expected.items() <= found.items()
