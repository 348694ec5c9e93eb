/* The page's own behaviour: sources at the highlighted passage, theme, copying links.
   Works on the Gradio page and on the page of a single record alike. */
(() => {
  "use strict";
  if (window.yugwon) return;
  const store = {
    get: (k) => { try { return localStorage.getItem(k); } catch { return null; } },
    set: (k, v) => { try { localStorage.setItem(k, v); } catch { /* private window */ } },
  };

  // -- light and dark
  const dark = () => {
    const kept = store.get("yugwon-theme");
    return kept ? kept === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  };
  const paint = () => document.body && document.body.classList.toggle("dark", dark());
  paint();
  document.addEventListener("DOMContentLoaded", paint);
  new MutationObserver(() => {
    if (document.body.classList.contains("dark") !== dark()) paint();
  }).observe(document.documentElement, { subtree: false, childList: true });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);

  // -- the panel of a source
  let panel, opener;
  const close = () => {
    if (!panel || panel.hidden) return;
    panel.hidden = true;
    document.body.classList.remove("yg-beside");
    document.querySelectorAll(".yg-on").forEach((e) => e.classList.remove("yg-on"));
    if (opener && opener.isConnected) opener.focus({ preventScroll: true });
  };
  const open = (key, from) => {
    const pane = document.querySelector(`[data-pane="${CSS.escape(key)}"]`);
    if (!pane) return;
    if (!panel || !panel.isConnected) {
      panel = document.createElement("aside");
      panel.className = "yg-panel";
      panel.setAttribute("role", "dialog");
      panel.tabIndex = -1;
      document.body.append(panel);
    }
    opener = from;
    const english = document.querySelector(".yg-root[data-lang=en], html[lang=en]");
    const shut = document.createElement("button");
    shut.type = "button";
    shut.className = "yg-panel-close";
    shut.textContent = "×";
    shut.setAttribute("aria-label", english ? "Close" : "닫기");
    shut.addEventListener("click", close);
    const body = pane.cloneNode(true);
    body.hidden = false;
    body.removeAttribute("data-pane");
    body.className = "yg-panel-body";
    panel.replaceChildren(shut, body);
    panel.setAttribute("aria-label", body.querySelector("h3")?.textContent ?? "");
    panel.hidden = false;
    document.body.classList.add("yg-beside");
    document.querySelectorAll(".yg-on").forEach((e) => e.classList.remove("yg-on"));
    document.querySelectorAll(`[data-cite="${CSS.escape(key)}"]`).forEach((e) => e.classList.add("yg-on"));
    panel.focus({ preventScroll: true });
    const mark = body.querySelector("mark");
    body.scrollTop = 0;
    if (mark) body.scrollTop = Math.max(0, mark.getBoundingClientRect().top - body.getBoundingClientRect().top - 90);
  };

  const fill = (text) => {
    const box = document.querySelector("#yg-box textarea, #yg-box input");
    if (!box) return;
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true }));
    box.focus();
  };

  // -- who is signed in, where people sign in
  addEventListener("load", async () => {
    const got = await fetch("/api/me").catch(() => null);
    const who = got && got.ok ? await got.json() : null;
    if (!who || !who.name) return;
    const english = document.querySelector(".yg-root[data-lang=en], html[lang=en]") || location.pathname.startsWith("/en");
    const put = () => document.querySelectorAll(".yg-tools").forEach((tools) => {
      if (tools.querySelector("[data-out]")) return;
      const out = document.createElement("button");
      out.type = "button";
      out.className = "yg-tool";
      out.dataset.out = "1";
      out.textContent = `${who.name}${who.region ? ` · ${who.region}` : ""} · ${english ? "Sign out" : "나가기"}`;
      out.addEventListener("click", () => fetch("/logout", { method: "POST" }).then(() => { location.href = "/login"; }));
      tools.append(out);
    });
    put();
    setInterval(put, 2000);
  });

  // -- sending an answer up, judging it
  const post = async (path, body) => {
    const got = await fetch(path, {
      method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body),
    });
    const value = await got.json();
    if (got.ok) return value;
    const said = value.error || {};
    throw new Error((document.querySelector(".yg-root[data-lang=en], html[lang=en]") ? said.en : said.ko) || "");
  };
  const told = (acts, text, bad) => {
    const line = acts.querySelector("[data-sent]");
    line.textContent = text;
    line.hidden = false;
    line.classList.toggle("yg-error", !!bad);
  };
  const regions = async (select) => {
    if (select.dataset.region || select.options.length > 1) return;
    const chosen = document.querySelector("#yg-region input")?.value;
    for (const o of await (await fetch("/api/offices")).json()) {
      select.add(new Option(o.region, o.region, false, o.region === chosen));
    }
  };
  const act = (acts, t) => {
    const form = acts.querySelector("[data-send-form]");
    if (t.closest("[data-send-cancel]")) { form.hidden = true; return true; }
    const thumb = t.closest("[data-thumb]");
    if (thumb && thumb.dataset.thumb === "up") {
      const region = form.elements.region.value;
      post(`/api/answers/${acts.dataset.acts}/thumbs`, { good: true, region }).then(
        () => told(acts, acts.querySelector("[data-sent]").dataset.thanks), (e) => fail(acts, e));
      return true;
    }
    if (!thumb && !t.closest("[data-send]")) return false;
    form.dataset.bad = thumb ? "1" : "";
    form.elements.why.closest("label").hidden = !!thumb;
    const label = form.querySelector("[data-note-label]");
    label.dataset.note ||= label.textContent;
    label.textContent = thumb ? label.dataset.reason : label.dataset.note;
    regions(form.elements.region);
    form.hidden = false;
    form.elements.note.focus();
    return true;
  };
  const fail = (acts, e) => told(acts, [acts.querySelector("[data-sent]").dataset.failed, e.message].filter(Boolean).join(": "), true);
  document.addEventListener("submit", (e) => {
    const form = e.target instanceof Element && e.target.closest("[data-send-form]");
    if (!form) return;
    e.preventDefault();
    const acts = form.closest("[data-acts]");
    const answer = acts.dataset.acts;
    const { region, why, note } = form.elements;
    const sending = form.dataset.bad
      ? post(`/api/answers/${answer}/thumbs`, { good: false, reason: note.value, region: region.value }).then((r) => r.sent && { ...r.sent, questions: 0 })
      : post("/api/queue", { answer, region: region.value, why: why.value, note: note.value });
    sending.then((sent) => {
      form.hidden = true;
      const line = acts.querySelector("[data-sent]").dataset;
      told(acts, (sent.questions > 1 ? line.joined : line.alone).replace("{matter}", sent.matter).replace("{questions}", sent.questions));
    }, (e2) => fail(acts, e2));
  });

  // -- a report of an evaluation, read in the page: the file that stands alone, in a frame of its own
  const read = async (link) => {
    const place = document.querySelector("#yg-reading");
    const got = await fetch(`/evaluations/${link.dataset.read}`).catch(() => null);
    if (!place || !got || !got.ok) { location.href = link.href; return; }
    const english = document.querySelector(".yg-root[data-lang=en], html[lang=en]") || location.pathname.startsWith("/en");
    const frame = document.createElement("iframe");
    frame.className = "yg-reading";
    frame.title = link.dataset.read;
    const page = await got.text();
    frame.srcdoc = english ? page.replace('lang="ko" data-lang="ko"', 'lang="en" data-lang="en"') : page;
    place.replaceChildren(frame);
    place.scrollIntoView({ behavior: "smooth" });
  };

  document.addEventListener("click", (e) => {
    const t = e.target instanceof Element ? e.target : null;
    if (!t) return;
    const report = t.closest("[data-read]");
    if (report) { e.preventDefault(); read(report); return; }
    const cite = t.closest("[data-cite]");
    if (cite) return open(cite.dataset.cite, cite);
    const edit = t.closest("[data-edit]");
    if (edit) return fill(edit.dataset.edit);
    const copy = t.closest("[data-copy]");
    if (copy) {
      const said = copy.textContent;
      const done = () => {
        copy.textContent = copy.dataset.done;
        setTimeout(() => { copy.textContent = said; }, 1600);
      };
      const link = new URL(copy.dataset.copy, location.href).href;
      if (navigator.clipboard) navigator.clipboard.writeText(link).then(done, () => prompt("", link));
      else prompt("", link);
      return;
    }
    const acts = t.closest("[data-acts]");
    if (acts && act(acts, t)) return;
    if (t.closest("[data-theme-switch]")) {
      store.set("yugwon-theme", dark() ? "light" : "dark");
      return paint();
    }
    if (panel && !panel.hidden && !panel.contains(t) && innerWidth < 1100) close();
  });
  document.addEventListener("keydown", (e) => { if (e.key === "Escape") close(); });
  addEventListener("hashchange", () => open(decodeURIComponent(location.hash.slice(1)), null));
  addEventListener("load", () => location.hash && open(decodeURIComponent(location.hash.slice(1)), null));
  window.yugwon = { open, close, fill };
})();
