"use strict";

// Tables: a button in the head of each column sorts by it, a second press the other way round.
(() => {
  const values = (row, column, numeric) => {
    const cell = row.cells[column];
    const value = cell.dataset.value ?? (numeric ? "" : cell.textContent.trim());
    return numeric ? (value === "" ? NaN : Number(value)) : value;
  };

  const compare = (one, other, numeric, down) => {
    if (numeric) {
      if (Number.isNaN(one) || Number.isNaN(other)) return Number.isNaN(one) - Number.isNaN(other);
      return down ? other - one : one - other;
    }
    const order = one.localeCompare(other, undefined, { numeric: true });
    return down ? -order : order;
  };

  const sort = (head) => {
    const table = head.closest("table");
    const numeric = head.classList.contains("number");
    const was = head.getAttribute("aria-sort");
    const down = was ? was === "ascending" : numeric;
    for (const each of table.tHead.rows[0].cells) each.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", down ? "descending" : "ascending");
    const body = table.tBodies[0];
    const rows = [...body.rows].map((row) => [values(row, head.cellIndex, numeric), row]);
    rows.sort(([one], [other]) => compare(one, other, numeric, down));
    body.append(...rows.map(([, row]) => row));
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest("table.sortable thead button");
    if (button) sort(button.closest("th"));
  });
})();
