// Comforts only: every page works without this file.
"use strict";

const typing = (element) => element.matches("input, textarea, select") || element.isContentEditable;

document.addEventListener("keydown", (event) => {
  const field = document.querySelector("[data-slash]");
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || !field || typing(event.target)) return;
  event.preventDefault();
  field.focus();
  field.select();
});

for (const form of document.querySelectorAll("form[data-asking]")) {
  const button = form.querySelector("button");
  const label = button.textContent;
  form.addEventListener("submit", () => {
    form.setAttribute("aria-busy", "true");
    button.textContent = form.dataset.asking;
  });
  // The page may come back from the browser's memory as it was left.
  window.addEventListener("pageshow", () => {
    form.removeAttribute("aria-busy");
    button.textContent = label;
  });
}

// English is the world's: the day stands before the month, as in what the server writes.
const written = { en: "en-GB" }[document.documentElement.lang] || document.documentElement.lang;
for (const time of document.querySelectorAll("time[datetime]")) {
  const moment = new Date(time.dateTime);
  if (Number.isNaN(moment.getTime())) continue;
  time.title = time.textContent.trim();
  const date = "clock" in time.dataset ? {} : { dateStyle: "medium" };
  time.textContent = moment.toLocaleString(written, { ...date, timeStyle: "short" });
}

// On a telephone the pages stand in one line: the one that is open is in sight.
const current = document.querySelector(".top nav [aria-current]");
if (current) current.parentElement.scrollLeft = current.offsetLeft - current.parentElement.offsetLeft - 16;

if (window.matchMedia("(min-width: 64rem)").matches) {
  for (const contents of document.querySelectorAll("[data-open-when-wide]")) contents.open = true;
}

// A link to a heading survives the sign-in: the server never sees what stands behind the "#".
if (location.hash) {
  for (const element of document.querySelectorAll("[data-keeps-place]")) {
    if (element.matches("input")) {
      element.value += location.hash;
    } else {
      const address = new URL(element.href);
      address.searchParams.set("to", address.searchParams.get("to") + location.hash);
      element.href = address.href;
    }
  }
}
