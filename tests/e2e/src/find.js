// A function: the first visible element below `top` with a role and an accessible name (its beginning, if it ends with
// "*"), or null. Reads what assistive technology reads, as far as these tests need it. Open shadow roots are walked;
// frames are not.
(top, role, wanted) => {
  const flat = (text) => (text ?? "").replace(/[‘’]/g, "'").replace(/\s+/g, " ").trim();
  const inputs = { button: "button", submit: "button", reset: "button", checkbox: "checkbox", radio: "radio", range: "slider", number: "spinbutton" };
  const roles = { A: "link", BUTTON: "button", TEXTAREA: "textbox", SELECT: "combobox", OUTPUT: "status", DIALOG: "dialog", SECTION: "region", NAV: "navigation", MAIN: "main", SUMMARY: "button", IMG: "img", LI: "listitem" };
  const roleOf = (element) => {
    const own = element.getAttribute("role");
    if (own) return own;
    if (element.tagName == "INPUT") return inputs[element.type] ?? "textbox";
    if (/^H[1-6]$/.test(element.tagName)) return "heading";
    return roles[element.tagName] ?? "";
  };
  const nameOf = (element) => {
    const root = element.getRootNode();
    const ids = (element.getAttribute("aria-labelledby") ?? "").split(/\s+/).filter(Boolean);
    const labels = [...(element.labels ?? [])].map((label) => label.textContent).join(" ");
    const named = element.getAttribute("aria-label") || ids.map((id) => root.getElementById?.(id)?.textContent ?? "").join(" ") || labels;
    return flat(named || element.innerText || element.textContent || element.getAttribute("title") || element.getAttribute("placeholder"));
  };
  const isVisible = (element) => element.getClientRects().length > 0 && getComputedStyle(element).visibility == "visible";
  const target = flat(wanted.replace(/\*$/, ""));
  const fits = (name) => (wanted.endsWith("*") ? name.startsWith(target) : name == target);
  const walk = (root) => {
    for (const element of root?.querySelectorAll("*") ?? []) {
      if (roleOf(element) == role && isVisible(element) && fits(nameOf(element))) return element;
      const inner = element.shadowRoot && walk(element.shadowRoot);
      if (inner) return inner;
    }
    return null;
  };
  return walk(top);
}
