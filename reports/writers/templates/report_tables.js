// Lists of any length: filtered and sorted in memory, shown a page at a time.
const PAGE = 50;
const STATES = ["计入", "未计入（期外或无日期）", "声明无此事项", "待复核（未计入）"];
const SEVERITY_RANK = Object.keys(DATA.severities);
const KIND_RANK = Object.keys(DATA.kinds);
const collator = new Intl.Collator("zh-Hans-CN");

/** Gives each entry of a small table its place in Chinese order, so that long lists compare numbers. */
function ranks(texts) {
  const order = texts.map((_, index) => index).sort((a, b) => collator.compare(texts[a], texts[b]));
  const rank = [];
  order.forEach((index, place) => { rank[index] = place; });
  return rank;
}
const DEPARTMENT_RANK = ranks(DATA.departments), HOST_RANK = ranks(DATA.hosts);
const categoryOf = n => (ITEMS.has(n) ? ITEMS.get(n).category : 0);
const used = (rows, column, texts) => [...new Set(rows.map(row => row[column]))].map(index => texts[index]).sort(collator.compare);
const itemOptions = rows => [...new Set(rows.map(row => row[column(rows)]))].filter(Boolean).sort((a, b) => a - b).map(n => [String(n), itemName(n).slice(0, 30)]);
const column = rows => (rows === DATA.findings ? 1 : 0);
const categoryOptions = () => DATA.categories.map(([n, name]) => [String(n), name]);

const LISTS = {
  findings: {
    key: "f", unit: "个问题", rows: DATA.findings, open: findingFacts, first: ["severity", "up"],
    text: row => [row[3], row[4], row[6], DATA.departments[row[5]], DATA.kinds[row[0]], itemName(row[1])].join("\n"),
    filters: [
      ["kind", "问题类型", () => KIND_RANK.filter(kind => DATA.findings.some(row => row[0] === kind)).map(kind => [kind, DATA.kinds[kind]]), (row, value) => row[0] === value],
      ["severity", "严重程度", () => SEVERITY_RANK.map(key => [key, DATA.severities[key]]), (row, value) => row[2] === value],
      ["department", "部门", () => used(DATA.findings, 5, DATA.departments).map(name => [name, name]), (row, value) => DATA.departments[row[5]] === value],
      ["item", "事项", () => itemOptions(DATA.findings), (row, value) => row[1] === +value],
      ["category", "类别", () => [...categoryOptions(), ["0", "栏目与链接"]], (row, value) => categoryOf(row[1]) === +value],
    ],
    columns: [
      ["severity", "严重程度", row => el("span", { class: "severity " + row[2] }, DATA.severities[row[2]]), (a, b) => SEVERITY_RANK.indexOf(a[2]) - SEVERITY_RANK.indexOf(b[2]), "short"],
      ["kind", "问题类型", row => DATA.kinds[row[0]], (a, b) => KIND_RANK.indexOf(a[0]) - KIND_RANK.indexOf(b[0]), "short"],
      ["title", "标题与说明", row => [el("span", { class: "row-title" }, row[3] || row[6]), row[3] ? el("span", { class: "row-note" }, row[6]) : null], (a, b) => (a[3] < b[3] ? -1 : a[3] > b[3] ? 1 : 0)],
      ["item", "事项", row => itemLink(row[1]), (a, b) => (a[1] || 999) - (b[1] || 999)],
      ["department", "部门", row => DATA.departments[row[5]], (a, b) => DEPARTMENT_RANK[a[5]] - DEPARTMENT_RANK[b[5]], "name"],
      ["due", "整改期限", row => row[9] || "—", (a, b) => (a[9] || "9") < (b[9] || "9") ? -1 : (a[9] || "9") > (b[9] || "9") ? 1 : 0, "short"],
    ],
  },
  disclosures: {
    key: "d", unit: "条信息", rows: DATA.rows, open: disclosureFacts, first: ["day", "down"], defaults: { state: "0" },
    text: row => [row[1], row[2], DATA.departments[row[6]]].join("\n"),
    filters: [
      ["category", "类别", categoryOptions, (row, value) => categoryOf(row[0]) === +value],
      ["item", "事项", () => itemOptions(DATA.rows), (row, value) => row[0] === +value],
      ["department", "部门", () => used(DATA.rows, 6, DATA.departments).map(name => [name, name]), (row, value) => DATA.departments[row[6]] === value],
      ["host", "站点", () => used(DATA.rows, 5, DATA.hosts).map(name => [name, name]), (row, value) => DATA.hosts[row[5]] === value],
      ["from", "公布日期从", "date", (row, value) => row[3] >= value],
      ["to", "到", "date", (row, value) => row[3] && row[3] <= value],
      ["state", "是否计入", () => [["0", STATES[0]], ["1", STATES[1]], ["2", STATES[2]], ["3", STATES[3]], ["all", "全部"]], (row, value) => value === "all" || row[12] === +value],
    ],
    columns: [
      ["day", "公布日期", row => row[3] || "无日期", (a, b) => (a[3] < b[3] ? -1 : a[3] > b[3] ? 1 : 0), "short"],
      ["title", "标题", row => [el("span", { class: "row-title" }, row[1] || "（无标题）"), el("span", { class: "row-note address" }, row[2])], (a, b) => (a[1] < b[1] ? -1 : a[1] > b[1] ? 1 : 0)],
      ["item", "事项", row => itemLink(row[0]), (a, b) => a[0] - b[0]],
      ["department", "部门", row => DATA.departments[row[6]], (a, b) => DEPARTMENT_RANK[a[6]] - DEPARTMENT_RANK[b[6]], "name"],
      ["copies", "副本", row => (row[8].length ? String(row[8].length) : "—"), (a, b) => a[8].length - b[8].length, "number"],
      ["score", "把握", row => Math.round(row[7] * 100) + "%", (a, b) => a[7] - b[7], "number"],
    ],
  },
  unseen: {
    key: "u", unit: "个网址", rows: DATA.unseen, first: ["reason", "up"],
    open: row => el("div", { class: "opened" }, factList([["网址", address(row[0])], ["原因", DATA.reasons[row[2]] || row[2]], ["说明和补救办法", row[3]], ["链接文字", row[5]], ["所在页面", row[4] ? address(row[4]) : ""]])),
    text: row => [row[0], row[3], row[5]].join("\n"),
    filters: [
      ["reason", "原因", () => [...new Set(DATA.unseen.map(row => row[2]))].map(key => [key, DATA.reasons[key] || key]), (row, value) => row[2] === value],
      ["host", "站点", () => used(DATA.unseen, 1, DATA.hosts).map(name => [name, name]), (row, value) => DATA.hosts[row[1]] === value],
    ],
    columns: [
      ["reason", "原因", row => DATA.reasons[row[2]] || row[2], (a, b) => collator.compare(a[2], b[2]), "name"],
      ["url", "链接文字与网址", row => [el("span", { class: "row-title" }, row[5] || "（没有链接文字）"), el("span", { class: "row-note address" }, row[0])], (a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0)],
      ["host", "站点", row => el("span", { class: "address" }, DATA.hosts[row[1]]), (a, b) => HOST_RANK[a[1]] - HOST_RANK[b[1]]],
      ["remedy", "补救办法", row => row[3], (a, b) => collator.compare(a[3], b[3])],
    ],
  },
};

