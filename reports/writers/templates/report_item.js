// One item opened: why its status, what was counted, what speaks for absence; and the wiring of the page.
const panel = document.getElementById("panel");

function part(title, ...content) { return el("section", {}, el("h3", {}, title), ...content); }

function openable(text, note, facts) {
  const details = el("details", { class: "entry" }, el("summary", {}, el("span", { class: "row-title" }, text), note ? el("span", { class: "row-note" }, note) : null));
  details.addEventListener("toggle", () => { if (details.open && details.children.length === 1) details.append(facts()); });
  return details;
}

function entries(rows, item, state) {
  const made = rows.slice(0, 20).map(row => openable(row[1] || "（无标题）", (row[3] || "无日期") + "　" + DATA.departments[row[6]] + (row[8].length ? "　副本 " + row[8].length + " 处" : ""), () => disclosureFacts(row)));
  if (rows.length > 20) made.push(el("p", {}, el("a", { href: "#s=disclosures&d.item=" + item + (state ? "&d.state=" + state : "") }, "查看全部 " + number(rows.length) + " 条")));
  return made;
}

function absenceProof(absence) {
  const sites = el("table", {}, el("caption", { class: "hidden" }, "查过的站点"), el("thead", {}, el("tr", {}, ["站点", "部门", "页面", "是否查完"].map(text => el("th", { scope: "col" }, text)))),
    el("tbody", {}, absence.sites.map(([host, department, pages, complete]) => el("tr", {}, el("td", { class: "address" }, host), el("td", {}, department || "不详"), el("td", { class: "number" }, number(pages)), el("td", { class: complete ? "" : "bad" }, complete ? "已查完" : "没有查完")))));
  return part("查过哪里", el("p", {}, "可能公开此事项的站点 " + absence.sites.length + " 个，其中没有查完的 " + absence.sites.filter(site => !site[3]).length + " 个。"),
    absence.sites.length ? el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "查过的站点" }, sites) : null,
    absence.columns.length ? [el("p", { class: "label" }, "查过的栏目"), el("ul", { class: "plain-list" }, absence.columns.map(([name, url]) => el("li", {}, address(url, name || url))))] : null,
    absence.candidates.length ? [el("p", { class: "label" }, "最接近但不算的页面"), el("ul", { class: "plain-list" }, absence.candidates.map(([url, title, why]) => el("li", {}, address(url, title || url), "：" + why)))] : null);
}

function itemPanel(item) {
  const of = state => DATA.rows.filter(row => row[0] === item.n && row[12] === state);
  const counted = of(0), other = of(1), nil = of(2), candidates = of(3), findings = DATA.findings.filter(row => row[1] === item.n);
  const category = DATA.categories.find(([n]) => n === item.category);
  return [
    el("header", {}, el("div", {}, el("p", { class: "kicker" }, "第" + item.n + "项　" + (category ? category[1] : "")), el("h2", { id: "panel-title" }, item.text)), el("button", { type: "button", class: "close", onclick: () => panel.close() }, "关闭")),
    el("p", { class: "panel-status" }, badge(item.status), " ", item.reason),
    factList([
      ["计入", number(item.count) + " 条（期内公布 " + number(item.published) + "，现有 " + number(item.available) + "）"], ["公开要求", item.cadence], ["最近公开", item.latest || "—"], ["应公开期限", item.due], ["下次期限", item.next],
      ["专栏栏目", item.column ? address(item.column, item.columnName || item.column) : "专栏中没有对应栏目"], ["依据", item.basis.join("；")],
    ]),
    item.elements.length ? part("要点", el("ul", { class: "elements" }, item.elements.map(([name, found, url]) => el("li", { class: found ? "yes" : "no" }, found ? "有　" : "缺　", found && url ? address(url, name) : name)))) : null,
    findings.length ? part("问题 " + findings.length + " 个", findings.slice(0, 20).map(row => openable(DATA.kinds[row[0]] + "：" + (row[3] || row[6]), DATA.departments[row[5]] + (row[9] ? "　期限 " + row[9] : ""), () => findingFacts(row))),
      findings.length > 20 ? el("p", {}, el("a", { href: "#s=findings&f.item=" + item.n }, "查看全部 " + findings.length + " 个")) : null) : null,
    item.absence ? absenceProof(item.absence) : null,
    counted.length ? part("计入的信息 " + number(counted.length) + " 条", entries(counted, item.n, "")) : null,
    nil.length ? part("声明无此事项", entries(nil, item.n, "2")) : null,
    other.length ? part("未计入（期外或无日期） " + number(other.length) + " 条", entries(other, item.n, "1")) : null,
    candidates.length ? part("待复核，未计入 " + number(candidates.length) + " 条", entries(candidates, item.n, "3")) : null,
  ];
}

