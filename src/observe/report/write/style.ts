import { type Markup, raw } from "./html.ts";

/** Okabe and Ito's colours, which people with any colour vision can tell apart; lighter ones on a dark ground. */
export const style: Markup = raw(`
:root{color-scheme:light dark;--page:#fff;--ink:#1a1d21;--soft:#5b636d;--rule:#d9dde2;--faint:#eef0f3;
--better:#0072b2;--worse:#c24e00;--unclear:#6b7280;--train:#0072b2;--validation:#d55e00;--mark:#e8f2fa}
@media screen and (prefers-color-scheme:dark){:root{--page:#14171a;--ink:#e8eaed;--soft:#a3abb5;--rule:#363c44;--faint:#23282e;
--better:#56b4e9;--worse:#f0883e;--unclear:#9aa3ad;--train:#56b4e9;--validation:#f0a030;--mark:#1d2c38}}
*{box-sizing:border-box}
body{margin:0 auto;padding:2rem 1.25rem 3rem;max-width:64rem;background:var(--page);color:var(--ink);
font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;overflow-wrap:anywhere}
header p,.note,figcaption,footer,caption{color:var(--soft)}
.over{margin:0;font-size:.875rem}
h1{margin:.25rem 0 .6rem;font-size:1.4rem;line-height:1.35;font-weight:650;max-width:52rem;text-wrap:pretty}
main p{font-size:.9375rem}h2{margin:2.5rem 0 .75rem;font-size:1.1rem;font-weight:650}
header p{margin:.25rem 0}
.notices{margin:1.25rem 0 0;padding:0;list-style:none;font-size:.9375rem;display:grid;gap:.3rem}
.notices li{display:grid;grid-template-columns:5.5rem 1fr;gap:.5rem}
.notices b{font-weight:500;color:var(--soft)}
.notices .warning b{color:var(--worse);font-weight:650}
.scroll{overflow-x:auto}
.scroll:focus-visible{outline:2px solid var(--better);outline-offset:2px}
table{border-collapse:collapse;font-size:.9375rem;font-variant-numeric:tabular-nums;width:100%}
caption{text-align:left;font-size:.875rem;padding-bottom:.4rem}
th,td{padding:.34rem .7rem;text-align:right;white-space:nowrap;border-bottom:1px solid var(--faint);font-weight:400}
thead th{color:var(--soft);font-size:.8125rem;border-bottom:1px solid var(--rule);vertical-align:bottom}
.name{text-align:left;padding-left:.4rem}
tbody .name{white-space:normal;min-width:9rem}
tfoot th,tfoot td{color:var(--soft);border-bottom:0}
.best-row{background:var(--mark)}
.best-row .name{font-weight:650}
.tag{font-size:.75rem;font-weight:500;border:1px solid var(--better);color:var(--better);border-radius:.6rem;padding:0 .4rem;margin-left:.3rem;white-space:nowrap}
.tied-row .tag{border-color:var(--rule);color:var(--soft)}
.why{text-align:left;white-space:normal;color:var(--worse)}
.soft{color:var(--soft);fill:var(--soft)}
.pair{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,27rem),1fr));gap:1.5rem 2.5rem;align-items:start}
.lead{font-size:.875rem;margin:0 0 1rem;color:var(--soft)}.note{font-size:.875rem;margin:.6rem 0 0}
figure{margin:0;min-width:0}
.notices+.scroll,figure+.scroll{margin-top:1.25rem}figcaption{max-width:42rem;font-size:.8125rem;line-height:1.45;margin-top:.3rem}
svg{display:block;width:100%;max-width:31rem;height:auto;overflow:visible}
svg text{font-size:12px;fill:var(--ink);unicode-bidi:isolate}
svg .soft{fill:var(--soft)}
svg .small{font-size:11px;paint-order:stroke;stroke:var(--page);stroke-width:3px;stroke-linejoin:round}
svg .strong{font-weight:650}
svg .mid{text-anchor:middle}
svg .end{text-anchor:end}
.grid{stroke:var(--faint)}
.axis{stroke:var(--soft)}
.bar{stroke-width:2;stroke-linecap:round}
.better-line{stroke:var(--better)}.worse-line{stroke:var(--worse)}.unclear-line{stroke:var(--unclear)}
.better{fill:var(--better);color:var(--better)}.worse{fill:var(--worse);color:var(--worse)}
circle.unclear{fill:var(--page);stroke:var(--unclear);stroke-width:1.8}
.unclear-text{color:var(--unclear)}
.point{stroke:var(--page);stroke-width:1.2}
.point.other{fill:var(--unclear)}.point.winner{fill:var(--better)}.point.plain{fill:var(--worse)}
.error{stroke-width:1.2;opacity:.55}
.other-line{stroke:var(--unclear)}.winner-line{stroke:var(--better)}.plain-line{stroke:var(--worse)}
.leader{stroke:var(--soft);stroke-width:.8;opacity:.7}
.curve{fill:none;stroke-width:1.8;stroke-linejoin:round}
.curve.train{stroke:var(--train);stroke-dasharray:5 3}.curve.validation{stroke:var(--validation)}
.curve-error{stroke-width:1.4;opacity:.7}.curve-error.train{stroke:var(--train)}.curve-error.validation{stroke:var(--validation)}
.curve-point.train{fill:var(--train)}.curve-point.validation{fill:var(--validation)}
.faint{opacity:.28}.curve.faint{stroke-width:1}
.weights.kept{fill:var(--better);fill-opacity:.42;stroke:var(--better);stroke-width:1}
.weights.other{fill:none;stroke:var(--worse);stroke-width:1.4}
.spot{fill:var(--mark)}.best-line{stroke:var(--better);stroke-dasharray:2 3}.curve.smooth{stroke:var(--better)}.faint-dot{fill-opacity:.6}
td.changes{white-space:normal;min-width:16rem;font-size:.875rem}
.ideal{stroke:var(--soft);stroke-dasharray:4 3}.count{fill:var(--unclear);fill-opacity:.55}.band{fill:var(--better);fill-opacity:.22}
.cell{fill:var(--worse)}.cell.right{fill:var(--better)}.cell-text.on{fill:var(--page)}svg .cell-text.on{fill:var(--page);stroke:none}
svg .cell-text.small{stroke:none}
svg.tiny{display:inline-block;width:5.25rem;height:1.25rem;vertical-align:middle;overflow:visible}svg.tiny.wide{width:12.5rem;height:.625rem}
.more{margin-top:1.25rem}table.classes{width:auto;margin:1.25rem 0}.columns .soft{font-size:.8125rem}
.next{margin:1rem 0 0;padding:.65rem .9rem;background:var(--mark);border-left:3px solid var(--better);border-radius:0 .35rem .35rem 0}
.next p{margin:0;color:var(--ink)}.next .note{margin-top:.15rem;color:var(--soft)}.next b{margin-right:.4rem}
.best{fill:var(--page);stroke:var(--validation);stroke-width:1.6}.kept{fill:var(--validation)}
.step{margin:1.25rem 0 0}.step h3,.step+h3{margin:0 0 .4rem;font-size:.875rem;font-weight:650}.verdict{font-weight:500;color:var(--soft);margin-left:.5rem;white-space:nowrap}
table.audit .name:first-child{min-width:13rem}table.audit .name:last-child{min-width:17rem}.step.pair p{margin:.1rem 0 1rem;font-size:.9375rem}.step .soft{font-weight:400}
.thumbs{display:flex;flex-wrap:wrap;gap:.6rem .6rem;margin-bottom:.6rem;align-items:flex-start}
.thumb{width:5.75rem;font-size:.6875rem;line-height:1.3;color:var(--soft)}.thumb img{display:block;outline:1px solid var(--rule);image-rendering:pixelated;margin-bottom:.25rem}
.thumb.original{padding-right:.6rem;width:6.35rem;border-right:1px solid var(--rule)}
del{color:var(--worse)}ins{color:var(--better);font-weight:650;text-decoration-thickness:1px;text-underline-offset:.15em}
table.rows{width:auto}table.rows tbody tr:last-child>*{border-bottom-color:var(--rule)}
pre{margin:0;padding:.75rem 1rem;background:var(--faint);border-radius:.4rem;font:.875rem/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;white-space:pre-wrap}
code{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;font-size:.92em}
pre code{font-size:1em}
footer{margin-top:2.5rem;padding-top:1rem;border-top:1px solid var(--rule);font-size:.8125rem}
@media (max-width:30rem){body{padding:1.25rem .9rem 2rem}h1{font-size:1.2rem}th,td{padding:.34rem .5rem}.notices li{grid-template-columns:1fr;gap:0}table.audit .name:first-child{min-width:8rem}table.audit .name:last-child,td.changes{min-width:28rem}caption{max-width:calc(100vw - 1.8rem);position:sticky;left:0}svg.tiny.wide{width:7rem}table{font-size:.875rem}.thumb{width:4.4rem}.thumb.original{width:4.9rem;padding-right:.4rem}.thumb img{width:100%;height:auto}}
@media print{:root{font-size:80%}tfoot{display:table-row-group}body{padding:0;max-width:none}h2,h3,.lead{break-after:avoid}figure,tr,.pair>*,.lead,.step,.thumbs{break-inside:avoid}.step.pair,.step.pair>*{break-inside:auto}.scroll{overflow:visible}.pair{grid-template-columns:1fr 1fr}}
`);
