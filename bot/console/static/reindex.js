// Moves the bar of the run that is shown. Without this file the page is loaded again by hand.
"use strict";

const run = document.querySelector("[data-run]");
const every = 1000;

const look = async () => {
  const answer = await fetch(`/reindex/run.json?run=${encodeURIComponent(run.dataset.run)}`);
  if (answer.status === 404 || answer.status === 403 || answer.status === 401) return;
  if (answer.ok) {
    const now = await answer.json();
    if (now.key !== run.dataset.key) {
      location.replace(`/reindex?run=${encodeURIComponent(run.dataset.run)}`);
      return;
    }
    const bar = run.querySelector("[data-share]");
    if (bar) {
      run.querySelector("[data-title]").textContent = now.title;
      run.querySelector("[data-status]").textContent = now.status;
      if (now.share === null) bar.removeAttribute("value");
      else bar.value = now.share;
    }
    if (now.settled) return;
  }
  setTimeout(tryToLook, every);
};

// The server may be down for a moment: the next look may do.
const tryToLook = () => look().catch(() => setTimeout(tryToLook, every));

if (run) setTimeout(tryToLook, every);