function showItem(state) {
  const item = ITEMS.get(+state.item);
  if (!item) { if (panel.open) panel.close(); return; }
  if (panel.dataset.item !== state.item || !panel.open) {
    panel.dataset.item = state.item;
    document.getElementById("panel-body").replaceChildren(...itemPanel(item).filter(Boolean));
    panel.scrollTop = 0;
  }
  if (!panel.open) panel.showModal();
}

function showTiles(state) {
  const wanted = state["t.status"] || "";
  for (const chip of document.querySelectorAll("[data-status]")) chip.setAttribute("aria-pressed", String(chip.dataset.status === wanted));
  for (const tile of document.querySelectorAll("[data-tile]")) tile.hidden = Boolean(wanted) && tile.dataset.tile !== wanted;
  for (const category of document.querySelectorAll(".category")) category.hidden = !category.querySelector("[data-tile]:not([hidden])");
}

const LISTS_SHOWN = [...document.querySelectorAll("[data-list]")].map(root => new List(root.dataset.list, root));

function render(moved) {
  const state = readHash();
  showTiles(state);
  for (const list of LISTS_SHOWN) list.show(state);
  showItem(state);
  const target = moved && state.s && !state.item ? document.getElementById(state.s) : null;
  if (target) { target.scrollIntoView(); target.focus({ preventScroll: true }); }
}

panel.addEventListener("close", () => { if (readHash().item) go({ item: "" }, true); });
panel.addEventListener("click", event => { if (event.target === panel) panel.close(); });
for (const chip of document.querySelectorAll("[data-status]")) chip.addEventListener("click", () => { go({ "t.status": chip.dataset.status }, true); say("显示" + chip.textContent.trim() + "项"); });

// A link to where the address already stands still has to lead there; the bar keeps the filters that are set.
document.addEventListener("click", event => {
  const link = event.target.closest("a[href^='#']");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const inBar = link.closest(".bar"), target = inBar ? toHash(Object.assign(readHash(), { s: link.hash.slice(3), item: "" })) : link.hash;
  if (target !== location.hash) { if (!inBar) return; location.hash = target; } else render(true);
  event.preventDefault();
});

const THEMES = [["", "自动"], ["light", "浅色"], ["dark", "深色"]];
const themeButton = document.getElementById("theme");
function stored(value) {
  try { if (value === undefined) return localStorage.getItem("xxgk-theme") || ""; localStorage.setItem("xxgk-theme", value); } catch (error) { if (!(error instanceof DOMException)) throw error; }
  return "";
}
function showTheme(value) {
  const [key, name] = THEMES.find(([entry]) => entry === value) || THEMES[0];
  if (key) document.documentElement.dataset.theme = key; else delete document.documentElement.dataset.theme;
  themeButton.textContent = "外观：" + name;
}
themeButton.hidden = false;
themeButton.addEventListener("click", () => {
  const place = THEMES.findIndex(([entry]) => entry === (document.documentElement.dataset.theme || ""));
  const next = THEMES[(place + 1) % THEMES.length][0];
  stored(next);
  showTheme(next);
});
showTheme(stored());

// On paper a list has no pages: what was found is printed, up to what a printer can bear.
const PRINTED = { findings: 2000, disclosures: 200, unseen: 200 };
window.addEventListener("beforeprint", () => LISTS_SHOWN.forEach(list => {
  const most = PRINTED[list.name];
  list.draw(list.found.slice(0, most));
  if (list.found.length > most) list.count.textContent += "；纸上只印前 " + number(most) + " 条，全部见 workbook.xlsx";
}));
window.addEventListener("afterprint", () => LISTS_SHOWN.forEach(list => { list.shown = null; list.show(readHash()); }));
window.addEventListener("hashchange", () => render(true));
render(true);
document.documentElement.dataset.ready = "yes";
