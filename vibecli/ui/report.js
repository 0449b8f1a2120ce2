"use strict";
// Lets a reviewer filter, sort and decide on a report, and makes decisions.json of what they said.
// Texts go onto the page as text only, and nothing leaves it but the file they save.
(() => {
  const one = (query, root = document) => root.querySelector(query);
  const all = (query, root = document) => [...root.querySelectorAll(query)];
  const make = (tag, props = {}, ...inside) => {
    const made = Object.assign(document.createElement(tag), props);
    made.append(...inside);
    return made;
  };
  const plural = (number, word) => `${number.toLocaleString("en")} ${word}${number === 1 ? "" : "s"}`;

  // Sorting by a column, and filtering by words.
  const key = (row, place) => row.cells[place]?.innerText.trim() ?? "";
  const number = (text) => {
    const told = text.replaceAll(",", "");
    return told === "" || Number.isNaN(Number(told)) ? null : Number(told);
  };
  const compare = (a, b) => {
    const [left, right] = [number(a), number(b)];
    if (left !== null && right !== null) return left - right;
    return a.localeCompare(b, "en", { numeric: true });
  };
  const sortable = (table) => {
    const heads = all("thead th", table);
    heads.forEach((head, place) => {
      if (!head.textContent) return;
      const button = make("button", { type: "button", textContent: head.textContent });
      button.onclick = () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const rows = [...table.tBodies[0].rows].map((row) => [key(row, place), row]);
        rows.sort((a, b) => (down ? compare(b[0], a[0]) : compare(a[0], b[0])));
        table.tBodies[0].append(...rows.map(([, row]) => row));
      };
      head.replaceChildren(button);
    });
  };
  const filterable = (table) => {
    const rows = [...table.tBodies[0].rows];
    const told = rows.map((row) => row.textContent.toLowerCase());
    const count = make("span", { role: "status" });
    const field = make("input", { type: "search", placeholder: "filter", ariaLabel: "filter these rows" });
    field.oninput = () => {
      const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
      rows.forEach((row, n) => { row.hidden = !words.every((word) => told[n].includes(word)); });
      const left = rows.filter((row) => !row.hidden).length;
      count.textContent = words.length ? `${left.toLocaleString("en")} of ${plural(rows.length, "row")}` : "";
    };
    table.parentElement.before(make("div", { className: "find" }, field, count));
  };
  all("table.list").filter((table) => table.tBodies[0].rows.length > 1).forEach(sortable);
  all("table.list").filter((table) => table.tBodies[0].rows.length > 8).forEach(filterable);

  // Paper shows what is folded.
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = all("details:not([open])");
    folded.forEach((part) => { part.open = true; });
  });
  addEventListener("afterprint", () => folded.forEach((part) => { part.open = false; }));

  // Deciding.
  const form = one("#decide");
  if (!form) return;
  const said = new Map(); // part -> {verdict, comment}
  const calls = new Map(); // part -> the places it can be decided at
  let saved = true;

  const mark = (part, change) => {
    const now = { verdict: "", comment: "", ...said.get(part), ...change };
    if (now.verdict || now.comment.trim()) said.set(part, now);
    else said.delete(part);
    saved = false;
    show(part);
    tell();
  };
  const toggle = (part, verdict) =>
    mark(part, { verdict: said.get(part)?.verdict === verdict ? "" : verdict });
  const show = (part) => {
    const now = said.get(part) ?? { verdict: "", comment: "" };
    for (const { holder, yes, no, say, field } of calls.get(part)) {
      yes.ariaPressed = now.verdict === "accept";
      no.ariaPressed = now.verdict === "reject";
      say.ariaPressed = now.comment.trim() !== "";
      if (field.value !== now.comment) field.value = now.comment;
      holder.classList.toggle("gone", now.verdict === "reject");
    }
  };
  const offer = (holder) => {
    const part = holder.dataset.part;
    const button = (kind, word, run) => {
      const made = make("button", { type: "button", className: kind, textContent: word, onclick: run });
      made.ariaLabel = `${word} ${part}`;
      made.ariaPressed = "false";
      return made;
    };
    const field = make("input", { hidden: true, placeholder: "comment", ariaLabel: `comment on ${part}` });
    field.oninput = () => mark(part, { comment: field.value });
    const yes = button("yes", "accept", () => toggle(part, "accept"));
    const no = button("no", "reject", () => toggle(part, "reject"));
    const say = button("say", "comment", () => {
      field.hidden = !field.hidden && !field.value;
      if (!field.hidden) field.focus();
    });
    const inRow = holder.tagName === "TR";
    const call = make(inRow ? "td" : "span", { className: "call" }, yes, no, say, field);
    (inRow ? holder : one("h2", holder)).append(call);
    calls.set(part, [...(calls.get(part) ?? []), { holder, yes, no, say, field }]);
  };
  all("[data-part]").forEach(offer);
  all("table.parts").forEach((table) => {
    if (!one(".call", table)) return;
    one("thead tr", table).append(make("th", { className: "call", textContent: "your call" }));
    all("tbody tr:not([data-part])", table).forEach((row) => row.append(make("td")));
  });

  const [who, comment, lack] = ["#who", "#said", "#lack"].map((id) => one(id));
  const verdict = () => one("input[name=verdict]:checked")?.value ?? "";
  const split = (part) => {
    const at = part.indexOf(":");
    return { what: part.slice(0, at), name: part.slice(at + 1) };
  };
  const decisions = () => {
    const apart = [...said].filter(([, now]) => !now.verdict); // remarks decide nothing
    const remarks = apart.map(([part, now]) => `${part}: ${now.comment.trim()}`);
    const typed = all("[data-confirm]").filter(
      (field) => field.value.trim().toLowerCase() === field.dataset.confirm.toLowerCase());
    const reasons = all("[data-rule]").filter((field) => field.value.trim());
    return {
      format: 1,
      plan_id: form.dataset.plan,
      reviewer: who.value.trim(),
      at: new Date().toISOString(),
      verdict: verdict(),
      marks: [...said].filter(([, now]) => now.verdict).map(([part, now]) => ({
        ...split(part), verdict: now.verdict, comment: now.comment.trim() })),
      confirmed: typed.map((field) => field.dataset.confirm),
      overrides: reasons.map((field) => ({
        rule: field.dataset.rule, table: field.dataset.table ?? null, reason: field.value.trim() })),
      comment: [comment.value.trim(), ...remarks].filter(Boolean).join("\n"),
    };
  };
  const missing = () => {
    if (!who.value.trim()) return ["your name is missing", who];
    if (!verdict()) return ["choose what becomes of the plan", one("input[name=verdict]")];
    const tables = all("[data-part^='table:']").map((holder) => holder.dataset.part);
    if (verdict() === "apply" && tables.length && tables.every((t) => said.get(t)?.verdict === "reject")) {
      return ["every table is rejected: discard the plan instead", one("input[value=discard]")];
    }
    return ["", null];
  };
  const tell = () => {
    const made = [...said].map(([part, now]) => {
      const told = now.verdict || "comment";
      const kind = { accept: "yes", reject: "no", comment: "" }[told];
      return make("li", {}, make("span", { className: kind, textContent: told }), ` ${part}`,
        now.comment.trim() ? ` (${now.comment.trim()})` : "");
    });
    one("#marked").replaceChildren(...made);
    const count = (kind) => [...said.values()].filter((now) => now.verdict === kind).length;
    const remarks = [...said.values()].filter((now) => now.comment.trim()).length;
    one("#tally").textContent =
      `${count("reject")} rejected, ${count("accept")} accepted, ${plural(remarks, "comment")}`;
    one("#bar").hidden = said.size === 0;
    one("#file").textContent = JSON.stringify(decisions(), null, 1);
    lack.textContent = "";
  };
  form.oninput = () => { saved = false; tell(); };
  form.onsubmit = (event) => {
    event.preventDefault();
    const [why, field] = missing();
    lack.textContent = why;
    if (field) { field.focus(); return; }
    tell();
    const file = new Blob([`${one("#file").textContent}\n`], { type: "application/json" });
    const link = make("a", { href: URL.createObjectURL(file), download: "decisions.json" });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    saved = true;
  };
  form.noValidate = true;
  form.hidden = false;
  addEventListener("beforeunload", (event) => { if (!saved) event.preventDefault(); });

  // Keys on a marked line.
  const holders = all("[data-part]");
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input, textarea")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const here = event.target.closest("[data-part]");
    const move = { j: 1, k: -1 }[event.key];
    if (move) {
      const shown = holders.filter((holder) => holder.checkVisibility());
      const next = shown[here ? shown.indexOf(here) + move : move > 0 ? 0 : shown.length - 1];
      one(".call button", next ?? document)?.focus();
    } else if (event.key === "/") {
      const field = one(".find input");
      if (field) { event.preventDefault(); field.focus(); }
    } else if (here) {
      const wanted = { a: ".yes", r: ".no", c: ".say" }[event.key];
      if (wanted) { event.preventDefault(); one(wanted, here).click(); }
    }
  });
  tell();
  saved = true;
})();
