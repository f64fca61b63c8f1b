// What the bank's pages do in the browser: the phone menu, custom drop-downs, sliders that say their value,
// tidy numbers, the sortable table and the transfer dialog. Each part looks for its markup and rests without it.

const all = (selector) => document.querySelectorAll(selector);

document.documentElement.classList.add("scripted");

for (const button of all(".menu-button")) {
  const menu = document.getElementById(button.getAttribute("aria-controls"));
  button.addEventListener("click", () => {
    const open = menu.classList.toggle("open");
    button.setAttribute("aria-expanded", open);
  });
}

// A drop-down after the "select-only combobox" pattern: focus stays on the box, the options are pointed at.
for (const combo of all("[data-combo]")) {
  const box = combo.querySelector("[role=combobox]");
  const list = combo.querySelector("[role=listbox]");
  const store = combo.querySelector("input");
  const options = [...list.querySelectorAll("[role=option]")];
  let active = -1;

  const point = (at) => {
    active = Math.max(0, Math.min(options.length - 1, at));
    options.forEach((option, i) => option.classList.toggle("active", i === active));
    box.setAttribute("aria-activedescendant", options[active].id);
    options[active].scrollIntoView({ block: "nearest" });
  };
  const open = () => {
    list.hidden = false;
    box.setAttribute("aria-expanded", "true");
    point(options.findIndex((option) => option.getAttribute("aria-selected") === "true"));
  };
  const close = () => {
    list.hidden = true;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };
  const choose = (option) => {
    for (const other of options) other.setAttribute("aria-selected", other === option);
    box.textContent = option.textContent;
    box.classList.remove("empty");
    store.value = option.dataset.value;
    store.dispatchEvent(new Event("change", { bubbles: true }));
    close();
  };
  const initial = options.find((option) => store.value && option.dataset.value === store.value);
  if (initial) choose(initial);

  box.addEventListener("click", () => (list.hidden ? open() : close()));
  box.addEventListener("blur", close);
  // Without this the box would lose focus, and the list close, before the click arrives.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
  box.addEventListener("keydown", (event) => {
    const { key } = event;
    if (list.hidden) {
      if (!["ArrowDown", "ArrowUp", "Enter", " "].includes(key)) return;
      open();
    } else if (key === "ArrowDown") point(active + 1);
    else if (key === "ArrowUp") point(active - 1);
    else if (key === "Home") point(0);
    else if (key === "End") point(options.length - 1);
    else if (key === "Enter" || key === " ") choose(options[active]);
    else if (key === "Escape") close();
    else if (key.length === 1) {
      const at = options.findIndex((o) => o.textContent.trim().toLowerCase().startsWith(key.toLowerCase()));
      if (at >= 0) point(at);
      return;
    } else return;
    event.preventDefault();
  });
}

for (const output of all("output[data-for]")) {
  const range = document.getElementById(output.dataset.for);
  const show = () => { output.value = `$${Number(range.value).toLocaleString("en-US")}`; };
  range.addEventListener("input", show);
  show();
}

// Dashes come by themselves while the number is typed.
for (const field of all("[data-format=ssn]")) {
  field.addEventListener("input", () => {
    const digits = field.value.replace(/\D/g, "").slice(0, 9);
    const parts = [digits.slice(0, 3), digits.slice(3, 5), digits.slice(5)].filter(Boolean);
    if (field.value !== parts.join("-")) field.value = parts.join("-");
  });
}

for (const field of all("[data-format=money]")) {
  field.addEventListener("change", () => {
    const amount = Number(field.value.replace(/[$,\s]/g, ""));
    if (field.value.trim() && Number.isFinite(amount)) field.value = `$ ${amount.toLocaleString("en-US")}`;
  });
}

// What is in a contenteditable note goes along with its form in a hidden field.
for (const note of all("[contenteditable][data-store]")) {
  const store = document.getElementById(note.dataset.store);
  note.addEventListener("input", () => { store.value = note.innerText; });
}

for (const table of all("table[data-sortable]")) {
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const key = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.value ? Number(cell.dataset.value) : cell.textContent.trim().toLowerCase();
  };
  heads.forEach((head, column) => {
    head.querySelector("button")?.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") !== "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const rows = [...body.rows].sort((a, b) => {
        const [x, y] = [key(a, column), key(b, column)];
        return (x < y ? -1 : x > y ? 1 : 0) * (up ? 1 : -1);
      });
      body.append(...rows);
    });
  });
}

for (const field of all("[data-filter]")) {
  const rows = [...document.getElementById(field.dataset.filter).tBodies[0].rows];
  field.addEventListener("input", () => {
    const wanted = field.value.trim().toLowerCase();
    for (const row of rows) row.hidden = !row.textContent.toLowerCase().includes(wanted);
  });
}

for (const button of all("[data-opens]")) {
  const dialog = document.getElementById(button.dataset.opens);
  button.addEventListener("click", () => dialog.showModal());
}
for (const button of all("[data-closes]")) {
  button.addEventListener("click", () => button.closest("dialog").close());
}

for (const button of all("[data-removes]")) {
  button.addEventListener("click", () => button.closest(button.dataset.removes).remove());
}
