// The gradebook opens where the work is: at the latest lesson, not at the term's first; after its last at the sums.
"use strict";

/** The columns that stay at the right edge: none on a phone. */
const staying = (book) =>
  [...book.querySelectorAll("thead .sum")].filter((sum) => getComputedStyle(sum).right !== "auto");

(() => {
  const book = document.querySelector(".book");
  const latest = book?.querySelector("[data-latest]");
  if (!latest) return;
  if (!latest.nextElementSibling?.querySelector("a")) {
    book.scrollLeft = book.scrollWidth;
    return;
  }
  const covered = staying(book).reduce((width, sum) => width + sum.offsetWidth, 0);
  book.scrollLeft = latest.offsetLeft + latest.offsetWidth + covered - book.clientWidth;
})();

// "Not attested" asks why at once; without this the page asks after the first Save.
(() => {
  const template = document.querySelector("#why");
  if (!template) return;
  const codes = new Set(template.dataset.codes.split(" ").filter(Boolean));
  document.querySelector(".book").addEventListener("input", ({ target }) => {
    if (!target.matches("input.term-mark")) return;
    const cell = target.parentElement;
    const wanted = codes.has(target.value.trim().toLowerCase());
    if (!wanted) return cell.querySelectorAll(".why, .words").forEach((field) => field.remove());
    if (cell.querySelector(".why")) return;
    const fields = template.content.cloneNode(true);
    for (const field of fields.querySelectorAll("[name]")) field.name = target.name + field.name;
    fields.querySelector(".why").ariaLabel += `: ${target.ariaLabel}`;
    target.after(fields);
  });
})();

// A closed cell says why when it is reached; a screen reader has the same from the cell itself.
(() => {
  const told = document.querySelector(".why-closed");
  document.querySelector(".book")?.addEventListener("focusin", ({ target }) => {
    told.textContent = target.dataset.closed ? `🔒 ${target.dataset.closed}` : "";
    told.hidden = !target.dataset.closed;
  });
})();

// A browser leaves alone what has the focus and is covered in part only: it comes out from under what stays in place.
(() => {
  const book = document.querySelector(".book");
  book?.addEventListener("focusin", ({ target }) => {
    const cell = target.closest("th, td");
    if (!cell || getComputedStyle(cell).right !== "auto") return;
    const box = cell.getBoundingClientRect();
    const left = book.querySelector("thead .who").getBoundingClientRect().right;
    const right = Math.min(...staying(book).map((sum) => sum.getBoundingClientRect().left), book.getBoundingClientRect().right);
    if (box.right > right) book.scrollLeft += box.right - right;
    else if (box.left < left) book.scrollLeft -= left - box.left;
  });
})();
