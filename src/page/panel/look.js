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
.card{max-height:calc(100vh - 48px);overflow:auto;border-color:var(--line)}
.btn{border-color:var(--edge)}
.hint{color:var(--text-3);opacity:1}
.item:hover,.item:focus{background:var(--surface-2)}
h2{font-size:20px;line-height:27px;font-weight:650}
.card{box-shadow:0 20px 56px #0c1c1938,0 4px 14px #0c1c191f}
:where(.ui) svg{flex:none;width:20px;height:20px}
[hidden]{display:none!important}
h2:focus{outline:0}
.card{animation:p-rise .18s ease-out}
.ui{position:fixed;inset:0;line-height:22px;pointer-events:none}
.soft{color:var(--text-2)}
.sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.grow,.names{flex:1;min-width:0;text-align:start}
.panel,.talks{text-align:start;transition:height .18s}
.panel[data-kind=asking],.talks{width:370px}
.panel[data-kind=live]{width:350px}
.head{display:flex;align-items:center;gap:10px;margin:-12px -10px 6px -4px;font-weight:600;touch-action:none}
.head>b{flex:1;font-weight:600}
.mark{width:28px;height:28px;padding:4px;border-radius:8px;background:var(--brand);color:var(--on)}
.away,.talk{position:relative;flex:none;width:44px;display:grid;place-items:center;color:var(--text-2)}
.away:hover,.talk:hover,.btn:hover,.copy:hover,.more:hover{background:var(--surface-2)}
.row{flex-wrap:wrap;margin-bottom:0}
.btn{flex:1 1 auto;white-space:nowrap;display:flex;align-items:center;justify-content:center;gap:8px;transition:background .12s}
.btn svg{width:18px;height:18px}
.btn.main{border-color:#0000}
.btn.main:hover{background:var(--brand)}
.btn.bad{color:var(--danger)}
.btn[disabled]{cursor:default}
.soft b{display:block;color:var(--text);font-weight:600}
.id{display:flex;align-items:center;gap:8px;background:var(--tint);border-radius:14px;margin-top:14px;padding:8px 4px 8px 20px;min-height:68px}
.digits{flex:1;font-size:34px;line-height:42px;font-weight:650;font-variant-numeric:tabular-nums;letter-spacing:.01em;white-space:nowrap;user-select:all}
.copy{flex:none;width:50px;height:50px;display:grid;place-items:center;color:var(--brand)}
.copied{color:var(--text-2)}
.state{display:flex;align-items:center;gap:10px;margin:12px 2px 14px}
.state b,.state h2{flex:1;font-size:15px;line-height:22px;font-weight:600}
.hint{font-variant-numeric:tabular-nums}
.spin{width:16px;height:16px;border-radius:50%;border:2px solid var(--brand);border-top-color:var(--line);animation:p-turn 1.2s linear infinite}
.box{border-radius:14px;padding:14px 16px;background:var(--surface-2);display:flex;gap:14px;margin-top:14px}
.box>svg,.note>svg,.about>svg{margin-top:1px}
.box p,.note p,.about p{flex:1;font-size:14px;line-height:20px}
.note{display:flex;gap:14px;margin:14px 4px 0}
.good{background:var(--tint)}
.good>svg,.can>svg,.ask>.note>svg{color:var(--brand)}
.box.warn{background:var(--warn-tint)}
.box.warn>svg{color:var(--warn-ink)}
.shares,.ask,.facts{background:none;border:1px solid var(--line)}
.shares{display:block;padding:0 14px}
.about{display:flex;gap:12px;padding:14px 0}
.about+.about{border-top:1px solid var(--line)}
.ask{display:block}
.ask .note{margin:0}
.foot{margin-top:14px}
.who{display:flex;align-items:center;gap:12px}
.who h2{font-size:16px;line-height:22px}
[data-kind=asking] .who h2{font-size:20px;line-height:26px}
.face{position:relative;flex:none;width:42px;height:42px;border-radius:50%;display:grid;place-items:center;background:var(--who);color:#fff;font-weight:600}
[data-kind=asking] .face{width:52px;height:52px;font-size:20px}
.dot{position:absolute;right:-2px;bottom:-1px;width:14px;height:14px;border-radius:50%;border:2px solid var(--surface);background:#16a085}
.dot[data-state=off]{background:#8a9793}
.dot.new{right:8px;top:8px;bottom:auto;width:12px;height:12px;background:var(--danger)}
.round{flex:none;width:44px;height:44px;border-radius:50%;display:grid;place-items:center;background:var(--tint);color:var(--brand)}
.round.warn{background:var(--warn-tint);color:var(--warn-ink);margin:0 0 12px}
.lines{margin-top:8px}
.line{display:flex;align-items:center;gap:12px;width:100%;min-height:48px;padding:6px 0 6px 2px;font-weight:400}
.line+.line{border-top:1px solid var(--line)}
.line svg{width:18px;height:18px;color:var(--text-2)}
button.line{border-radius:0}
.look,.look svg{color:var(--brand)!important;font-weight:600}
.link{color:var(--brand);padding:0 4px}
.knob{flex:none;width:44px;height:26px;border-radius:13px;background:var(--edge);padding:3px;transition:background .12s}
.knob::before{content:"";display:block;width:20px;height:20px;border-radius:50%;background:var(--surface);transition:margin .12s}
[aria-checked=true] .knob{background:var(--brand)}
[aria-checked=true] .knob::before{margin-inline-start:18px}
.left{height:4px;border-radius:2px;background:var(--surface-2);margin-top:12px}
.left::before{content:"";display:block;height:4px;border-radius:2px;width:var(--left);background:var(--text-3)}
.facts{display:grid;grid-template-columns:auto 1fr;gap:9px 12px;font-size:14px;line-height:20px;font-variant-numeric:tabular-nums}
.facts dd{font-weight:600;text-align:end}
.listed{margin-top:8px}
.more{display:flex;align-items:center;gap:10px;width:100%}
.listed ul{padding:0 0 0 34px;font-size:14px}
details{border-top:1px solid var(--line);margin-top:16px;padding-top:8px}
summary{display:flex;align-items:center;min-height:44px;font-size:13px;font-weight:600;color:var(--text-2);cursor:pointer;list-style:none}
summary::-webkit-details-marker{display:none}
[open]>summary>svg{transform:rotate(180deg)}
pre{font:12px/18px ui-monospace,monospace;white-space:pre-wrap;background:var(--surface-2);border-radius:10px;padding:10px 12px}
.panel.bar{display:flex;align-items:center;gap:12px;width:auto;padding:10px 8px 10px 14px;min-height:70px}
.bar .names{min-width:70px}
.bar .names b{display:block;font-weight:650;outline:0}
.bar .btn{flex:none}
.talks{display:flex;flex-direction:column;height:586px;padding:0 16px 14px}
.talkhead{margin:0 -16px;padding:10px 6px 10px 16px;border-bottom:1px solid var(--line);gap:12px}
.talkhead h2{font-size:15px;line-height:20px}
.log{flex:1;overflow:auto;padding:16px 0 6px;min-height:90px;margin:0 -4px;padding-inline:4px}
.empty{text-align:center;padding:32px 0}
.said{margin-bottom:14px;display:flex;flex-direction:column;align-items:flex-start;max-width:80%}
.said p{background:var(--surface-2);border-radius:14px;padding:9px 14px;font-size:14px;line-height:20px;white-space:pre-wrap}
.said .hint{font-size:12px;line-height:18px;margin:2px 4px 0;background:none;padding:0}
.ours{margin-inline-start:auto;align-items:flex-end}
.ours p{background:var(--tint)}
.said a{color:inherit}
.write{display:flex;gap:10px;margin:14px 0 6px}
textarea{flex:1;font:inherit;color:inherit;background:var(--surface);border:1px solid var(--edge);border-radius:12px;padding:11px 14px;resize:none;min-height:46px}
textarea::placeholder{color:var(--text-3);opacity:1}
textarea:focus{outline:2.5px solid var(--focus);outline-offset:2px}
.write .btn{flex:none;width:46px;padding:0}
.unsent{color:var(--danger)}
.badge{position:fixed;width:20px;height:20px;border-radius:10px;background:var(--danger);color:var(--surface);font-size:12px;line-height:20px;text-align:center;font-weight:600}
.frame,.edge{position:fixed;inset:0}
.edge{border:4px solid #0a7566;outline:1.5px solid #fff;outline-offset:-5.5px}
.frame:not([data-state=live]) .edge{--c:#b97700;border:0;--h:repeating-linear-gradient(90deg,var(--c) 0 12px,#fff 12px 20px);--v:repeating-linear-gradient(var(--c) 0 12px,#fff 12px 20px);background:var(--h) top/100% 4px no-repeat,var(--h) bottom/100% 4px no-repeat,var(--v) left/4px 100% no-repeat,var(--v) right/4px 100% no-repeat}
.frame[data-state=reconnecting] .edge{--c:#5a6864}
.tab{position:absolute;top:0;left:50%;transform:translateX(-50%);display:flex;align-items:center;gap:7px;height:28px;padding:2px 14px 0 12px;border:1.5px solid #fff;border-top:0;border-radius:0 0 10px 10px;background:#0a7566;color:#fff;font-size:12px;line-height:18px;font-weight:600;white-space:nowrap;overflow:hidden;max-width:80%;transition:height .18s,color .12s}
.tab svg{width:14px;height:14px}
[data-state=paused] .tab{background:#734a00}
[data-state=reconnecting] .tab{background:#5a6864}
.tab[data-near],.tab[data-under]{height:6px;color:#0000;padding-bottom:0}
.cursor{position:fixed;top:0;left:0;width:0;height:0;transition:transform 80ms linear,opacity .3s}
.arrow{position:absolute;left:-2px;top:-2px;filter:drop-shadow(0 1px 3px #0006);fill:var(--who);stroke:#fff;stroke-width:1.8;width:24px;height:24px;overflow:visible}
.name{position:absolute;left:14px;top:18px;padding:1px 10px;border-radius:12px;border:1.5px solid #fff;background:var(--who);color:#fff;font-size:12px;line-height:19px;font-weight:600;white-space:nowrap;box-shadow:0 1px 5px #0004;transition:opacity .3s}
[data-flip] .name{left:auto;right:4px}
[data-over] .name{top:auto;bottom:6px}
.cursor[data-shown=none],[data-shown=arrow] .name{opacity:0}
.ring{position:absolute;width:36px;height:36px;left:-18px;top:-18px;border-radius:50%;border:2px solid var(--who);animation:p-ring .3s ease-out forwards}
.over{position:relative;z-index:0}
.ring-mark,.note-label,.chip{z-index:1}
.frame{z-index:2}
.cursor{z-index:3}
.gone{animation:p-gone .6s forwards!important}
.ring-mark,.ring-gone{position:fixed;top:0;left:0;border:3px solid #f5b700;box-shadow:0 0 0 1.5px #1e1700,inset 0 0 0 1.5px #1e1700,0 4px 14px #0003;animation:p-fade .16s,p-pulse .6s .16s 1}
.number{position:absolute;inset-inline-end:-10px;top:-12px;min-width:22px;height:22px;border-radius:11px;background:#f5b700;border:1.5px solid #1e1700;color:#1e1700;font-size:12px;line-height:19px;text-align:center}
.note-label,.note-gone{position:fixed;top:0;left:0;max-width:320px;padding:6px 12px;border-radius:10px;border:1.5px solid #1e1700;background:#f5b700;color:#1e1700;font-size:13px;line-height:19px;box-shadow:0 3px 10px #0003;animation:p-fade .16s}
.note-label b,.note-gone b{margin-inline-end:5px}
.note-label::before{content:"";position:absolute;inset-inline-start:22px;top:-7px;width:11px;height:11px;background:inherit;border:1.5px solid #1e1700;border-width:1.5px 0 0 1.5px;transform:rotate(45deg)}
[data-side=above]::before{top:auto;bottom:-7px;transform:rotate(225deg)}
[data-side=end]::before{top:10px;left:-7px;transform:rotate(-45deg)}
[data-side=start]::before{top:10px;left:auto;right:-7px;transform:rotate(135deg)}
.chip{position:fixed;left:50%;transform:translateX(-50%);bottom:16px;pointer-events:auto;padding:0 16px;border-radius:22px;border:1.5px solid #1e1700;background:#f5b700;color:#1e1700;font-size:13px;box-shadow:0 4px 14px #0003;animation:p-fade .16s}
.chip[data-side=up]{bottom:auto;top:40px}
.chip>*{display:none}
[data-side=up]>.up,[data-side=down]>.down,[data-side=beside]>.beside{display:inline}
.private-mark{position:fixed;top:0;left:0;--ink:#14211f;--halo:#fff;border:1.5px dashed var(--ink);outline:1.5px solid var(--halo);border-radius:8px}
.private-mark[data-on=dark]{--ink:#eef3f2;--halo:#14211f}
.pill{position:absolute;top:-12px;inset-inline-end:8px;display:flex;align-items:center;gap:5px;height:22px;padding:0 9px;border-radius:11px;background:var(--ink);border:1px solid var(--halo);color:var(--halo);font-size:11px;font-weight:600}
.pill svg{width:12px;height:12px}
:dir(rtl) .dir{transform:scaleX(-1)}
@keyframes p-rise{from{opacity:0;transform:translateY(8px)}}
@keyframes p-turn{to{transform:rotate(1turn)}}
@keyframes p-ring{from{transform:scale(.3);opacity:1}to{transform:scale(1.2);opacity:0}}
@keyframes p-fade{from{opacity:0}}
@keyframes p-gone{to{opacity:0}}
@keyframes p-pulse{50%{border-width:5px;margin:-2px}}
@media(max-width:479px){.panel:not(.bar),.talks{inset-inline:0;bottom:0;max-width:none;border-radius:18px 18px 0 0}.top>.panel:not(.bar),.top>.talks{top:0;border-radius:0 0 18px 18px}.tab{display:none}.card.panel,.card.talks{width:100%}.panel:not(.bar),.talks{padding-bottom:28px}.panel.bar{gap:8px;padding-right:4px}.card.bar{left:12px;right:12px;width:auto;bottom:14px;border-radius:18px;max-width:none}.talks{height:80vh}}
@media(prefers-reduced-motion:reduce){*{animation:none!important;transition:none!important}.spin{border-color:var(--brand)}}
@media(forced-colors:active){.edge{border:4px solid Highlight}.knob{border:1px solid}}
`;
