"use strict";

/* Tables sort by their headings; a click on a row selects its trial. */
(() => {
  const rows = [...document.querySelectorAll("tr[data-trial]")];

  function compare(a, b, column) {
    const [x, y] = [a, b].map((row) => row.cells[column].dataset.value ?? row.cells[column].textContent);
    if (x === "" || y === "") return (x === "") - (y === "");
    const difference = Number(x) - Number(y);
    return Number.isNaN(difference) ? x.localeCompare(y, "en", { numeric: true }) : difference;
  }

  function sort(button) {
    const heading = button.closest("th");
    const table = heading.closest("table");
    const isDescending = heading.getAttribute("aria-sort") === "ascending";
    for (const other of table.querySelectorAll("th[aria-sort]")) other.setAttribute("aria-sort", "none");
    heading.setAttribute("aria-sort", isDescending ? "descending" : "ascending");
    const body = table.tBodies[0];
    const isMissing = (row) => (row.cells[heading.cellIndex].dataset.value ?? "-") === "";
    const sorted = [...body.rows].sort((a, b) => {
      const order = compare(a, b, heading.cellIndex);
      return isDescending && !isMissing(a) && !isMissing(b) ? -order : order;
    });
    body.append(...sorted);
  }

  for (const button of document.querySelectorAll("thead th button"))
    button.addEventListener("click", () => sort(button));
  for (const row of rows)
    row.addEventListener("click", () => selection.select(row.dataset.trial));
  selection.subscribe((trial) => {
    for (const row of rows) {
      const isSelected = trial !== null && row.dataset.trial === trial.name;
      row.classList.toggle("selected", isSelected);
      if (isSelected) row.setAttribute("aria-current", "true");
      else row.removeAttribute("aria-current");
    }
  });

  const words = document.getElementById("filter-words");
  if (words === null) return;
  const outcome = document.getElementById("filter-outcome");
  const frontOnly = document.getElementById("filter-front");
  const count = document.getElementById("filter-count");
  const body = document.querySelector("#trials tbody");
  function filter() {
    const wanted = words.value.toLowerCase().split(/\s+/).filter((word) => word !== "");
    for (const row of body.rows) {
      const trial = byName.get(row.dataset.trial);
      const text = row.dataset.search.toLowerCase();
      row.hidden =
        !wanted.every((word) => text.includes(word)) ||
        (outcome.value !== "" && row.dataset.outcome !== outcome.value) ||
        (frontOnly.checked && !trial.front);
    }
    const shown = [...body.rows].filter((row) => !row.hidden).length;
    count.textContent = `${shown} of ${body.rows.length} shown`;
  }
  for (const control of [words, outcome, frontOnly]) control.addEventListener("input", filter);
  filter();
})();
