// Says below the map what the pointer or the focus is on, at once and in full. Without this file titles say it.
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
