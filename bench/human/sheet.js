"use strict";
const { study, rater } = document.body.dataset;
const place = `nlgbench ${study} ${rater}`;
const form = document.getElementById("sheet");
const steps = [...form.querySelectorAll(".step")];
const cards = [...form.querySelectorAll(".card")];
const at = (id) => document.getElementById(id);
const chosen = (card) => card.querySelector("input:checked");
const state = { started_at: new Date().toISOString(), step: 0, seconds: {}, ratings: {}, comment: "" };
let shownAt = Date.now();

function keep() {
  // A browser may forbid storage for local files: the ratings then live as long as the page.
  try { localStorage.setItem(place, JSON.stringify(state)); } catch { at("note").textContent = "Not stored: save before you close the page."; }
}

function stored() {
  try { return JSON.parse(localStorage.getItem(place)); } catch { return null; }
}

function take(saved) {
  for (const name of ["started_at", "step", "seconds", "ratings", "comment"]) {
    if (saved[name] !== undefined) state[name] = saved[name];
  }
  for (const card of cards) {
    for (const input of card.querySelectorAll("input")) input.checked = state.ratings[input.name] === Number(input.value);
  }
  at("comment").value = state.comment;
}

function count() {
  const rated = cards.filter(chosen).length;
  for (const card of cards) card.classList.toggle("rated", chosen(card) !== null);
  at("progress").max = cards.length;
  at("progress").value = rated;
  at("count").textContent = `${rated} of ${cards.length} rated`;
  const left = cards.length - rated;
  at("left").textContent = left === 0 ? "All texts are rated. Thank you!" : `${left} texts have no rating yet. You can save now and go on later.`;
  at("unrated").hidden = left === 0;
}

function clock() {
  // Long pauses are no reading time.
  const passed = Math.min((Date.now() - shownAt) / 1000, 600);
  state.seconds[state.step] = Math.round(10 * ((state.seconds[state.step] || 0) + passed)) / 10;
  shownAt = Date.now();
}

function show(index, focus = true) {
  clock();
  state.step = Math.max(0, Math.min(index, steps.length - 1));
  steps.forEach((step, number) => { step.hidden = number !== state.step; });
  at("back").disabled = state.step === 0;
  at("next").hidden = state.step === steps.length - 1;
  at("next").textContent = state.step === 0 ? "Begin" : "Next";
  at("note").textContent = "";
  keep();
  if (focus) {
    window.scrollTo(0, 0);
    steps[state.step].querySelector("h1").focus({ preventScroll: true });
  }
}

function goOn() {
  const missing = [...steps[state.step].querySelectorAll(".card")].filter((card) => !chosen(card));
  const note = `${missing.length} without a rating. Press Next again to leave them.`;
  if (missing.length === 0 || at("note").textContent === note) return show(state.step + 1);
  at("note").textContent = note;
  missing[0].scrollIntoView({ block: "center" });
  missing[0].querySelector("input").focus({ preventScroll: true });
  return undefined;
}

function save() {
  clock();
  const document_ = {
    kind: "nlgbench ratings", schema: 1, study, rater,
    complete: cards.every(chosen), saved_at: new Date().toISOString(), ...state,
  };
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(document_, null, 1)], { type: "application/json" }));
  link.download = `ratings-${study}-${rater}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  at("saved").textContent = `Saved as ${link.download}, in your downloads.`;
}

async function restore(event) {
  let saved = null;
  try { saved = JSON.parse(await event.target.files[0].text()); } catch { /* said below */ }
  const fits = saved !== null && saved.study === study && saved.rater === rater;
  if (fits) { take(saved); count(); show(saved.step); }
  at("note").textContent = fits ? "Your saved ratings are back." : "This file is not one that this sheet saved.";
}

form.addEventListener("change", (event) => {
  if (event.target.type !== "radio") return;
  state.ratings[event.target.name] = Number(event.target.value);
  at("note").textContent = "";
  count();
  keep();
});
form.addEventListener("submit", (event) => event.preventDefault());
at("comment").addEventListener("input", (event) => { state.comment = event.target.value; keep(); });
at("back").addEventListener("click", () => show(state.step - 1));
at("next").addEventListener("click", goOn);
at("save").addEventListener("click", save);
at("restore").addEventListener("change", restore);
at("unrated").addEventListener("click", () => show(steps.indexOf(cards.find((card) => !chosen(card)).closest(".step"))));
const before = stored();
if (before !== null) take(before);
count();
show(state.step, false);
