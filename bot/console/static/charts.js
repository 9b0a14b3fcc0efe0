// Charts of the tables beside them: without this file the tables stand.
"use strict";

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const FONT = '12px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif';
const HEIGHT = 240;

const read = (table) => {
  const heads = [...table.tHead.rows[0].cells].slice(1);
  const rows = [...table.tBodies[0].rows];
  const number = (cell) => (/^\d+$/.test(cell.textContent.trim()) ? Number(cell.textContent) : null);
  return {
    labels: heads.map((head) => head.textContent.trim()),
    colours: heads.map((head) => head.dataset.colour),
    names: rows.map((row) => row.cells[0].textContent.trim()),
    values: heads.map((_, index) => rows.map((row) => number(row.cells[index + 1]))),
  };
};

// Bars stand on each other: each is drawn from the ground, the tallest first.
const stacked = (values) => {
  const sums = values[0].map(() => 0);
  return values.map((series) => series.map((value, index) => (sums[index] += value ?? 0))).reverse();
};

const axes = (data, percent) => {
  const shared = { stroke: colour("--quiet"), font: FONT, ticks: { show: false }, grid: { stroke: colour("--line"), width: 1 } };
  return [
    { ...shared, size: 30, grid: { show: false }, incrs: [1, 2, 3, 5, 7, 10, 14, 20, 30, 50, 100, 200], space: 90,
      values: (_, splits) => splits.map((at) => data.names[at] ?? "") },
    { ...shared, size: 46, incrs: percent ? [25, 50] : [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000] },
  ];
};

const options = (kind, data, width, say) => {
  const bars = kind === "bars";
  const order = data.labels.map((_, index) => index);
  if (bars) order.reverse();
  const series = order.map((index) => {
    const stroke = colour(data.colours[index]);
    return bars
      ? { stroke, fill: stroke, width: 0, points: { show: false }, paths: uPlot.paths.bars({ size: [0.8, 48] }) }
      : { stroke, width: 2, dash: index ? [8, 5] : [], points: { show: true, size: 7, fill: stroke }, spanGaps: false };
  });
  const last = data.names.length - 1;
  return {
    width, height: HEIGHT, legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { show: !bars } },
    scales: {
      x: { time: false, range: () => [-0.6, last + 0.6] },
      y: { range: (_, __, top) => [0, bars ? Math.max(top ?? 1, 1) * 1.08 : 100] },
    },
    axes: axes(data, !bars),
    series: [{}, ...series],
    hooks: { setCursor: [(plot) => say(plot.cursor.idx)] },
  };
};

const draw = (place) => {
  const data = read(document.getElementById(place.dataset.table));
  if (!data.names.length) return;
  const kind = place.dataset.chart;
  const said = document.createElement("p");
  said.className = "reading";
  said.setAttribute("aria-hidden", "true");
  place.after(said);
  const say = (at) => {
    said.textContent = at == null ? "" : `${data.names[at]}: `
      + data.labels.map((label, index) => `${label} ${data.values[index][at] ?? "–"}`).join(" · ");
  };
  const x = data.names.map((_, index) => index);
  const y = kind === "bars" ? stacked(data.values) : data.values;
  let plot;
  const again = () => {
    plot?.destroy();
    plot = new uPlot(options(kind, data, place.clientWidth, say), [x, ...y], place);
  };
  again();
  new ResizeObserver(() => {
    if (place.clientWidth && place.clientWidth !== plot.width) plot.setSize({ width: place.clientWidth, height: HEIGHT });
  }).observe(place);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", again);
};

for (const place of document.querySelectorAll("[data-chart]")) draw(place);
for (const details of document.querySelectorAll("[data-closed-by-script]")) details.open = false;
