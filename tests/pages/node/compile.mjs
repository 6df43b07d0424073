import { readFile } from "node:fs/promises";
import { compile } from "@mdx-js/mdx";

// What a front matter plug-in takes away in Docusaurus is taken away here.
const text = (await readFile(process.argv[2], "utf8")).replace(/^---\n.*?\n---\n/s, "");
const module = String(await compile(text));
const kinds = ["Tabs", "TabItem", "_components.pre", "_components.table"];
console.log(JSON.stringify(kinds.map((kind) => module.split(`_jsxs(${kind},`).length - 1 + module.split(`_jsx(${kind},`).length - 1)));