/** One list on the page: its controls are made once, its rows whenever the state changes. */
class List {
  constructor(name, root) {
    Object.assign(this, LISTS[name]);
    this.name = name;
    this.haystack = null;
    this.shown = null;
    this.controls = {};
    this.title = document.getElementById(name + "-title").textContent;
    this.count = el("p", { class: "count", role: "status" });
    this.body = el("tbody", {});
    this.heads = this.columns.map(([key, title, , , kind]) => el("th", { scope: "col", class: kind || "" }, el("button", { type: "button", class: "sort", onclick: () => this.sortBy(key) }, title)));
    this.pager = el("nav", { class: "pager", "aria-label": this.title + "翻页" });
    root.append(this.form(), this.count, el("div", { class: "table-box" }, el("table", { class: "rows" },
      el("caption", { class: "hidden" }, this.title), el("thead", {}, el("tr", {}, this.heads, el("th", { scope: "col" }, "详情"))), this.body)), this.pager);
  }

  form() {
    const form = el("form", { class: "filters", role: "search", "aria-label": "筛选" + this.title, onsubmit: event => event.preventDefault() });
    const search = el("input", { type: "search", placeholder: "标题、网址、说明中的文字", oninput: () => { clearTimeout(this.timer); this.timer = setTimeout(() => this.set("q", search.value.trim()), 200); } });
    this.controls.q = search;
    form.append(el("label", { class: "wide" }, el("span", {}, "查找"), search));
    for (const [key, title, options] of this.filters) {
      const control = options === "date" ? el("input", { type: "date" }) : el("select", {}, this.defaults && this.defaults[key] ? null : el("option", { value: "" }, "全部"), options().map(([value, text]) => el("option", { value }, text)));
      control.addEventListener("change", () => this.set(key, control.value));
      this.controls[key] = control;
      form.append(el("label", {}, el("span", {}, title), control));
    }
    form.append(el("button", { type: "button", class: "reset", onclick: () => this.reset() }, "清除筛选"));
    return form;
  }

