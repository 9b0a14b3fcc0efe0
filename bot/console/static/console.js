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

for (const time of document.querySelectorAll("time[datetime]")) {
  const moment = new Date(time.dateTime);
  if (Number.isNaN(moment.getTime())) continue;
  time.title = time.textContent.trim();
  const date = "clock" in time.dataset ? {} : { dateStyle: "medium" };
  time.textContent = moment.toLocaleString(document.documentElement.lang, { ...date, timeStyle: "short" });
}

if (window.matchMedia("(min-width: 64rem)").matches) {
  for (const contents of document.querySelectorAll("[data-open-when-wide]")) contents.open = true;
}
