// The second tab: how long a goal takes with what is left over each month.

import { useState } from "react";
import { dollars } from "./month.jsx";

export function Goals({ left }) {
  const [goal, setGoal] = useState("6000");
  const [share, setShare] = useState(50);
  const [notify, setNotify] = useState(false);
  const monthly = Math.max(0, (left * share) / 100);
  const months = monthly > 0 ? Math.ceil((Number(goal) || 0) / monthly) : 0;

  return (
    <div className="card big">
      <h2>A trip for two</h2>
      <p className="muted small">You have {dollars(Math.max(0, left))} left over each month.</p>
      <div className="field section">
        <label htmlFor="goal">How much do you need?</label>
        <input id="goal" type="number" min="0" step="100" value={goal} onChange={(event) => setGoal(event.target.value)} />
      </div>
      <div className="field section">
        <div className="amount-row">
          <label className="label" htmlFor="share">Part of it that you put aside</label>
          <output htmlFor="share">{share}%</output>
        </div>
        <input id="share" type="range" min="0" max="100" step="5" value={share} onChange={(event) => setShare(Number(event.target.value))} />
        <div className="bar" aria-hidden="true"><i style={{ width: `${share}%` }} /></div>
      </div>
      <label className="choice">
        <input type="checkbox" checked={notify} onChange={(event) => setNotify(event.target.checked)} />
        <span>Tell me when I am half way</span>
      </label>
      <p role="status">
        {months > 0 ? <>With {dollars(monthly)} a month you are there in <b>{months} {months === 1 ? "month" : "months"}</b>.</> : "Put something aside to get there."}
        {notify && " We write to you half way."}
      </p>
    </div>
  );
}
