// The budget planner: a small single-page app. Two tabs are routes of history.pushState.

import { createRoot } from "react-dom/client";
import { useEffect, useState } from "react";
import { Goals } from "./goals.jsx";
import { Month } from "./month.jsx";

const BASE = "/demo/planner";
const TABS = [
  { path: BASE, name: "My month", title: "Budget planner" },
  { path: `${BASE}/goals`, name: "Goals", title: "Goals" },
];

const FIRST_ROWS = [
  { id: 1, name: "Rent", kind: "Housing", amount: "1480" },
  { id: 2, name: "Groceries", kind: "Food", amount: "420" },
  { id: 3, name: "TriMet pass", kind: "Transport", amount: "100" },
];

function Planner() {
  const [path, setPath] = useState(window.location.pathname);
  const [income, setIncome] = useState("4285");
  const [rows, setRows] = useState(FIRST_ROWS);

  useEffect(() => {
    const follow = () => setPath(window.location.pathname);
    window.addEventListener("popstate", follow);
    return () => window.removeEventListener("popstate", follow);
  }, []);

  const tab = TABS.find((known) => known.path === path) ?? TABS[0];
  useEffect(() => { document.title = `${tab.title} · Larkfield Bank`; }, [tab]);

  const go = (event, to) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    if (to === path) return;
    window.history.pushState(null, "", to);
    setPath(to);
  };

  const spent = rows.reduce((sum, row) => sum + (Number(row.amount) || 0), 0);
  return (
    <>
      <nav className="tabs" aria-label="Planner">
        {TABS.map(({ path: to, name }) => (
          <a key={to} href={to} aria-current={to === tab.path ? "page" : undefined} onClick={(event) => go(event, to)}>{name}</a>
        ))}
      </nav>
      {tab.path === BASE
        ? <Month income={income} setIncome={setIncome} rows={rows} setRows={setRows} spent={spent} />
        : <Goals left={Number(income) - spent} />}
    </>
  );
}

createRoot(document.getElementById("planner")).render(<Planner />);
