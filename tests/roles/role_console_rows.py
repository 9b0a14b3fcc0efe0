"""Who may see and do what in the console: one row for each thing that an address can be asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from role_company import INSIDE, OPEN_TERM, Who

ADMINISTRATOR: frozenset[Who] = frozenset({"administrator"})
MANAGERS: frozenset[Who] = ADMINISTRATOR | {"team_manager", "manager"}
OWNERS: frozenset[Who] = frozenset({"owner", "other_owner"})
LOOKS_AFTER: frozenset[Who] = MANAGERS | OWNERS
"""Whoever looks after anything: owners of content, managers, administrators."""
DANA: frozenset[Who] = ADMINISTRATOR | {"owner"}
"""Who looks after the source `playbooks`."""
SAM: frozenset[Who] = ADMINISTRATOR | {"other_owner"}
"""Who looks after the source `wiki`."""
NOBODY: frozenset[Who] = frozenset()


@dataclass(frozen=True, slots=True)
class Row:
    """`may` get `then` at `address`, which names what is asked for by the names of `role_company`.

    Others get 403, but for `gone_for`, whom it is hidden from: 404. Who has not come in, and guests, are sent to the
    sign-in, or refused (401) where programs read; unless `open_to_all`. What is posted is the `form`.
    """

    route: str
    may: frozenset[Who]
    address: str = ""
    then: int = 200
    gone_for: frozenset[Who] = NOBODY
    form: Mapping[str, str] = field(default_factory=dict)
    open_to_all: bool = False

    @property
    def method(self) -> str:
        return self.route.partition(" ")[0]

    @property
    def path(self) -> str:
        return self.address or self.route.partition(" ")[2]

    def expected(self, who: Who) -> int:
        """The status for somebody who has come in."""
        return self.then if who in self.may else 404 if who in self.gone_for else 403


def _shown(route: str, may: frozenset[Who], *more: str) -> list[Row]:
    return [Row(f"GET {route}", may), *(Row(f"GET {route}", may, f"{route}{query}") for query in more)]


_ASKED = OPEN_TERM.replace(" ", "+")
_TEAM = "?team=emea"
GAP, DIGEST, PAGE = "/gaps/{gap_id}", "/digest/schedules/{subscription_id}", "/documents/{document_id}"

ROWS: tuple[Row, ...] = (
    # Asking, and one's own answers.
    *_shown(
        "/",
        INSIDE,
        f"?q={_ASKED}",
        "?q=floor+of+a+deal+for+Globex",
        "?q=how+is+a+deal+booked+in+the+ledger",
        "?q=price+of+the+plan",
    ),
    *_shown("/preview", INSIDE, f"?q={_ASKED}", "?q=floor+of+a+deal+for+Globex"),
    Row("GET /answers/{question_id}", frozenset({"rep"}), "/answers/{answer}", gone_for=INSIDE),
    Row(
        "POST /answers/{question_id}/vote",
        frozenset({"rep"}),
        "/answers/{answer}/vote",
        303,
        gone_for=INSIDE,
        form={"vote": "helpful"},
    ),
    # It leads to a page, which asks who may see it, and to nowhere else for whom the answer is not.
    Row("GET /answers/{question_id}/sources/{document_id}", INSIDE, "/answers/{answer}/sources/{open}", 303),
    Row("POST /since", NOBODY, gone_for=INSIDE, form={"key": "closed:x:y", "vote": "helpful"}),
    # Pages, and looking after them.
    *_shown("/documents", INSIDE, "?filter=floor", "?filter=ledger"),
    Row(f"GET {PAGE}", INSIDE, "/documents/{open}"),
    Row(f"GET {PAGE}", frozenset({"manager"}), "/documents/{managers_page}", gone_for=INSIDE),
    Row(f"GET {PAGE}", frozenset({"restricted"}), "/documents/{finance_page}", gone_for=INSIDE),
    Row(f"GET {PAGE}", DANA, "/documents/{pulled}", gone_for=INSIDE),
    Row(f"GET {PAGE}", NOBODY, "/documents/none", gone_for=INSIDE),
    Row(f"POST {PAGE}/{{verb}}", DANA, "/documents/{open}/verified", 303),
    Row(f"POST {PAGE}/{{verb}}", SAM, "/documents/{foreign}/needs_work", 303),
    Row(f"POST {PAGE}/{{verb}}", DANA, "/documents/{pulled}/pulled"),  # it is so already, and says so
    Row(
        f"POST {PAGE}/{{verb}}",
        ADMINISTRATOR,
        "/documents/{managers_page}/verified",
        303,
        gone_for=INSIDE - {"manager"},
    ),
    Row(f"POST {PAGE}/{{verb}}", NOBODY, "/documents/{open}/unheard-of", gone_for=INSIDE),
    # Figures.
    *_shown("/dashboard", MANAGERS, _TEAM, "?team=finance"),
    *_shown("/dashboard.csv", MANAGERS, _TEAM),
    *_shown("/newcomers", MANAGERS, _TEAM),
    *_shown("/newcomers.csv", MANAGERS, _TEAM),
    *_shown("/map", MANAGERS, _TEAM),
    *_shown("/content", LOOKS_AFTER, _TEAM),
    *_shown("/content.csv", LOOKS_AFTER, _TEAM),
    *_shown("/content/health", LOOKS_AFTER),
    *_shown("/log", INSIDE, "?gap={walrus}", _TEAM, "?words=crate"),
    *_shown("/log.csv", INSIDE, "?gap={walrus}", _TEAM, "?words=crate"),
    # Gaps. The walrus is the owner's; the narwhal the other owner's, asked by somebody of the team.
    *_shown("/gaps", LOOKS_AFTER, "?words=tent", "?owner=Dana+Reyes", _TEAM),
    *_shown("/gaps.csv", LOOKS_AFTER, "?words=tent", "?owner=Sam+Okoro"),
    Row(f"GET {GAP}", frozenset({"owner", "manager", "administrator"}), "/gaps/{walrus}"),
    Row(f"GET {GAP}", MANAGERS | SAM, "/gaps/{narwhal}"),
    Row(f"GET {GAP}", NOBODY, "/gaps/none", gone_for=LOOKS_AFTER),
    Row(f"GET {GAP}/draft.md", frozenset({"owner", "manager", "administrator"}), "/gaps/{walrus}/draft.md"),
    Row(f"GET {GAP}/draft.md", MANAGERS | SAM, "/gaps/{narwhal}/draft.md"),
    *(
        Row(f"POST {GAP}/{{verb}}", frozenset({"owner", "manager", "administrator"}), f"/gaps/{{walrus}}/{verb}", 303)
        for verb in ("rename", "reopen")
    ),
    Row(f"POST {GAP}/{{verb}}", MANAGERS | SAM, "/gaps/{narwhal}/kind", 303, form={"kind": "missing"}),
    Row(f"POST {GAP}/{{verb}}", NOBODY, "/gaps/{narwhal}/unheard-of", gone_for=LOOKS_AFTER),
    # Digests. One is kept, which the manager made.
    *_shown("/digest", LOOKS_AFTER, _TEAM),
    *_shown("/digest.csv", LOOKS_AFTER, _TEAM),
    # A digest of everybody's questions tells who manages a team of those of that team.
    Row("GET /digest", MANAGERS, "/digest?subscription={digest}"),
    *_shown("/digest.png", LOOKS_AFTER),
    Row("POST /digest/schedules", LOOKS_AFTER, then=400, form={"every": "never"}),
    Row(f"GET {DIGEST}", frozenset({"manager", "administrator"}), "/digest/schedules/{digest}", gone_for=LOOKS_AFTER),
    Row(
        f"POST {DIGEST}",
        frozenset({"manager", "administrator"}),
        "/digest/schedules/{digest}",
        400,
        gone_for=LOOKS_AFTER,
        form={"every": "never"},
    ),
    Row(
        f"POST {DIGEST}/{{verb}}",
        frozenset({"manager", "administrator"}),
        "/digest/schedules/{digest}/pause",
        303,
        gone_for=LOOKS_AFTER,
    ),
    # Reindexes. One is kept, which the other owner asked for their own source.
    Row("GET /reindex", ADMINISTRATOR | OWNERS),
    Row("GET /reindex/run.json", ADMINISTRATOR | OWNERS, "/reindex/run.json?run={run}"),
    Row("POST /reindex", DANA, then=303, form={"source": "playbooks", "dry_run": "on"}),
    Row("POST /reindex/{verb}", NOBODY, "/reindex/unheard-of", gone_for=ADMINISTRATOR | OWNERS),
    # Who looked at what, the sign-in, and what is open.
    *_shown("/looks", ADMINISTRATOR),
    Row("GET /health", INSIDE, open_to_all=True),
    Row("GET /sign-in", INSIDE, then=303, open_to_all=True),
)
BY_THEMSELVES = frozenset(
    {
        "POST /sign-in",
        "POST /sign-out",
        "GET /sign-in/{provider}",
        "GET /sign-in/{provider}/back",
        "POST /hooks/reindex/{source}",
        "GET /static",
    }
)
"""Whoever comes is nobody yet, or ends being somebody; the hook asks for a proof of its own. Each has its own tests."""
