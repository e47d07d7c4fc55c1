"use strict";
// Comforts only: the page reads the same without this script.

function sortBy(table, index, button) {
  const header = button.closest("th");
  const ascending = header.getAttribute("aria-sort") !== "ascending";
  for (const other of table.tHead.querySelectorAll("th")) other.removeAttribute("aria-sort");
  header.setAttribute("aria-sort", ascending ? "ascending" : "descending");
  const key = (row) => {
    const cell = row.cells[index];
    if (index === 0) return cell.dataset.name;
    return cell.dataset.value === "" ? null : Number(cell.dataset.value);
  };
  const rows = [...table.tBodies[0].rows];
  rows.sort((left, right) => {
    const [a, b] = [key(left), key(right)];
    if (a === null || b === null) return (a === null) - (b === null);
    const order = typeof a === "string" ? a.localeCompare(b) : a - b;
    return ascending ? order : -order;
  });
  table.tBodies[0].append(...rows);
}

for (const table of document.querySelectorAll("table.sortable")) {
  [...table.tHead.rows[0].cells].forEach((header, index) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...header.childNodes);
    header.append(button);
    button.addEventListener("click", () => sortBy(table, index, button));
  });
}

for (const section of document.querySelectorAll(".examples")) {
  const names = new Map();
  for (const card of section.querySelectorAll(".answer")) {
    names.set(card.dataset.system, card.querySelector("h5").textContent.trim());
  }
  const place = section.querySelector(".filter");
  for (const [system, name] of names) {
    const label = document.createElement("label");
    const box = document.createElement("input");
    box.type = "checkbox";
    box.checked = true;
    box.addEventListener("change", () => {
      for (const card of section.querySelectorAll(".answer")) {
        if (card.dataset.system === system) card.hidden = !box.checked;
      }
    });
    label.append(box, " " + name);
    place.append(label);
  }
  place.hidden = false;
}
