// Sharpens charts: PNG beside SVG, and what stands under the pointer at once. Without it everything still works.
"use strict";
(() => {
  const light = (svg) => svg.replaceAll("screen and (prefers-color-scheme: dark)", "not all");

  const painted = async (address) => {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(light(await answer.text()))}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.naturalWidth * 2;
    canvas.height = image.naturalHeight * 2;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    const name = /filename="([^"]+)\.svg"/.exec(answer.headers.get("content-disposition") ?? "")?.[1] ?? "chart";
    return { address: canvas.toDataURL("image/png"), name: `${name}.png` };
  };

  for (const button of document.querySelectorAll("button[data-png]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        const { address, name } = await painted(button.dataset.png);
        const link = document.createElement("a");
        link.href = address;
        link.download = name;
        link.click();
      } catch {
        button.textContent = "No PNG; take the SVG";
        button.disabled = true;
      }
    });
  }

  const told = (mark) => {
    // The title of a link is its name; the browser shows it.
    if (!mark.closest?.(".chart .picture") || mark.closest("a")) return "";
    const title = mark.querySelector(":scope > title");
    if (title && mark.localName !== "svg") {
      // The browser would show it a second time.
      mark.dataset.told = title.textContent;
      title.remove();
    }
    return mark.dataset.told ?? "";
  };
  const tip = document.createElement("div");
  tip.className = "chart-tip";
  tip.setAttribute("aria-hidden", "true");
  tip.hidden = true;
  const follow = (event) => {
    const text = told(event.target);
    tip.hidden = !text;
    if (!text) return;
    if (!tip.isConnected) document.body.append(tip);
    tip.textContent = text;
    const left = Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8);
    const above = event.clientY + 18 + tip.offsetHeight > innerHeight;
    tip.style.left = `${Math.max(8, left)}px`;
    tip.style.top = `${above ? event.clientY - tip.offsetHeight - 10 : event.clientY + 18}px`;
  };
  document.addEventListener("pointermove", follow, { passive: true });
  document.addEventListener("pointerdown", follow, { passive: true });
  document.addEventListener("scroll", () => { tip.hidden = true; }, { passive: true, capture: true });
})();
