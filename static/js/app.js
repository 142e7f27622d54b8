// The whole of the page script: shortcuts, dialogs, menus, focus, sending. Everything works without it.
(() => {
  const body = document.body, status = document.getElementById("status");
  const all = (what, root = document) => [...root.querySelectorAll(what)];
  const say = text => { if (status) status.textContent = text; };

  // Shortcuts: never while typing, never with Ctrl, Alt or Cmd, never inside an open dialog.
  const typing = e => e.target.closest?.("input, textarea, select, [contenteditable]");
  const on = () => body.dataset.shortcuts !== "off";
  const move = by => {
    const rows = all("[data-row]"), now = rows.findIndex(row => row.classList.contains("is-selected"));
    if (!rows.length) return;
    rows[now]?.classList.remove("is-selected");
    const next = rows[Math.max(0, Math.min(rows.length - 1, now + by))];
    next.classList.add("is-selected");
    next.querySelector("a, button")?.focus();
  };
  let wentAt = 0;
  const press = key => {
    const place = wentAt && Date.now() - wentAt < 1200 && document.querySelector(`[data-go="${CSS.escape(key)}"]`);
    wentAt = key === "g" ? Date.now() : 0;
    if (place) { location.href = place.href; return true; }
    if (key === "j" || key === "k") { move(key === "j" ? 1 : -1); return true; }
    if (key === "?") { open(document.getElementById("keys")); return true; }
    const target = document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (!target) return false;
    target.matches("input") ? target.focus() : target.click();
    return true;
  };
  document.addEventListener("keydown", e => {
    if (e.key === "Escape") closeMenus(null, true);
    if (!on() || e.ctrlKey || e.metaKey || e.altKey || typing(e) || document.querySelector("dialog[open]")) return;
    if (press(e.key)) e.preventDefault();
  });

  // Dialogs are opened by id; menus close on a click elsewhere and on Esc.
  const open = dialog => { if (dialog && !dialog.open) dialog.showModal(); };
  const closeMenus = (inside, refocus) => all("details.menu[open]").forEach(menu => {
    if (inside && menu.contains(inside)) return;
    menu.open = false;
    if (refocus) menu.firstElementChild.focus();
  });
  document.addEventListener("click", e => {
    const opener = e.target.closest("[data-open]"), copier = e.target.closest("[data-copy]");
    closeMenus(opener ? null : e.target, false);
    if (opener) { e.preventDefault(); open(document.getElementById(opener.dataset.open)); }
    if (e.target.closest("[data-close]")) e.target.closest("dialog")?.close();
    if (e.target.closest("[data-print]")) print();
    if (e.target.closest("[data-retry]")) retry();
    if (e.target.closest("[data-insert]")) { e.preventDefault(); insert(e.target.closest("[data-insert]")); }
    if (copier) copy(copier);
  });
  // A chosen text goes where the cursor stands in the field; nothing is sent by it.
  const insert = button => {
    const field = document.getElementById(button.dataset.into);
    const text = document.getElementById(button.dataset.insert).selectedOptions[0]?.dataset.text;
    if (!text || !field) return;
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const copy = button => navigator.clipboard?.writeText(document.getElementById(button.dataset.copy).value)
    .then(() => { button.textContent = body.dataset.copied; say(body.dataset.copied); });

  // After a full post: focus goes to what is wrong, else to what was done.
  const tell = root => (root.querySelector(".error-summary[data-focus]") || root.querySelector("[data-focus]"))?.focus();

  // While sending: the pressed button is disabled and says so. Its own name and value still go with the form.
  const buttonOf = e => e.submitter?.matches("button") ? e.submitter : null;
  const wait = button => {
    button.dataset.words = button.innerHTML;
    button.disabled = true;
    button.textContent = button.dataset.sending || body.dataset.sending;
  };
  const ready = button => {
    if (button.dataset.words === undefined) return;
    button.disabled = false;
    button.innerHTML = button.dataset.words;
    delete button.dataset.words;
  };
  let unsent = null;
  const offline = (form, button) => { unsent = { form, button }; const note = document.getElementById("offline"); if (note) note.hidden = false; };
  const retry = () => {
    if (!navigator.onLine || !unsent) return;
    document.getElementById("offline").hidden = true;
    unsent.form.requestSubmit(unsent.button);
  };
  document.addEventListener("submit", e => {
    const form = e.target, button = buttonOf(e);
    if (form.method !== "post" || e.defaultPrevented) return;
    if (!navigator.onLine) { e.preventDefault(); offline(form, button); say(body.dataset.unsent); return; }
    if (button && !form.hasAttribute("hx-post")) setTimeout(() => wait(button));
  });
  addEventListener("pageshow", e => { if (e.persisted) all("button[data-words]").forEach(ready); });

  // htmx: the same while a part is on its way; what it could not fetch is said, not swallowed.
  document.addEventListener("htmx:beforeRequest", e => { if (e.detail.elt.matches("form")) all("button[type=submit]", e.detail.elt).forEach(wait); });
  document.addEventListener("htmx:afterRequest", e => { if (e.detail.elt.matches("form")) all("button[data-words]", e.detail.elt).forEach(ready); });
  document.addEventListener("htmx:sendError", () => say(body.dataset.unsent));
  document.addEventListener("htmx:responseError", () => say(body.dataset.unsent));
  document.addEventListener("htmx:afterSwap", e => {
    const outcome = e.detail.elt.querySelector?.("[data-status]");
    if (outcome) say(outcome.dataset.status);
    const wrong = e.detail.elt.querySelector?.(".error-summary");
    if (wrong) wrong.focus();
  });
  // A part is not swapped away with a field in it that somebody types in; the part asks again when they leave the field.
  document.addEventListener("htmx:beforeSwap", e => {
    const field = document.activeElement;
    if (e.detail.target.contains(field) && field.matches("input:not([type=checkbox])")) e.detail.shouldSwap = false;
  });
  // A clock is not swapped away under the finger of someone about to press its buttons.
  document.addEventListener("htmx:beforeRequest", e => {
    if (e.detail.elt.matches("[data-clock]") && e.detail.elt.contains(document.activeElement)) e.preventDefault();
  });
  // The button of a form repeats what is chosen in it: "Record 5, said by Ingrid".
  const repeat = form => {
    const button = form.querySelector("[data-repeat]");
    if (!button) return;
    let words = button.dataset.repeat, known = true;
    words = words.replace(/\{(\w+)\}/g, (_, name) => {
      const chosen = form.querySelector(`[name="${name}"]:checked`);
      known = known && chosen;
      return chosen ? chosen.dataset.words : "";
    });
    if (known) button.textContent = words;
  };
  // How many boxes are ticked, in the words beside them: "Open 9 recoveries with drafts".
  const count = form => all("[data-count-of]", form).forEach(place => {
    const n = form.querySelectorAll(`[name="${place.dataset.countOf}"]:checked`).length;
    place.textContent = (n === 1 ? place.dataset.one : place.dataset.many).replace("{n}", n);
  });
  document.addEventListener("change", e => { if (e.target.form) { repeat(e.target.form); count(e.target.form); } });
  all("form").forEach(repeat);
  tell(document);
})();
