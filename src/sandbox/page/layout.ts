import Handlebars from 'handlebars';

/** One stylesheet for every page of the sandbox: calm, readable, dark when the reader wants it. */
export const stylesheet = `
:root{color-scheme:light dark;--paper:#fbfaf7;--surface:#fff;--ink:#1b2427;--ink2:#465257;--line:#7d898f;--hair:#d9d6cf;--accent:#0a545c;--on-accent:#fff;--tint:#e6f1f1;--err:#981e16;--ok:#165a30;--warn:#5c4300;--focus:#ffd33d}
@media (prefers-color-scheme:dark){:root{--paper:#12181a;--surface:#1a2224;--ink:#e9edea;--ink2:#b4bfc1;--line:#7d8b90;--hair:#2e393c;--accent:#7ccfd6;--on-accent:#08272b;--tint:#173034;--err:#ffb4a8;--ok:#8fd6a4;--warn:#f3cf7a}}
*,::before,::after{box-sizing:border-box}
html{font:1.0625rem/1.55 "Segoe UI",Roboto,"Noto Sans","Helvetica Neue",Helvetica,Arial,sans-serif;background:var(--paper);color:var(--ink)}
body{margin:0}
header,main{max-inline-size:68rem;margin-inline:auto;padding:1rem}
header{border-block-end:1px solid var(--hair)}header nav a{display:inline-block;padding:.5rem .75rem .5rem 0}
h1{font-size:1.6rem;line-height:1.2;margin:0 0 .25rem}h2{font-size:1.25rem;margin:2rem 0 .5rem}h3{font-size:1.05rem;margin:0}
p,ul,table{margin:0 0 1rem}.quiet{color:var(--ink2)}
a{color:var(--accent)}
:focus-visible{outline:3px solid var(--ink);box-shadow:0 0 0 6px var(--focus)}
button{font:inherit;font-weight:600;border:2px solid var(--accent);border-radius:6px;padding:.4rem .8rem;min-block-size:2.75rem;background:transparent;color:var(--accent);cursor:pointer}
button.strong{background:var(--accent);color:var(--on-accent)}
label{font-weight:600;display:block}input,select{font:inherit;color:var(--ink);background:var(--surface);border:2px solid var(--line);border-radius:6px;padding:.4rem .6rem;min-block-size:2.75rem;inline-size:100%;max-inline-size:22rem}
.row{display:flex;flex-wrap:wrap;gap:.75rem;align-items:end;margin-block-end:1rem}.row>div{flex:0 1 16rem}
.field{margin-block-end:1.25rem}.wrong{color:var(--err);font-weight:600;margin:0}
.scroll{overflow-x:auto}table{border-collapse:collapse;inline-size:100%;font-size:.95rem}th,td{text-align:start;padding:.5rem .75rem .5rem 0;border-block-end:1px solid var(--hair);vertical-align:top}.num{text-align:end;font-variant-numeric:tabular-nums;padding-inline-end:1.5rem}
caption{text-align:start;font-weight:600;padding-block-end:.25rem}
details{border-block-end:1px solid var(--hair);padding-block:.35rem}summary{cursor:pointer;min-block-size:1.75rem}summary code{margin-inline-end:.25rem}
dl{margin:.5rem 0 .5rem 1rem}dt{font-weight:600}dd{margin:0 0 .5rem}
h3{margin-block:1.5rem .5rem}section{scroll-margin-block-start:1rem}
@media (max-width:44rem){.stack thead{position:absolute;inline-size:1px;block-size:1px;overflow:hidden;clip-path:inset(50%)}.stack,.stack caption,.stack tbody,.stack tr,.stack td{display:block}.stack tr{border:1px solid var(--hair);border-radius:6px;background:var(--surface);padding:.5rem .75rem;margin-block-end:.75rem}.stack td{border:0;padding:.2rem 0;text-align:start}.stack td[data-label]::before{content:attr(data-label) ": ";font-weight:600}.row>div{flex:1 1 100%}input,select{max-inline-size:none}}
.letter{background:var(--surface);border:1px solid var(--hair);border-radius:6px;padding:1rem;margin-block-end:1rem}.letter pre{white-space:pre-wrap;overflow-wrap:anywhere;font:inherit;margin:.5rem 0 0}
.tag{font-size:.85em;font-weight:600;padding:.1rem .55rem;border-radius:1rem;border:1px solid currentColor;white-space:nowrap}.ok{color:var(--ok)}.warn{color:var(--warn)}.err{color:var(--err)}
.note{border-inline-start:5px solid var(--accent);background:var(--tint);padding:.75rem 1rem;margin-block:1rem}
code{font-family:ui-monospace,"SF Mono",Consolas,monospace;font-size:.9em;overflow-wrap:anywhere}
`;

const shell = Handlebars.compile<{ title: string; body: string }>(`<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{title}}</title><link rel="stylesheet" href="/sandbox.css"></head>
<body>{{{body}}}</body>
</html>
`);

/** A whole page. `body` is HTML that was made by a template. */
export function page(title: string, body: string): string {
  return shell({ title, body });
}

const messageTemplate = Handlebars.compile<{ title: string; text: string; back: string }>(
  '<main><h1>{{title}}</h1><p>{{text}}</p><p><a href="{{back}}">Back</a></p></main>',
);

/** A page that says one thing. */
export function messagePage(title: string, text: string, back = '/'): string {
  return page(title, messageTemplate({ title, text, back }));
}

/** Minor units as people write them: 250000 cents are "2,500.00". */
export function moneyText(minor: number): string {
  const digits = String(Math.abs(minor)).padStart(3, '0');
  const whole = digits.slice(0, -2).replaceAll(/\B(?=(\d{3})+$)/g, ',');
  return `${minor < 0 ? '−' : ''}${whole}.${digits.slice(-2)}`;
}
