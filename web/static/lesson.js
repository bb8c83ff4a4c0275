// The lesson's page by keyboard: moving, letters for absence, and nothing typed ever lost.
"use strict";

(() => {
  const form = () => document.getElementById("lesson");
  const trouble = () => document.getElementById("trouble");
  let isLeaving = false;

  // Cells -------------------------------------------------------------------------------------

  const rows = () => [...form().querySelectorAll(".lesson-marks tbody tr")];
  const stops = (row) => [
    row.querySelector(".presence input:checked") || row.querySelector(".presence input, .presence.closed"),
    ...row.querySelectorAll(".mark"),
  ];
  const isCell = (element) => element.matches(".mark, .presence input, .presence.closed");

  function move(cell, down, right) {
    const row = cell.closest("tr");
    const column = cell.matches(".mark") ? stops(row).indexOf(cell) : 0;
    const target = rows()[rows().indexOf(row) + down];
    const next = target && stops(target)[column + right];
    if (next) {
      next.focus();
      next.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
  }

  function presenceMeant(text) {
    const letter = text.trim().toLowerCase();
    if (letter.length !== 1 || form().dataset.values.split(" ").includes(text.trim())) return null;
    const { absent, late } = form().dataset;
    if (absent.split(" ").includes(letter)) return "absent";
    return late.split(" ").includes(letter) ? "late" : null;
  }

  function setPresence(row, value) {
    const choice = [...row.querySelectorAll(".presence input")].find((input) => input.value === value);
    if (!choice) return null;
    choice.checked = true;
    noteAttendance();
    return choice;
  }

  function noteAttendance() {
    const taken = form().elements.namedItem("taken");
    if (taken) taken.checked = true;
  }

  const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && (event.key === "Enter" || event.code === "KeyS") && form()) {
      event.preventDefault();
      const save = form().querySelector(".save button");
      if (save) form().requestSubmit(save);
      return;
    }
    const cell = event.target;
    if (!form() || !isCell(cell) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Enter") {
      event.preventDefault();
      settle(cell);
      move(cell, event.shiftKey ? -1 : 1, 0);
    } else if (event.key in MOVES && !event.shiftKey) {
      const [down, right] = MOVES[event.key];
      event.preventDefault();
      settle(cell);
      move(cell, down, right);
    } else if (cell.matches(".presence input")) {
      choosePresence(event, cell);
    }
  });

  function choosePresence(event, cell) {
    const isPresent = ["Backspace", "Delete", "+"].includes(event.key);
    // By the key's letter, and by its place where the layout has another letter there.
    const meant = isPresent ? "" : presenceMeant(event.key) || { KeyY: "absent", KeyJ: "late" }[event.code];
    if (meant === undefined) return;
    event.preventDefault();
    const choice = setPresence(cell.closest("tr"), meant);
    if (choice) choice.focus();
    keep();
  }

  // A letter left in a mark's cell becomes the presence it stands for.
  function settle(cell) {
    if (!cell.matches(".mark")) return;
    const meant = presenceMeant(cell.value);
    if (meant !== null && setPresence(cell.closest("tr"), meant)) {
      cell.value = seen()[cell.name] || "";
      keep();
    }
  }

  document.addEventListener("focusin", (event) => {
    if (event.target.matches(".mark")) event.target.select();
    const why = document.getElementById("why");
    if (!why) return;
    const closed = event.target.closest("[data-closed]");
    why.textContent = closed ? closed.dataset.closed : "";
    why.hidden = !closed;
  });

  // What is typed and not saved -----------------------------------------------------------------

  function seen() {
    try {
      return JSON.parse(form().elements.namedItem("seen").value);
    } catch {
      return {};
    }
  }

  function changed() {
    const before = seen();
    const cells = {};
    for (const [name, value] of new FormData(form())) {
      if (["csrf", "seen", "taken"].includes(name) || typeof value !== "string") continue;
      if (name.startsWith("ownfor-")) continue;
      if (value.trim() !== (before[name] || "")) cells[name] = value;
    }
    // Ticked students are one cell: their ids, in order.
    for (const list of form().querySelectorAll("[data-ticks]")) {
      const ids = [...list.querySelectorAll(":checked")].map((box) => Number(box.name.split("-").pop()));
      const value = ids.sort((one, other) => one - other).join(" ");
      if (value !== (before[list.dataset.ticks] || "")) cells[list.dataset.ticks] = value;
    }
    return cells;
  }

  function keep() {
    const cells = changed();
    const key = form().dataset.draft;
    if (Object.keys(cells).length === 0) {
      sessionStorage.removeItem(key);
    } else {
      const columns = form().querySelectorAll("[id^='w-new']").length;
      sessionStorage.setItem(key, JSON.stringify({ cells, columns, seen: seen() }));
    }
    form().classList.toggle("unsaved", Object.keys(cells).length > 0);
  }

  function restore() {
    const kept = sessionStorage.getItem(form().dataset.draft);
    if (!kept || !form().querySelector(".save")) return;
    const { cells, columns, seen: base } = JSON.parse(kept);
    const shown = form().querySelectorAll("[id^='w-new']").length;
    if (columns > shown && !location.search.includes("columns=")) {
      location.replace(`${location.pathname}?columns=${columns}`);
      return;
    }
    for (const [name, value] of Object.entries(cells)) {
      const control = form().elements.namedItem(name);
      if (name.startsWith("ownfor-")) tick(name, value.split(" "));
      else if (control) putBack(control, value);
    }
    // Judged against what its writer saw, so that a change made meanwhile is still noticed.
    form().elements.namedItem("seen").value = JSON.stringify(base);
    keep();
    if (form().classList.contains("unsaved")) tell("restored");
  }

  function putBack(control, value) {
    control.value = value;
    unfold(control instanceof RadioNodeList ? control[0] : control);
  }

  // What is put back must be seen before it is saved.
  function unfold(element) {
    const folded = element.closest("details");
    if (folded) folded.open = true;
  }

  function tick(name, ids) {
    const list = form().querySelector(`[data-ticks="${CSS.escape(name)}"]`);
    if (!list) return;
    unfold(list);
    for (const box of list.querySelectorAll("[type=checkbox]")) box.checked = ids.includes(box.name.split("-").pop());
  }

  function settleDraft() {
    if (form().hasAttribute("data-saved")) sessionStorage.removeItem(form().dataset.draft);
    else if (form().hasAttribute("data-typed")) keep();
  }

  document.addEventListener("input", (event) => {
    if (!form() || !form().contains(event.target)) return;
    if (event.target.matches(".presence input")) noteAttendance();
    keep();
  });
  document.addEventListener("change", (event) => {
    if (form() && form().contains(event.target)) settle(event.target);
  });
  document.addEventListener("submit", () => { isLeaving = true; });
  window.addEventListener("beforeunload", (event) => {
    if (!isLeaving && form() && form().classList.contains("unsaved")) event.preventDefault();
  });

  // Saving without leaving the page ---------------------------------------------------------------

  function tell(what) {
    const place = trouble();
    place.querySelector("p").textContent = place.dataset[what];
    place.querySelector("a").hidden = what !== "session";
    place.querySelector("[data-discard]").hidden = what !== "restored";
    place.hidden = false;
  }

  document.addEventListener("click", (event) => {
    if (!event.target.matches("[data-discard]")) return;
    sessionStorage.removeItem(form().dataset.draft);
    isLeaving = true;
    location.replace(location.pathname);
  });

  document.addEventListener("htmx:beforeRequest", () => { trouble().hidden = true; });
  document.addEventListener("htmx:afterRequest", () => { isLeaving = false; });
  document.addEventListener("htmx:sendError", () => tell("network"));
  document.addEventListener("htmx:responseError", (event) => {
    const { status } = event.detail.xhr;
    const token = event.detail.xhr.getResponseHeader("x-form-token");
    if (token) {
      // Signed in again meanwhile: the same form, with the new session's token.
      form().elements.namedItem("csrf").value = token;
      setTimeout(() => form().requestSubmit(form().querySelector(".save button")));
      return;
    }
    tell(status === 401 ? "session" : status === 503 ? "busy" : "other");
  });
  document.addEventListener("htmx:afterSettle", () => {
    if (!form()) return;
    settleDraft();
    form().classList.toggle("unsaved", Object.keys(changed()).length > 0);
    // A group of buttons takes no focus itself: its first button does.
    const wrong = form().querySelector(":is(input, select, textarea)[aria-invalid], [aria-invalid] input");
    if (wrong) wrong.focus();
  });

  document.addEventListener("DOMContentLoaded", () => {
    if (!form()) return;
    settleDraft();
    if (form().hasAttribute("data-saved")) history.replaceState(null, "", location.pathname);
    else restore();
  });

  // After the browser has gone to the address's student, which takes the focus away.
  window.addEventListener("load", () => requestAnimationFrame(() => {
    if (!form()) return;
    const row = location.hash && document.getElementById(location.hash.slice(1));
    const cell = row && (row.matches(".mark") ? row : row.querySelector(".mark"));
    if (cell) cell.focus();
  }));
})();
