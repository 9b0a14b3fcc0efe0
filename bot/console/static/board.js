// The board by drag and by keys. Without this file each card's page has the same as plain forms.
"use strict";

const board = document.querySelector("[data-board]");
const dialog = (name) => document.getElementById(`dialog:${name}`);
const cards = () => [...board.querySelectorAll("[data-card]")];
const link = (card) => card.querySelector("h3 a");
const focused = () => document.activeElement?.closest?.("[data-card]");
let worked = null;

const post = (form, card) => {
  form.action = `/gaps/${encodeURIComponent(card.dataset.card)}/${form.dataset.verb}`;
};

const ask = (verb, card) => {
  const asked = dialog(verb);
  worked = card;
  const form = asked.querySelector("form[data-verb]");
  if (form) post(form, card);
  for (const named of asked.querySelectorAll("[data-of]")) named.textContent = link(card).textContent;
  const owner = asked.querySelector("select[name='owner']");
  if (owner) owner.value = [...owner.options].some((one) => one.value === card.dataset.owner) ? card.dataset.owner : "";
  const page = asked.querySelector("select[name='document']");
  if (page) page.value = [...page.options].some((one) => one.value === card.dataset.document) ? card.dataset.document : "";
  if (verb === "move") {
    for (const to of asked.querySelectorAll("[data-to]")) to.hidden = !way(card, to.dataset.to);
  }
  asked.showModal();
};

// What takes a card to a column: a dialog that asks for the rest, or a form that asks nothing. Null: no way leads there.
const way = (card, column) => {
  const here = card.dataset.state;
  if (here === column) return null;
  if (column === "open") return here === "assigned" ? "board:unassign" : "board:reopen";
  if (here !== "open" && here !== "assigned") return null;
  return { assigned: "assign", snoozed: "snooze", dismissed: "dismiss", closed: "close" }[column];
};

const move = (card, column) => {
  const how = way(card, column);
  if (!how) return;
  if (how.startsWith("board:")) {
    const form = document.getElementById(how);
    post(form, card);
    form.submit();
  } else {
    ask(how, card);
  }
};

const neighbour = (card, key) => {
  const column = card.closest("[data-column]");
  const inColumn = [...column.querySelectorAll("[data-card]")];
  const at = inColumn.indexOf(card);
  if (key === "ArrowDown") return inColumn[at + 1];
  if (key === "ArrowUp") return inColumn[at - 1];
  const columns = [...board.querySelectorAll("[data-column]")].filter((one) => one.querySelector("[data-card]"));
  const next = columns[columns.indexOf(column) + (key === "ArrowRight" ? 1 : -1)];
  if (!next) return undefined;
  const there = [...next.querySelectorAll("[data-card]")];
  return there[Math.min(at, there.length - 1)];
};

const KEYS = { A: "assigned", S: "snoozed", D: "dismissed", C: "closed", O: "open" };
// The letter; on a keyboard of another script, the key where the letter is.
const pressed = (event) => (/^[a-z]$/i.test(event.key) ? event.key : event.code.replace("Key", "")).toUpperCase();

// A column that scrolls says how many of its cards are not wholly in sight, and a press goes on to them.
const tellBelow = (button) => {
  const column = button.closest("[data-column]");
  const list = column.querySelector("ol");
  const below = () => {
    const end = list.getBoundingClientRect().bottom + 4;
    return [...list.children].filter((card) => card.getBoundingClientRect().bottom > end);
  };
  const tell = () => {
    const count = below().length;
    column.classList.toggle("deeper", count > 0);
    button.hidden = !count;
    button.textContent = button.dataset.below.replace("{n}", count);
  };
  button.addEventListener("click", () => {
    const [next] = below();
    if (!next) return;
    list.scrollTop += next.getBoundingClientRect().top - list.getBoundingClientRect().top;
    link(next).focus({ preventScroll: true });
  });
  list.addEventListener("scroll", tell, { passive: true });
  new ResizeObserver(tell).observe(list);
  tell();
};

const wire = () => {
  for (const hidden of document.querySelectorAll("[data-script-only]")) hidden.hidden = false;
  for (const card of cards()) {
    card.draggable = true;
    card.addEventListener("dragstart", (event) => {
      event.dataTransfer.setData("text/x-gap", card.dataset.card);
      event.dataTransfer.effectAllowed = "move";
      card.classList.add("dragged");
      worked = card;
    });
    card.addEventListener("dragend", () => card.classList.remove("dragged"));
    card.querySelector("[data-move]").addEventListener("click", () => ask("move", card));
  }
  for (const button of board.querySelectorAll("[data-below]")) tellBelow(button);
  for (const column of board.querySelectorAll("[data-column]")) {
    const takes = (event) =>
      event.dataTransfer.types.includes("text/x-gap") && worked && way(worked, column.dataset.column);
    column.addEventListener("dragover", (event) => {
      if (!takes(event)) return;
      event.preventDefault();
      column.classList.add("over");
    });
    column.addEventListener("dragleave", (event) => {
      if (!column.contains(event.relatedTarget)) column.classList.remove("over");
    });
    column.addEventListener("drop", (event) => {
      column.classList.remove("over");
      const card = cards().find((one) => one.dataset.card === event.dataTransfer.getData("text/x-gap"));
      if (!card || !takes(event)) return;
      event.preventDefault();
      move(card, column.dataset.column);
    });
  }
  board.addEventListener("keydown", (event) => {
    const card = focused();
    if (!card || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = event.key.startsWith("Arrow") ? neighbour(card, event.key) : null;
    if (next) {
      event.preventDefault();
      link(next).focus();
    } else if (pressed(event) === "M") {
      event.preventDefault();
      ask("move", card);
    } else if (KEYS[pressed(event)] && way(card, KEYS[pressed(event)])) {
      event.preventDefault();
      move(card, KEYS[pressed(event)]);
    }
  });
  for (const to of dialog("move").querySelectorAll("[data-to]")) {
    to.addEventListener("click", () => {
      dialog("move").close();
      move(worked, to.dataset.to);
    });
  }
  for (const cancel of document.querySelectorAll("[data-cancel]")) {
    cancel.addEventListener("click", () => cancel.closest("dialog").close());
  }
  for (const asked of document.querySelectorAll("dialog")) {
    asked.addEventListener("close", () => worked && link(worked).focus());
  }
};

if (board && dialog("move")) wire();
// What was done is said once: the address that is loaded again, or kept, does not say it.
if (document.querySelector("[data-flash]")) {
  const address = new URL(location.href);
  for (const name of ["done", "gap"]) address.searchParams.delete(name);
  history.replaceState(null, "", address);
}
