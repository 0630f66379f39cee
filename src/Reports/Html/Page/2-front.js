"use strict";

/* Charts wear the colours and the font of the page. */
const color = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
const font = () => getComputedStyle(document.body).fontFamily;
function whenLooksChange(draw) {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  addEventListener("beforeprint", () => {
    document.documentElement.classList.add("printing");
    draw();
  });
  addEventListener("afterprint", () => {
    document.documentElement.classList.remove("printing");
    draw();
  });
}

/* On paper charts are as wide as a page of A4 or Letter leaves room for; else as their place. */
const width = () => (document.documentElement.classList.contains("printing") ? 660 : undefined);

/* The front, what it dominates, the baselines and the teacher. */
(() => {
  const chart = document.getElementById("front-chart");
  if (chart === null) return;
  const pickers = { x: document.getElementById("axis-x"), y: document.getElementById("axis-y") };

  /* Plotly reads a few tags in its texts: names must not become any. */
  const plain = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

  const wrapped = (text) => {
    const lines = [""];
    for (const word of text.split(/\s+/))
      if ((lines.at(-1) + word).length > 48 && lines.at(-1) !== "") lines.push(word);
      else lines[lines.length - 1] += (lines.at(-1) === "" ? "" : " ") + word;
    return lines.map((line) => plain(line)).join("<br>");
  };

  const hover = (trial) =>
    `<b>${trial.teacher ? "Teacher" : `Trial ${trial.name}`}</b><br>${wrapped(trial.summary)}<br>` +
    trial.numbers.map(([term, text]) => `${plain(term)}: <b>${plain(text)}</b>`).join("<br>");

  const axes = () => ({
    x: study.axes.find((axis) => axis.key === (pickers.x?.value ?? study.x)),
    y: study.axes.find((axis) => axis.key === (pickers.y?.value ?? study.y)),
  });

  function trace(trials, { x, y }, name, marker, more = {}) {
    const shown = trials.filter((t) => Number.isFinite(t.values[x.key]) && Number.isFinite(t.values[y.key]));
    const current = shown.findIndex((t) => t === selection.current);
    return {
      type: "scatter",
      mode: "markers",
      name,
      x: shown.map((t) => t.values[x.key]),
      y: shown.map((t) => t.values[y.key]),
      customdata: shown.map((t) => t.name),
      hovertext: shown.map(hover),
      hoverinfo: "text",
      marker,
      selectedpoints: current < 0 ? undefined : [current],
      selected: { marker: { size: (marker.size ?? 8) + 6, opacity: 1 } },
      unselected: { marker: { opacity: marker.opacity ?? 1 } },
      showlegend: shown.length > 0,
      ...more,
    };
  }

  function traces() {
    const at = axes();
    const front = study.trials
      .filter((t) => t.front)
      .sort((a, b) => a.values[at.x.key] - b.values[at.x.key] || a.values[at.y.key] - b.values[at.y.key]);
    const isHome = study.staircase && at.x.key === study.x && at.y.key === study.y;
    const beaten = study.trials.filter((t) => !t.front && !t.teacher && !t.plain);
    const ring = (size, line) => ({ size, color: "rgba(0,0,0,0)", line: { width: 2, color: line } });
    return [
      trace(beaten, at, "beaten by another model", { size: 8, color: color("dominated"), opacity: 0.55 }),
      trace(front, at, study.staircase ? "best at its size" : "on the front", { size: 10, color: color("accent") }, {
        mode: isHome ? "lines+markers" : "markers",
        line: { shape: "hv", width: 2, color: color("accent") },
      }),
      trace(study.trials.filter((t) => t.plain && !t.teacher), at, "trained plainly (baseline)", {
        symbol: "diamond-open", size: 13, color: color("baseline"), line: { width: 2, color: color("baseline") },
      }),
      trace(study.trials.filter((t) => t.teacher), at, "teacher", { symbol: "star", size: 17, color: color("teacher") }),
      trace(study.trials.filter((t) => t.knee), at, "recommended compromise", ring(20, color("accent")), {
        hoverinfo: "skip",
      }),
    ];
  }

  /* Round numbers between two powers of ten, as many as there is room for. */
  function ticks([low, high], room) {
    const steps = [[1], [1, 3], [1, 2, 5], [1, 1.5, 2, 3, 4, 5, 6, 7, 8, 9]];
    const between = (multiples) => {
      const found = [];
      for (let exponent = Math.floor(low); exponent <= high; exponent++)
        for (const multiple of multiples) found.push(multiple * 10 ** exponent);
      return found.filter((value) => Math.log10(value) >= low && Math.log10(value) <= high);
    };
    return steps.map(between).filter((found, i) => i === 0 || found.length <= room).at(-1);
  }

  function tickText(value, unit) {
    const prefixes = ["", "k", "M", "G", "T", "P"];
    const step = Math.min(Math.max(Math.floor(Math.log10(value) / 3 + 1e-9), 0), prefixes.length - 1);
    return `${Number((value / 1000 ** step).toPrecision(3))} ${prefixes[step]}${unit}`.trim();
  }

  function scale(axis, shown, room) {
    const range = shown ?? axis.range;
    const at = axis.log && range ? ticks(range, room) : undefined;
    return {
      title: { text: plain(axis.name) + (axis.log ? ", logarithmic" : ""), standoff: 10 },
      type: axis.log ? "log" : "linear",
      gridcolor: color("grid"),
      linecolor: color("line"),
      zeroline: false,
      tickformat: axis.percent ? ".3~%" : axis.log ? undefined : "~s",
      ticksuffix: axis.percent || axis.log || axis.unit === "" ? "" : ` ${axis.unit}`,
      tickvals: at,
      ticktext: at?.map((value) => tickText(value, axis.unit)),
      tickmode: at ? "array" : "auto",
      range: range ?? undefined,
      tickangle: 0,
      automargin: true,
    };
  }

  /* What is zoomed into, if anything, so that ticks follow. */
  let zoom = {};

  function layout() {
    const at = axes();
    const isNarrow = chart.clientWidth < 560;
    /* Away from good models: those are at the bottom where a logarithmic quantity is to be small. */
    const corner = at.y.log ? { y: 0.98, yanchor: "top" } : { y: 0.02, yanchor: "bottom" };
    return {
      width: width(),
      autosize: true,
      margin: { l: 12, r: 20, t: 34, b: 12 },
      paper_bgcolor: color("paper"),
      plot_bgcolor: color("paper"),
      font: { family: font(), size: 13, color: color("ink") },
      xaxis: scale(at.x, zoom.x, isNarrow ? 5 : 12),
      yaxis: scale(at.y, zoom.y, 10),
      uirevision: `${at.x.key} ${at.y.key}`,
      hovermode: "closest",
      hoverlabel: { bgcolor: color("raised"), bordercolor: color("line"), font: { family: font(), size: 13, color: color("ink") }, align: "left" },
      legend: isNarrow
        ? { orientation: "h", x: 0, y: -0.22, yanchor: "top", font: { size: 12 } }
        : { x: 0.99, xanchor: "right", ...corner, bgcolor: color("paper"), bordercolor: color("line"), borderwidth: 1 },
    };
  }

  const config = {
    responsive: true,
    displaylogo: false,
    modeBarButtons: [["zoom2d", "pan2d", "resetScale2d", "toImage"]],
    toImageButtonOptions: { filename: "front", scale: 2 },
  };
  const draw = () => Plotly.react(chart, traces(), layout(), config);

  draw().then(() => {
    chart.on("plotly_click", (event) => {
      const name = event.points.map((point) => point.customdata).find((n) => n !== undefined);
      if (name !== undefined) selection.select(name);
    });
    chart.on("plotly_relayout", (change) => {
      const moved = Object.keys(change).some((key) => key.includes("axis.range") || key.includes("autorange"));
      if (!moved) return;
      zoom = { x: chart.layout.xaxis.range, y: chart.layout.yaxis.range };
      draw();
    });
  });
  const pick = () => {
    zoom = {};
    draw();
  };
  Object.values(pickers).forEach((picker) => picker?.addEventListener("change", pick));
  selection.subscribe(draw);
  whenLooksChange(draw);
})();

