"use strict";

// Steps from difference to difference, among the kinds that are ticked.
(() => {
  const texts = document.querySelector(".texts");
  if (!texts || !document.getElementById("kinds")) return; // nothing is marked
  const marks = [...texts.querySelectorAll("mark[id]")];
  const boxes = [...document.querySelectorAll("#kinds input")];
  const bar = document.querySelector(".tools");
  const place = document.getElementById("place");
  const keys = document.getElementById("keys");
  let now = null;

  const kind = (mark) => mark.title;
  const hidden = () => new Set(boxes.filter((box) => !box.checked).map((box) => box.dataset.kind));
  const shown = () => {
    const without = hidden();
    return without.size ? marks.filter((mark) => !without.has(kind(mark))) : marks;
  };
  const pieces = (mark) => texts.querySelectorAll(`[data-d="${mark.id.slice(1)}"]`);
  const covered = () => bar.getBoundingClientRect().height;

  // Marks stand in the order of the text, so the first below the bar is found by halving.
  const below = (found) => {
    const edge = covered();
    let low = 0;
    let high = found.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (found[middle].getBoundingClientRect().top < edge) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  // What both sides have in place of each other; a mark can be in pieces.
  const said = (mark) => {
    if (!mark.id.startsWith("d")) return mark.textContent;
    const sides = [[], []];
    for (const each of [mark, ...pieces(mark)]) {
      const cell = each.closest(".cell");
      sides[cell === cell.parentElement.firstElementChild ? 0 : 1].push(each.textContent);
    }
    return sides.map((words) => words.join(" ").trim().slice(0, 60) || "–").join(" → ");
  };

  const tell = (found) => {
    const at = now ? found.indexOf(now) : -1;
    const total = found.length.toLocaleString("en");
    const where = `${(at + 1).toLocaleString("en")} of ${total}`;
    place.textContent = at < 0 ? `${total} marked` : `${where}: ${kind(now)}, ${said(now)}`;
  };

  const choose = (mark, focus) => {
    for (const each of texts.querySelectorAll(".now")) each.classList.remove("now");
    now = mark;
    mark.classList.add("now");
    if (mark.id.startsWith("d")) for (const each of pieces(mark)) each.classList.add("now");
    mark.scrollIntoView({ block: "center" });
    if (focus) {
      mark.tabIndex = -1;
      mark.focus({ preventScroll: true });
    }
    history.replaceState(null, "", `#${mark.id}`);
    tell(shown());
  };

  const step = (by, focus) => {
    const found = shown();
    if (!found.length) return tell(found);
    const at = now ? found.indexOf(now) : -1;
    let to;
    if (at >= 0) {
      to = at + by;
    } else if (now) {
      const after = found.findIndex(
        (mark) => now.compareDocumentPosition(mark) & Node.DOCUMENT_POSITION_FOLLOWING,
      );
      to = by > 0 ? after : (after < 0 ? found.length : after) - 1;
      if (by > 0 && after < 0) to = found.length;
    } else {
      const first = below(found);
      to = by > 0 ? first : first - 1;
    }
    choose(found[(to + found.length) % found.length], focus);
  };

  // The classes that take marks away; a style that looks at the boxes would be slow.
  const apply = () => {
    for (const box of boxes) {
      document.body.classList.toggle(`without-${box.dataset.kind}`, !box.checked);
    }
    tell(shown());
  };
  const tick = (wanted) => {
    for (const box of boxes) box.checked = wanted(box);
    apply();
  };
  const only = () => tick((box) => "substance" in box.dataset);
  const every = () => tick(() => true);

  const acts = {
    n: () => step(1, true),
    j: () => step(1, true),
    p: () => step(-1, true),
    k: () => step(-1, true),
    s: () => (hidden().size ? every() : only()),
    "?": () => keys.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    const typed = event.target.closest?.("textarea, select, input:not([type=checkbox])");
    if (typed || keys.open || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  const press = (id, act) => document.getElementById(id).addEventListener("click", act);
  press("next", () => step(1, false));
  press("before", () => step(-1, false));
  press("help", () => keys.showModal());
  press("only", only);
  press("every", every);
  for (const box of boxes) box.addEventListener("change", apply);

  texts.addEventListener("click", (event) => {
    const mark = event.target.closest("mark");
    if (!mark || hidden().has(kind(mark))) return;
    const first = mark.id ? mark : document.getElementById(`d${mark.dataset.d}`);
    if (first) choose(first, false);
  });

  const follow = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    if (target.matches(".texts mark[id]")) {
      const box = document.getElementById(`show-${kind(target)}`);
      if (box) box.checked = true;
      apply();
      choose(target, true);
    } else if (target.matches(".row")) {
      now = null;
      target.scrollIntoView({ block: "center" });
      tell(shown());
    }
  };
  addEventListener("hashchange", follow);

  const measure = () => {
    document.documentElement.style.scrollPaddingTop = `${covered() + 12}px`;
  };
  new ResizeObserver(measure).observe(bar);
  const narrow = matchMedia("(max-width: 48rem)");
  const legend = document.getElementById("kinds");
  const fold = () => legend.toggleAttribute("open", !narrow.matches);
  narrow.addEventListener("change", fold);
  fold();
  apply(); // a browser may remember boxes
  follow();
})();
