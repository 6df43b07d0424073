"use strict";
const filter = document.getElementById("filter");
const samples = [...document.querySelectorAll(".sample")];
const shown = document.getElementById("shown");

function apply() {
  const words = filter.elements.words.value.toLowerCase().split(/\s+/).filter(Boolean);
  const wanted = new Set([...filter.querySelectorAll("input:checked")].map((box) => box.value));
  let count = 0;
  for (const sample of samples) {
    const id = sample.dataset.id.toLowerCase();
    sample.hidden = !wanted.has(sample.dataset.status) || !words.every((word) => id.includes(word));
    count += sample.hidden ? 0 : 1;
  }
  shown.textContent = `${count} of ${samples.length} samples shown`;
}

function follow() {
  const sample = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!sample || !sample.classList.contains("sample")) return;
  sample.hidden = false;
  sample.open = true;
  sample.scrollIntoView();
  sample.querySelector("summary").focus();
}

filter.hidden = false;
filter.addEventListener("input", apply);
filter.addEventListener("submit", (event) => event.preventDefault());
addEventListener("hashchange", follow);
apply();
follow();
