"""What owners would be reminded of, shown at the terminal without sending anything."""

from __future__ import annotations

from deployments import Deployment

OVERDUE = "---\ntitle: {title}\nowner: {owner}\nreviewed: 2026-01-02\nreview_every: 30\n---\n# {title}\n\nSome words.\n"


def test_each_receiver_with_their_pages_and_nothing_is_sent(fresh_deployment: Deployment) -> None:
    assert fresh_deployment.run("reindex").exit_code == 0
    assert "Nobody is to be reminded of a page today." in fresh_deployment.run("reminders").stdout
    for name, owner in (("a.md", "dana@acme.example"), ("b.md", "Nobody Known"), ("c.md", "dana@acme.example")):
        page = OVERDUE.format(title=f"Page {name[0].upper()}", owner=owner)
        (fresh_deployment.content / name).write_text(page, encoding="utf-8")
    fresh_deployment.run("reindex")
    told = fresh_deployment.json("reminders")
    assert told["at"] == "09:00"
    administrators, dana = told["receivers"]
    assert (dana["to"], dana["ids"], dana["why"]) == (["dana@acme.example"], ["dana@acme.example"], "owned")
    assert [one["path"] for one in dana["pages"]] == ["a.md", "c.md"]
    assert (administrators["why"], [one["path"] for one in administrators["pages"]]) == ("administrators", ["b.md"])
    shown = fresh_deployment.run("reminders").stdout
    assert "Page A" in shown
    assert "not used in 30 days" in shown
    assert "none is named in the settings" in shown
    assert fresh_deployment.json("reminders") == told
