"use strict";
// State lives in the address: #s=section&f.kind=missing&item=12. Everything is built by textContent, never by markup.
const DATA = JSON.parse(document.getElementById("data").textContent);
const ITEMS = new Map(DATA.items.map(item => [item.n, item]));

/** Makes an element: attributes by name, `on*` as listeners, children as nodes or text. */
function el(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  for (const child of children.flat()) if (child !== null && child !== undefined && child !== "") node.append(child);
  return node;
}

/** A link for addresses a browser may open, plain text for anything else. */
function address(url, text) {
  if (!/^https?:\/\//i.test(url)) return el("span", { class: "address" }, text || url || "");
  return el("a", { class: "address", href: url, target: "_blank", rel: "noopener noreferrer" }, text || url);
}

function readHash() {
  const state = {};
  for (const pair of location.hash.slice(1).split("&")) {
    const cut = pair.indexOf("=");
    if (cut < 1) continue;
    try { state[pair.slice(0, cut)] = decodeURIComponent(pair.slice(cut + 1)); } catch (error) { if (!(error instanceof URIError)) throw error; }
  }
  return state;
}

function toHash(state) {
  const kept = Object.entries(state).filter(([, value]) => value !== "" && value !== undefined && value !== null);
  return "#" + kept.map(([name, value]) => name + "=" + encodeURIComponent(value)).join("&");
}

/** Changes some of the state; `silent` neither scrolls nor adds to the history. */
function go(changes, silent) {
  const state = Object.assign(readHash(), changes);
  if (silent) { delete state.s; history.replaceState(null, "", toHash(state)); render(false); }
  else location.hash = toHash(state);
}

function number(value) { return value.toLocaleString("zh-CN"); }
function say(text) { document.getElementById("live").textContent = text; }
function badge(status) { return el("span", { class: "badge status-" + status }, el("i", { class: "mark", "aria-hidden": "true" }), DATA.statuses[status]); }
function itemName(n) { return n && ITEMS.has(n) ? "第" + n + "项 " + ITEMS.get(n).text : n ? "第" + n + "项" : ""; }
function itemLink(n) {
  if (!n || !ITEMS.has(n)) return "—";
  const text = ITEMS.get(n).text;
  return el("a", { href: toHash(Object.assign(readHash(), { item: n })), title: text, class: "item-link" }, n + "．" + (text.length > 22 ? text.slice(0, 21) + "…" : text));
}

/** The pieces of evidence as a list: where, the excerpt with its words marked. */
function evidenceList(evidence) {
  if (!evidence.length) return null;
  return el("ul", { class: "evidence" }, evidence.map(([where, term, excerpt]) => {
    const quote = el("q", {});
    const at = term ? excerpt.indexOf(term) : -1;
    if (at < 0) quote.append(excerpt || term);
    else quote.append(excerpt.slice(0, at), el("mark", {}, term), excerpt.slice(at + term.length));
    return el("li", {}, el("span", { class: "tag" }, DATA.where[where] || where), " ", quote);
  }));
}

/** A definition list of what is known; empty values are left out. */
function factList(pairs) {
  const list = el("dl", { class: "fact-list" });
  for (const [name, value] of pairs) if (value !== "" && value !== null && value !== undefined) list.append(el("dt", {}, name), el("dd", {}, value));
  return list;
}

function disclosureFacts(row) {
  const [item, title, url, day, from, host, department, score, copies, digest, evidence, year] = row;
  return el("div", { class: "opened" }, factList([
    ["网址", address(url)], ["公布日期", day ? day + (DATA.from[from] ? "（读自" + DATA.from[from] + "）" : "") : "页面上没有读到日期"], ["所述年度", year],
    ["站点", DATA.hosts[host]], ["部门", DATA.departments[department]], ["归入事项", itemName(item)], ["把握程度", Math.round(score * 100) + "%"],
    ["副本", copies.length ? el("ul", { class: "plain-list" }, copies.map(copy => el("li", {}, address(copy)))) : ""], ["存档校验值", el("code", {}, digest)],
  ]), evidence.length ? el("p", { class: "label" }, "判断依据") : null, evidenceList(evidence));
}

function findingFacts(row) {
  const [kind, item, severity, title, url, department, message, remedy, basis, due, referrer, filed, evidence, key] = row;
  return el("div", { class: "opened" }, factList([
    ["问题说明", message], ["网址", url ? address(url) : ""], ["所在页面", referrer && referrer !== url ? address(referrer) : ""], ["事项", itemName(item)], ["现放栏目对应", filed ? itemName(filed) : ""],
    ["整改要求", remedy], ["整改期限", due], ["依据", basis], ["编号", el("code", {}, key)],
  ]), evidence.length ? el("p", { class: "label" }, "摘录") : null, evidenceList(evidence));
}
