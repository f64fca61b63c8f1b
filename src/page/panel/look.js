// The panel's style sheet: adopted by the shadow root, since a `style` element would need leave from the page's
// security policy. snippet.js has the base of it and most colours. One rule a line, as short as it can be: the build
// does not shrink it.
//
// Knows no screens.

export * from "../dom.js";

const NAMES = "surface-2 line edge text-2 text-3 danger warn-ink warn-tint".split(" ");
const LIGHT = "f4f7f6 dce3e1 73817d 45534f 5a6864 b3261e 734a00 fff4d9";
const DARK = "202b29 33413e 7e908b b9c6c3 98a8a4 ffa399 f5cb6b 3a2d0e";

// The colours that only the panel uses.
const tokens = (colours) =>
  ":host>*{" + colours.split(" ").map((hex, i) => `--${NAMES[i]}:#${hex}`).join(";") + "}";

const Sheet = CSSStyleSheet;

// Adds the sheet behind those that the shadow root wears; gives the function that takes it off. Older browsers have a
// frozen array there, so it is replaced, not changed.
export const putOn = (root, theme) => {
  const sheet = new Sheet();
  const dark = tokens(DARK);
  const auto = theme === "auto" || !theme ? `@media(prefers-color-scheme:dark){${dark}}` : "";
  sheet.replaceSync((theme === "dark" ? dark : tokens(LIGHT)) + auto + STYLE);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  return () => {
    root.adoptedStyleSheets = [...root.adoptedStyleSheets].filter((worn) => worn !== sheet);
  };
};

