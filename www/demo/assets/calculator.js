// <rate-calculator>: works out a monthly payment. A custom element with an open shadow root, as sites that use
// web components have. Its attribute `rate` is the yearly rate in percent.

const sheet = new CSSStyleSheet();
sheet.replaceSync(`
  :host { display: block; font: 16px/1.5 var(--sans, system-ui, sans-serif); }
  label { display: block; font-size: 14px; font-weight: 600; margin-bottom: 4px; }
  .row { margin-top: 14px; }
  input, select { width: 100%; min-height: 44px; box-sizing: border-box; border: 1px solid #9c8f8d; border-radius: 6px; padding: 9px 12px; font: inherit; background: #fff; color: inherit; }
  input:focus-visible, select:focus-visible { outline: 3px solid #1b5fd9; outline-offset: 1px; }
  .result { margin-top: 18px; padding: 16px 18px; border-radius: 8px; background: #f6e9ee; }
  .result b { display: block; font: 700 30px/1.2 var(--serif, serif); color: #7a1f3d; }
`);

class RateCalculator extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return;
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    root.innerHTML = `
      <div class="row"><label for="sum">Amount to borrow</label><input id="sum" type="number" min="1000" max="50000" step="500" value="12000"></div>
      <div class="row"><label for="years">Pay back over</label><select id="years"><option value="2">2 years</option><option value="3" selected>3 years</option><option value="5">5 years</option></select></div>
      <p class="result" role="status"><slot name="intro">Your monthly payment</slot><b id="monthly"></b><span id="total"></span></p>`;
    root.addEventListener("input", () => this.work());
    this.work();
  }

  work() {
    const find = (id) => this.shadowRoot.getElementById(id);
    const sum = Number(find("sum").value);
    const months = Number(find("years").value) * 12;
    const rate = Number(this.getAttribute("rate")) / 1200;
    const monthly = (sum * rate) / (1 - (1 + rate) ** -months);
    const dollars = (n) => n.toLocaleString("en-US", { style: "currency", currency: "USD" });
    find("monthly").textContent = sum > 0 ? dollars(monthly) : "…";
    find("total").textContent = sum > 0 ? `${dollars(monthly * months)} in all, at ${this.getAttribute("rate")}% APR` : "Enter an amount.";
  }
}

customElements.define("rate-calculator", RateCalculator);
