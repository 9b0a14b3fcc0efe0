// Says below the map what the pointer or the focus is on, at once and in full; without this file titles say it.
// And while the map is being made, looks every now and then whether it is there.
"use strict";

const map = document.querySelector("[data-map]");
const said = document.querySelector("[data-map-said]");
if (map && said) {
  const say = (event) => {
    const mark = event.target.closest("[data-said]") ?? event.target.querySelector?.("[data-said]");
    if (mark && map.contains(mark)) said.textContent = mark.dataset.said;
  };
  map.addEventListener("pointerover", say);
  map.addEventListener("focusin", say);
}

// It loads the page again: pages of the console may fetch nothing by themselves.
const LOOKS = "map-looks";
const looks = Number(sessionStorage.getItem(LOOKS) ?? 0);
if (!document.querySelector("[data-map-making]")) {
  sessionStorage.removeItem(LOOKS);
} else if (looks < 20) {
  sessionStorage.setItem(LOOKS, looks + 1);
  setTimeout(() => location.reload(), 3000);
} else {
  sessionStorage.removeItem(LOOKS);
}
