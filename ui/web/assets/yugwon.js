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

  document.addEventListener("click", (e) => {
    const t = e.target instanceof Element ? e.target : null;
    if (!t) return;
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
