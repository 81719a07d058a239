// Sharpens the pages: keyboard, tabs, sorting, copying, drilling down. Without it everything still works.
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
        const last = document.getElementById("asked");
        if (last) {
          event.preventDefault();
          input.value = last.textContent;
        }
      }
    });
    if (matchMedia("(min-width: 48rem)").matches) input.focus({ preventScroll: true });
  }

  // An answer that is quick takes the place of this page without the browser's going there; one that takes longer is
  // gone to, because it shows its steps as they finish.
  const QUICK = 300;
  const place = location.pathname;
  const ask = async (form, button) => {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form, button)) });
    const whole = answer.text();
    const slow = new Promise((resolve) => setTimeout(resolve, QUICK));
    const page = answer.redirected ? await Promise.race([whole, slow]) : await whole;
    if (page === undefined) {
      location.assign(answer.url);
      return;
    }
    if (answer.redirected) history.pushState(null, "", answer.url);
    document.open();
    document.write(page);
    document.close();
    scrollTo(0, 0);
  };
  for (const form of document.querySelectorAll("form[action='/ask'], form.inputs")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      // Without an answer the browser tries itself, and says what is wrong.
      ask(form, event.submitter).catch(() => form.submit());
      const row = form.querySelector(".ask-row button");
      if (row) row.textContent = "Asking …";
      const again = form.querySelector(":scope > button");
      if (again && form.className === "inputs") again.textContent = "Computing …";
      form.setAttribute("aria-busy", "true");
    });
  }
  // What stands here is not what an earlier or later address in this tab held.
  addEventListener("popstate", () => {
    if (location.pathname !== place) location.reload();
  });
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[aria-busy]")) {
      form.removeAttribute("aria-busy");
      const row = form.querySelector(".ask-row button");
      if (row) row.textContent = "Ask";
      const again = form.querySelector(":scope > button");
      if (again && form.className === "inputs") again.textContent = "Compute again";
    }
  });

  // A mark of a chart asks at once; without a script its link opens the page with the question written out.
  document.addEventListener("click", (event) => {
    const mark = event.target.closest?.("a[data-ask]");
    if (!mark || !input || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    input.value = mark.dataset.ask;
    input.form.requestSubmit();
  });

  const tabs = [...document.querySelectorAll(".tabs a[data-tab]")];
  for (const tab of tabs) {
    tab.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      for (const other of tabs) other.toggleAttribute("aria-current", false);
      tab.setAttribute("aria-current", "true");
      for (const panel of document.querySelectorAll("[data-panel]")) {
        panel.hidden = panel.dataset.panel !== tab.dataset.tab;
      }
      history.replaceState(null, "", tab.href);
    });
  }

  const said = (button, word) => {
    const before = button.textContent;
    button.textContent = word;
    setTimeout(() => (button.textContent = before), 1500);
  };
  const rowsAsText = () => {
    const lines = [...document.querySelectorAll("[data-panel='table'] tr")].map((row) =>
      [...row.cells].map((cell) => cell.textContent.trim().replace(/[\t\n]+/g, " ")).join("\t"),
    );
    return lines.length ? lines.join("\n") : document.querySelector(".tile-value")?.textContent ?? "";
  };
  for (const button of document.querySelectorAll("button[data-copy]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      const text = button.dataset.copy === "link" ? location.href : rowsAsText();
      navigator.clipboard.writeText(text).then(
        () => said(button, "Copied"),
        () => said(button, "Not possible"),
      );
    });
  }

  for (const select of document.querySelectorAll("select[data-submit='change']")) {
    select.addEventListener("change", () => select.form.requestSubmit());
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