  set(key, value) { go({ [this.key + "." + key]: this.defaults && this.defaults[key] === value ? "" : value, [this.key + ".page"]: "" }, true); }
  reset() {
    const changes = {};
    for (const name of Object.keys(readHash())) if (name.startsWith(this.key + ".")) changes[name] = "";
    go(changes, true);
  }
  sortBy(key) {
    const [now, way] = this.order(readHash());
    this.set("sort", key + (now === key && way === "up" ? ".down" : ".up"));
  }
  order(state) {
    const [key, way] = (state[this.key + ".sort"] || "").split(".");
    return this.columns.some(entry => entry[0] === key) ? [key, way === "down" ? "down" : "up"] : this.first;
  }
  value(state, key) { return state[this.key + "." + key] || (this.defaults && this.defaults[key]) || ""; }

  select(state) {
    const asked = this.filters.map(([key, , , test]) => [this.value(state, key), test]).filter(([value]) => value);
    const words = this.value(state, "q").toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length && !this.haystack) this.haystack = this.rows.map(row => this.text(row).toLowerCase());
    const found = [];
    this.rows.forEach((row, index) => {
      if (asked.every(([value, test]) => test(row, value)) && words.every(word => this.haystack[index].includes(word))) found.push(row);
    });
    const [key, way] = this.order(state), compare = this.columns.find(entry => entry[0] === key)[3];
    return found.sort(way === "up" ? compare : (a, b) => compare(b, a));
  }

  show(state) {
    const mine = JSON.stringify(Object.entries(state).filter(([name]) => name.startsWith(this.key + ".")));
    if (mine === this.shown) return;
    this.shown = mine;
    for (const [key, control] of Object.entries(this.controls)) if (document.activeElement !== control || key !== "q") this.put(control, this.value(state, key));
    const [key, way] = this.order(state);
    this.heads.forEach((head, place) => {
      if (this.columns[place][0] === key) head.setAttribute("aria-sort", way === "up" ? "ascending" : "descending"); else head.removeAttribute("aria-sort");
    });
    this.found = this.select(state);
    this.page = Math.min(Math.max(1, parseInt(this.value(state, "page"), 10) || 1), Math.max(1, Math.ceil(this.found.length / PAGE)));
    this.count.textContent = "共 " + number(this.found.length) + " " + this.unit + (this.found.length === this.rows.length ? "" : "（全部 " + number(this.rows.length) + "）");
    this.draw(this.found.slice((this.page - 1) * PAGE, this.page * PAGE));
    this.turn();
  }

  /** Sets a control; a value from the address that the list does not offer is added, so that the filter stays visible. */
  put(control, value) {
    if (control.tagName === "SELECT" && ![...control.options].some(option => option.value === value)) control.append(el("option", { value }, value));
    control.value = value;
  }

  draw(rows) {
    this.body.replaceChildren(...(rows.length ? rows.map(row => this.row(row)) : [el("tr", {}, el("td", { colspan: this.columns.length + 1, class: "none" }, "没有符合条件的记录。"))]));
  }

  row(row) {
    const button = el("button", { type: "button", class: "open", "aria-expanded": "false" }, "展开");
    const line = el("tr", {}, this.columns.map(([, title, cell, , kind]) => el("td", { class: kind || "", "data-name": title }, cell(row))), el("td", { class: "open-cell" }, button));
    let more = null;
    button.addEventListener("click", () => {
      if (more) { more.remove(); more = null; } else { more = el("tr", { class: "more" }, el("td", { colspan: this.columns.length + 1 }, this.open(row))); line.after(more); }
      button.setAttribute("aria-expanded", String(Boolean(more)));
      button.textContent = more ? "收起" : "展开";
    });
    return line;
  }

  turn() {
    const last = Math.max(1, Math.ceil(this.found.length / PAGE));
    const step = (text, page) => el("button", { type: "button", disabled: page < 1 || page > last || page === this.page, onclick: () => { go({ [this.key + ".page"]: page === 1 ? "" : page }, true); document.getElementById(this.name).scrollIntoView(); } }, text);
    this.pager.hidden = last === 1;
    this.pager.replaceChildren(step("首页", 1), step("上一页", this.page - 1), el("span", {}, "第 " + number(this.page) + " 页，共 " + number(last) + " 页"), step("下一页", this.page + 1), step("末页", last));
  }
}
