"use strict";

/* One trial may be selected, in the chart or in a table; whoever wants to know of it subscribes. */
const study = JSON.parse(document.getElementById("study").textContent);
const byName = new Map(study.trials.map((trial) => [trial.name, trial]));
const selection = {
  current: null,
  listeners: [],
  subscribe(listener) {
    this.listeners.push(listener);
  },
  select(name) {
    this.current = byName.get(name) ?? null;
    this.listeners.forEach((listener) => listener(this.current));
  },
};

function element(tag, text, attributes = {}) {
  const made = document.createElement(tag);
  if (text !== undefined) made.textContent = text;
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

/* The card below the chart. */
(() => {
  const card = document.getElementById("selection");
  const pair = (list, term, text) => {
    const box = element("div");
    box.append(element("dt", term), element("dd", text));
    list.append(box);
  };
  selection.subscribe((trial) => {
    card.hidden = trial === null;
    card.replaceChildren();
    if (trial === null) return;
    const title = trial.teacher ? "Teacher" : `Trial ${trial.name}`;
    card.append(element("h3", `${title}: ${trial.summary}`));
    const numbers = element("dl");
    for (const [term, text] of trial.numbers) pair(numbers, term, text);
    card.append(numbers);
    if (trial.configuration.length > 0) {
      const details = element("details");
      const values = element("dl");
      for (const [path, value] of trial.configuration) pair(values, path, value);
      details.append(element("summary", "Configuration"), values);
      card.append(details);
    }
    if (trial.file) {
      const line = element("p", "File ", { class: "note" });
      line.append(element("code", trial.file));
      card.append(line);
    }
  });
})();