const STYLE = `
.card{max-height:calc(100vh - 48px);overflow:auto;border-color:var(--line);box-shadow:0 20px 56px #0c1c1938,0 4px 14px #0c1c191f;font-variant-numeric:tabular-nums;animation:p-rise .18s ease-out}
.ui{position:fixed;inset:0;line-height:22px;pointer-events:none}
:where(.ui) svg{flex:none;width:20px;height:20px}
[hidden]{display:none!important}
.hint{color:var(--text-3);opacity:1}
.soft,.away,.talk,.copied,.line svg{color:var(--text-2)}
.copy,.link,.look,.look svg,.good>svg,.can>svg,.ask>.note>svg,.round{color:var(--brand)!important}
.item:hover,.item:focus,.away:hover,.talk:hover,.btn:hover,.copy:hover,.more:hover,.box,.said p,pre,.left{background:var(--surface-2)}
.id,.good,.round,.ours p{background:var(--tint)!important}
.warn{background:var(--warn-tint)!important}
.warn svg{color:var(--warn-ink)}
.btn.main,.btn.main:hover,.mark{background:var(--brand);color:var(--on);border-color:#0000}
.bad,.unsent{color:var(--danger)}
.head,.state,.id,.who,.line,.more,.bar,summary{display:flex;align-items:center;gap:12px}
.btn,.tab,.pill{display:flex;align-items:center;justify-content:center;gap:8px;white-space:nowrap}
.box,.note,.about,.write{display:flex;gap:12px}
.face,.round,.copy,.away,.talk{position:relative;flex:none;width:44px;height:44px;display:grid;place-items:center}
.face,.round,.dot,.spin,.ring,.knob::before{border-radius:50%}
.grow,.names,.head>b,.digits,.box p,.note p,.about p,.state>b,.state h2{flex:1;min-width:0;text-align:start}
b,dd,h2,summary,.look.line,.face{font-weight:600}
h2{font-size:20px;line-height:27px}
[data-headline]{outline:0!important}
.state h2,.talkhead h2,.who h2{font-size:16px;line-height:22px}
.box p,.note p,.about p,.said p,.facts,li{font-size:14px;line-height:20px}
.soft b{display:block;color:var(--text)}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
[data-kind=asking],.talks{width:370px}
[data-kind=live]{width:350px}
[data-kind=asking] .who h2{font-size:20px;line-height:26px}
[data-kind=asking] .face{width:52px;height:52px}
.head{margin:-12px -10px 6px -4px;touch-action:none}
.mark{width:28px!important;height:28px!important;padding:4px;border-radius:8px}
.row{flex-wrap:wrap;margin-bottom:0}
.btn{flex:1 1 auto;border-color:var(--edge)}
[disabled]{cursor:default}
.id{border-radius:14px;margin-top:14px;padding:8px 4px 8px 20px;min-height:68px}
.digits{font-size:34px;line-height:42px;font-weight:650;white-space:nowrap;user-select:all}
.state{margin:12px 2px 14px}
.spin{width:16px;height:16px;border:2px solid var(--brand);border-top-color:var(--line);animation:p-turn 1.2s linear infinite}
.box{border-radius:14px;padding:14px 16px;margin-top:14px}
.note{margin:14px 4px 0}
.shares,.ask,.facts{background:none;border:1px solid var(--line)}
.shares,.ask{display:block;padding:0 14px}
.ask{padding:14px}
.ask .note{margin:0}
.about{padding:14px 0}
.about+.about,.line+.line,details{border-top:1px solid var(--line)}
.foot,.left{margin-top:14px}
.face{background:var(--who);color:#fff}
.dot{position:absolute;right:-2px;bottom:-1px;width:14px;height:14px;border:2px solid var(--surface);background:#16a085}
[data-state=off]{background:#8a9793}
.new{right:8px;top:8px;background:var(--danger)}
.round.warn{margin:0 0 12px}
.lines,.listed{margin-top:8px}
.line,.more{width:100%;min-height:48px;font-weight:400}
button.line{border-radius:0}
.link{padding:0 4px;font-weight:600}
.knob{width:44px;height:26px;border-radius:13px;background:var(--edge);padding:3px}
.knob::before{content:"";display:block;width:20px;height:20px;background:var(--surface);transition:margin .12s}
[aria-checked=true] .knob{background:var(--brand)}
[aria-checked=true] .knob::before{margin-inline-start:18px}
.left,.left::before{height:4px;border-radius:2px}
.left::before{content:"";display:block;width:var(--left);background:var(--text-3)}
.facts{display:grid;grid-template-columns:auto 1fr;gap:9px 12px}
dd{text-align:end}
.listed ul{padding:0 0 0 34px}
details{margin-top:16px;padding-top:8px}
summary{min-height:44px;font-size:13px;cursor:pointer;list-style:none}
summary::-webkit-details-marker{display:none}
[open]>summary>svg{transform:rotate(180deg)}
pre{font:12px/18px monospace;white-space:pre-wrap;border-radius:10px;padding:10px 12px}
.panel.bar{width:auto;padding:10px 8px 10px 14px;min-height:70px}
.bar .names{min-width:70px}
.bar .names b{display:block}
.bar .btn{flex:none}
.talks{display:flex;flex-direction:column;height:586px;padding:0 16px 14px}
.talkhead{margin:0 -16px;padding:10px 6px 10px 16px;border-bottom:1px solid var(--line)}
.log{flex:1;overflow:auto;padding:16px 0 6px;min-height:90px}
.empty{text-align:center;padding:32px}
.said{margin-bottom:14px;display:flex;flex-direction:column;align-items:flex-start;max-width:80%}
.said p{border-radius:14px;padding:9px 14px;white-space:pre-wrap}
.said .hint{font-size:12px;line-height:18px;margin:2px 4px 0;background:none!important;padding:0}
.ours{margin-inline-start:auto;align-items:flex-end}
.said a{color:inherit}
.write{margin:14px 0 6px}
textarea{flex:1;font:inherit;color:inherit;background:var(--surface);border:1px solid var(--edge);border-radius:12px;padding:11px 14px;resize:none;min-height:46px}
::placeholder{color:var(--text-3);opacity:1}
textarea:focus{outline:2.5px solid var(--focus);outline-offset:2px}
.write .btn{flex:none;width:46px;padding:0}
.btn svg,.line svg{width:18px;height:18px}
.over{position:relative;z-index:0}
.frame,.edge,.cursor,.ring-mark,.note-label,.private-mark,.chip,.badge{position:fixed}
.frame,.edge{inset:0;--c:#0a7566}
[data-state=paused]>*{--c:#b97700}
[data-state=reconnecting]>*{--c:#5a6864}
.edge{border:4px solid var(--c);outline:1.5px solid #fff;outline-offset:-5.5px}
.frame:not([data-state=live]) .edge{outline:0;border-image:repeating-linear-gradient(45deg,var(--c) 0 8.5px,#fff 0 14px) 4}
.tab,.arrow,.name,.ring,.number,.pill,.note-label::before{position:absolute}
.tab{top:0;left:50%;transform:translateX(-50%);height:28px;padding:0 14px;border:1.5px solid #fff;border-top:0;border-radius:0 0 10px 10px;background:var(--c);overflow:hidden;max-width:80%;transition:height .18s}
.tab,.name,.badge,.number,.pill{color:#fff;font-size:12px;line-height:19px;font-weight:600}
.tab svg,.pill svg{width:14px;height:14px}
[data-state=paused] .tab{background:#734a00}
[data-near],[data-under]{height:6px;color:#0000!important}
.cursor,.ring-mark,.note-label,.private-mark{top:0;left:0}
.cursor{width:0;height:0;transition:transform 80ms linear}
.arrow{left:-2px;top:-2px;filter:drop-shadow(0 1px 3px #0006);fill:var(--who);stroke:#fff;stroke-width:1.8;width:24px!important;height:24px!important}
.name{left:14px;top:18px;padding:1px 10px;border-radius:12px;border:1.5px solid #fff;background:var(--who);white-space:nowrap}
[data-flip] .name{left:auto;right:4px}
[data-over] .name{top:auto;bottom:6px}
.cursor,.name{animation:p-gone .3s 15s forwards}
.name{animation-delay:4s}
[data-again],[data-again] .name{animation-name:p-gone-2}
.ring{width:36px;height:36px;left:-18px;top:-18px;border:2px solid var(--who);animation:p-ring .3s ease-out forwards}
.ring-mark,.note-label,.chip{z-index:1;animation:p-fade .16s}
.frame{z-index:2}
.cursor{z-index:3}
.ring-mark{border:3px solid #f5b700;box-shadow:0 0 0 1.5px #1e1700,inset 0 0 0 1.5px #1e1700;animation:p-fade .16s,p-pulse .6s .16s}
.number,.note-label,.note-label::before,.chip{background:#f5b700;border:1.5px solid #1e1700;color:#1e1700}
.number,.badge,.pill{height:22px;border-radius:11px}
.number{inset-inline-end:-10px;top:-12px;min-width:22px;text-align:center}
.note-label,.chip{max-width:320px;padding:6px 12px;border-radius:10px;font-size:13px;line-height:19px;box-shadow:0 3px 10px #0003}
.note-label::before{content:"";inset-inline-start:22px;top:-7px;width:11px;height:11px;border-width:1.5px 0 0 1.5px;transform:rotate(45deg)}
[data-side=above]::before{top:auto;bottom:-7px;transform:rotate(225deg)}
[data-side=end]::before{top:10px;left:-7px;transform:rotate(-45deg)}
[data-side=start]::before{top:10px;left:auto;right:-7px;transform:rotate(135deg)}
.chip{left:50%;transform:translateX(-50%);bottom:16px;pointer-events:auto}
.chip[data-side=up]{bottom:auto;top:40px}
.chip>*{display:none}
[data-side=up]>.up,[data-side=down]>.down,[data-side=beside]>.beside{display:inline}
[data-gone]{animation:p-gone .6s forwards}
.private-mark{--ink:#14211f;--halo:#fff;border:1.5px dashed var(--ink);outline:1.5px solid var(--halo);border-radius:8px}
[data-on=dark]{--ink:#eef3f2;--halo:#14211f}
.pill{top:-12px;inset-inline-end:8px;padding:0 9px;background:var(--ink);border:1px solid var(--halo);color:var(--halo);font-size:11px}
.badge{width:22px;background:var(--danger);color:var(--surface);line-height:22px;text-align:center}
:dir(rtl) .dir{transform:scaleX(-1)}
@keyframes p-rise{from{opacity:0;transform:translateY(8px)}}
@keyframes p-turn{to{transform:rotate(1turn)}}
@keyframes p-ring{from{transform:scale(.3)}to{transform:scale(1.2);opacity:0}}
@keyframes p-fade{from{opacity:0}}
@keyframes p-gone{to{opacity:0}}
@keyframes p-gone-2{to{opacity:0}}
@keyframes p-pulse{50%{border-width:5px;margin:-2px}}
@media(max-width:479px){.panel:not(.bar),.talks{inset-inline:0;bottom:0;width:100%;max-width:none;border-radius:18px 18px 0 0;padding-bottom:28px}.top>.panel:not(.bar),.top>.talks{top:0;border-radius:0 0 18px 18px}.tab{display:none}.card.bar{gap:8px;padding-right:4px;left:12px;right:12px;bottom:14px;max-width:none}.talks{height:80vh}}
@media(prefers-reduced-motion:reduce){*{animation-duration:1ms!important;transition:none!important}.spin{animation:none;border-color:var(--brand)}}
@media(forced-colors:active){.edge{border:4px solid Highlight}.knob{border:1px solid}}
`;
