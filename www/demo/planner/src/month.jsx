// The first tab: what comes in, what goes out. All fields are controlled, as React forms usually are.

import { useRef } from "react";

const KINDS = ["Housing", "Food", "Transport", "Health", "Fun", "Other"];

export const dollars = (amount) => amount.toLocaleString("en-US", { style: "currency", currency: "USD" });

// Keeps digits and one point, so that a controlled field really differs from what was typed.
const amountOnly = (text) => text.replace(/[^\d.]/g, "").replace(/(\..*)\./g, "$1");

export function Month({ income, setIncome, rows, setRows, spent }) {
  const nextId = useRef(Math.max(0, ...rows.map((row) => row.id)) + 1);
  const left = (Number(income) || 0) - spent;

  const change = (id, part) => setRows(rows.map((row) => (row.id === id ? { ...row, ...part } : row)));
  const remove = (id) => setRows(rows.filter((row) => row.id !== id));
  const add = (event) => {
    event.preventDefault();
    setRows([...rows, { id: nextId.current++, name: "", kind: "Other", amount: "" }]);
  };

  return (
    <>
      <div className="totals" role="status">
        <div className="card">Comes in<b>{dollars(Number(income) || 0)}</b></div>
        <div className="card">Goes out<b>{dollars(spent)}</b></div>
        <div className={`card ${left < 0 ? "over" : "left"}`}>{left < 0 ? "Too much by" : "Left over"}<b>{dollars(Math.abs(left))}</b></div>
      </div>
      <form className="card big" onSubmit={add}>
        <div className="field">
          <label htmlFor="income">Monthly income after tax</label>
          <input id="income" inputMode="decimal" value={income} onChange={(event) => setIncome(amountOnly(event.target.value))} />
        </div>
        <h2 className="section">What goes out</h2>
        {rows.map((row) => (
          <div className="plan-row" key={row.id}>
            <div className="field">
              <label htmlFor={`name-${row.id}`}>What for</label>
              <input id={`name-${row.id}`} value={row.name} onChange={(event) => change(row.id, { name: event.target.value })} />
            </div>
            <div className="field">
              <label htmlFor={`kind-${row.id}`}>Kind</label>
              <select id={`kind-${row.id}`} value={row.kind} onChange={(event) => change(row.id, { kind: event.target.value })}>
                {KINDS.map((kind) => <option key={kind}>{kind}</option>)}
              </select>
            </div>
            <div className="field">
              <label htmlFor={`amount-${row.id}`}>Amount</label>
              <input id={`amount-${row.id}`} inputMode="decimal" value={row.amount} onChange={(event) => change(row.id, { amount: amountOnly(event.target.value) })} />
            </div>
            <button type="button" className="link" onClick={() => remove(row.id)} aria-label={`Remove ${row.name || "this row"}`}>Remove</button>
          </div>
        ))}
        {rows.length === 0 && <p className="muted">Nothing goes out yet. Add the first line.</p>}
        <div className="actions"><button className="button">Add a line</button></div>
      </form>
    </>
  );
}
