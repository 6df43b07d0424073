"use strict";
const said = document.getElementById("said");
const groups = [...document.querySelectorAll(".tabs")];
const parameters = () => new URLSearchParams(location.search);

function remembered(group) {
  const asked = parameters().get(group);
  if (asked) return asked;
  try {
    return localStorage.getItem(`samplegen:${group}`);
  } catch {
    return null; // a page that may not remember, does not
  }
}

function remember(group, name) {
  const asked = parameters();
  asked.set(group, name);
  try {
    history.replaceState(null, "", `?${asked}${location.hash}`);
    localStorage.setItem(`samplegen:${group}`, name);
  } catch {
    // the choice holds for as long as the page is open
  }
}

function show(tabs, name) {
  const buttons = [...tabs.querySelectorAll(":scope > [role=tablist] > [role=tab]")];
  const panels = [...tabs.querySelectorAll(":scope > [role=tabpanel]")];
  if (!buttons.some((button) => button.dataset.tab === name)) return false;
  for (const button of buttons) {
    const chosen = button.dataset.tab === name;
    button.setAttribute("aria-selected", String(chosen));
    button.tabIndex = chosen ? 0 : -1;
  }
  for (const panel of panels) panel.hidden = panel.dataset.tab !== name;
  return true;
}

function choose(button) {
  const tabs = button.closest(".tabs");
  const { group } = tabs.dataset;
  const before = button.getBoundingClientRect().top;
  for (const each of groups) if (each.dataset.group === group) show(each, button.dataset.tab);
  remember(group, button.dataset.tab);
  scrollBy(0, button.getBoundingClientRect().top - before); // what was clicked stays where it was
}

function move(event) {
  const buttons = [...event.currentTarget.querySelectorAll("[role=tab]")];
  const at = buttons.indexOf(document.activeElement);
  const to = {
    ArrowRight: (at + 1) % buttons.length,
    ArrowLeft: (at + buttons.length - 1) % buttons.length,
    Home: 0,
    End: buttons.length - 1,
  }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  buttons[to].focus();
  choose(buttons[to]);
}

async function copy(button) {
  const text = button.closest("figure").querySelector("code").textContent;
  try {
    await navigator.clipboard.writeText(text);
    said.textContent = "Copied";
    button.textContent = "Copied";
  } catch {
    getSelection().selectAllChildren(button.closest("figure").querySelector("code"));
    said.textContent = "Selected; copy it with the keyboard";
  }
  setTimeout(() => (button.textContent = "Copy"), 1500);
}

function reveal() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let at = target; at; at = at.parentElement) {
    if (at.getAttribute("role") === "tabpanel") show(at.parentElement, at.dataset.tab);
  }
  if (target) target.scrollIntoView();
}

for (const tabs of groups) {
  const list = tabs.querySelector(":scope > [role=tablist]");
  list.hidden = false;
  list.addEventListener("keydown", move);
  for (const button of list.children) button.addEventListener("click", () => choose(button));
  if (!show(tabs, remembered(tabs.dataset.group))) show(tabs, list.firstElementChild.dataset.tab);
}
for (const button of document.querySelectorAll(".copy")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
}
document.body.classList.add("ready");
addEventListener("hashchange", reveal);
if (location.hash) reveal();
