// Sharpens the pages: sorting, keyboard, persona switch. Without it everything still works.
"use strict";
(() => {
  const input = document.getElementById("question");

  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? "");
    if (event.key === "/" && input && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      input.focus();
    }
  });

  if (input) {
    const grow = () => {
      input.rows = Math.min(6, Math.max(1, input.value.split("\n").length));
    };
    input.addEventListener("input", grow);
    input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
        event.preventDefault();
        if (input.value.trim()) input.form.requestSubmit();
      }
      if (event.key === "ArrowUp" && !input.value) {
        const last = document.querySelector("article.answer h1");
        if (last) {
          event.preventDefault();
          input.value = last.textContent;
        }
      }
    });
    if (matchMedia("(min-width: 48rem)").matches) input.focus({ preventScroll: true });
  }

  for (const form of document.querySelectorAll("form[action='/ask']")) {
    form.addEventListener("submit", () => {
      const row = form.querySelector(".ask-row button");
      if (row) row.textContent = "Asking …";
      form.setAttribute("aria-busy", "true");
    });
  }
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[aria-busy]")) {
      form.removeAttribute("aria-busy");
      const row = form.querySelector(".ask-row button");
      if (row) row.textContent = "Ask";
    }
  });

  for (const select of document.querySelectorAll("select[data-submit='change']")) {
    select.form.querySelector("button")?.setAttribute("hidden", "");
    select.addEventListener("change", () => select.form.requestSubmit());
  }

  for (const sheet of document.querySelectorAll("details[data-sheet='narrow-closed']")) {
    if (!matchMedia("(min-width: 48rem)").matches) sheet.open = false;
  }

  const key = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.sort ?? cell.textContent;
  };
  for (const table of document.querySelectorAll("table[data-sortable]")) {
    const headings = [...table.tHead.rows[0].cells];
    headings.forEach((heading, column) => {
      heading.tabIndex = 0;
      heading.classList.add("sortable");
      const sort = () => {
        const down = heading.getAttribute("aria-sort") === "ascending";
        headings.forEach((other) => other.removeAttribute("aria-sort"));
        heading.setAttribute("aria-sort", down ? "descending" : "ascending");
        const number = heading.classList.contains("number");
        const rows = [...table.tBodies[0].rows];
        rows.sort((a, b) => {
          const [x, y] = [key(a, column), key(b, column)];
          if (x === "" || y === "") return (x === "") - (y === "");
          const order = number ? Number(x) - Number(y) : x.localeCompare(y);
          return down ? -order : order;
        });
        table.tBodies[0].append(...rows);
      };
      heading.addEventListener("click", sort);
      heading.addEventListener("keydown", (event) => {
        if (event.key === "Enter" || event.key === " ") {
          event.preventDefault();
          sort();
        }
      });
    });
  }
})();
