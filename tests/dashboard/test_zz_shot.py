import sys; sys.path.insert(0,'/work/main/tests/dashboard')
from test_reindex_browser import *
async def test_shot(open_page, held):
    r=held.refused(); held.ends(held.asked(Wish(frozenset({"playbooks"}))))
    page=await open_page(viewport={"width":1280,"height":900})
    await page.goto(f"/reindex?run={r.id}")
    await page.screenshot(path="/tmp/rx/a.png", full_page=True)
    run=held.asked(Wish(full=True)); held.goes_on(run, ReindexProgress("embedding", 50, 100, 12.0, "pricing.md"))
    page2=await open_page(color_scheme="dark", **_PHONE)
    await page2.screenshot(path="/tmp/rx/b.png", full_page=True)