/* How the hypervolume grew. */
(() => {
  const chart = document.getElementById("growth-chart");
  if (chart === null) return;
  const choices = [...document.querySelectorAll('input[name="growth"]')];
  const draw = () => {
    const by = choices.find((choice) => choice.checked).value;
    const points = study.growth[by];
    const title = by === "trials" ? "trials" : "device seconds";
    const axis = { gridcolor: color("grid"), linecolor: color("line"), zeroline: false, automargin: true };
    return Plotly.react(
      chart,
      [{
        type: "scatter",
        mode: points.length > 60 ? "lines" : "lines+markers",
        x: points.map((p) => p[0]),
        y: points.map((p) => p[1]),
        line: { shape: "hv", width: 2, color: color("accent") },
        hovertemplate: `%{y:.4~g} after %{x:.4~g} ${title}<extra></extra>`,
      }],
      {
        width: width(),
        autosize: true,
        margin: { l: 12, r: 20, t: 16, b: 12 },
        paper_bgcolor: color("paper"),
        plot_bgcolor: color("paper"),
        font: { family: font(), size: 13, color: color("ink") },
        xaxis: { ...axis, title: { text: title, standoff: 8 }, rangemode: "tozero", tickformat: "~d" },
        yaxis: { ...axis, title: { text: "hypervolume", standoff: 8 }, tickformat: "~s" },
        hoverlabel: { bgcolor: color("raised"), bordercolor: color("line"), font: { family: font(), color: color("ink") } },
        showlegend: false,
      },
      { responsive: true, displayModeBar: false },
    );
  };
  draw();
  choices.forEach((choice) => choice.addEventListener("change", draw));
  whenLooksChange(draw);
})();
