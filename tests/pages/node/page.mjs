import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [executablePath, file, picture] = process.argv.slice(2);
const axe = await readFile(createRequire(import.meta.url).resolve("axe-core"), "utf8");
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const said = { errors: [], requests: [], violations: [] };
const url = pathToFileURL(file).href;

async function opened(address, colorScheme = "light") {
  const context = await browser.newContext({ colorScheme, permissions: ["clipboard-read", "clipboard-write"] });
  const page = await context.newPage();
  page.on("console", (message) => message.type() === "error" && said.errors.push(message.text()));
  page.on("pageerror", (error) => said.errors.push(String(error)));
  page.on("request", (request) => said.requests.push(request.url()));
  await page.goto(address);
  return page;
}

const shown = (page) => page.evaluate(() =>
  [...document.querySelectorAll('[role=tab][aria-selected="true"]')]
    .filter((tab) => tab.checkVisibility())
    .map((tab) => `${tab.closest(".tabs").dataset.group}=${tab.dataset.tab}`));

async function judged(page) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run());
  for (const each of found.violations) {
    if (["serious", "critical"].includes(each.impact)) {
      said.violations.push(`${each.id}: ${each.nodes.length} times, first ${each.nodes[0].html}`);
    }
  }
}

const page = await opened(url);
said.first = await shown(page);
await judged(page);
await page.screenshot({ path: `${picture}-light.png` });
await page.getByRole("tab", { name: "Go", exact: true }).click();
const other = page.locator('[role=tab][data-tab="api-key"]:visible').first();
await other.click();
said.chosen = await shown(page);
said.address = new URL(page.url()).search;
await page.keyboard.press("ArrowLeft");
said.moved = (await shown(page)).filter((each) => each.startsWith("auth"));
await other.click();
await page.reload();
said.reloaded = await shown(page);
said.elsewhere = await shown(await opened(`${url}?language=java&auth=environment`, "dark"));
said.copied = [];
for (const figure of await page.locator("figure.code:visible").all()) {
  await figure.locator(".copy").click();
  await page.waitForFunction(() => document.getElementById("said").textContent === "Copied");
  const label = await figure.locator("pre").getAttribute("aria-label");
  said.copied.push([label, await page.evaluate(() => navigator.clipboard.readText())]);
}
const dark = await opened(`${url}?language=python`, "dark");
await judged(dark);
await dark.screenshot({ path: `${picture}-dark.png` });
await browser.close();
console.log(JSON.stringify(said));
