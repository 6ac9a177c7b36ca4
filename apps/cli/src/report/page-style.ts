const light = `color-scheme: light; --paper: #fbfaf6; --panel: #ffffff; --ink: #1c1f26; --muted: #5d6470; --line: #e2dfd6; --accent: #0b51b5;`;
const dark = `color-scheme: dark; --paper: #0b0e14; --panel: #11151d; --ink: #e8eaf0; --muted: #98a1b0; --line: #242a36; --accent: #4cc9f0;`;

/** The report's style sheet. Themes follow the system until the reader picks one; no script is needed. */
export const pageStyle = `
:root { ${light} font: 16px/1.6 Inter, system-ui, sans-serif; }
.on-dark { display: none; }
@media (prefers-color-scheme: dark) {
  :root { ${dark} }
  .on-dark { display: block; }
  .on-light { display: none; }
}
:root:has(#theme-light:checked) { ${light} & .on-dark { display: none; } & .on-light { display: block; } }
:root:has(#theme-dark:checked) { ${dark} & .on-dark { display: block; } & .on-light { display: none; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); }
main, header, footer { max-width: 1168px; margin: 0 auto; padding: 0 24px; }
header { display: flex; flex-wrap: wrap; gap: 8px 24px; align-items: center; justify-content: space-between; padding-top: 20px; }
.brand { font-weight: 600; letter-spacing: -0.01em; }
.brand span { color: var(--muted); font-weight: 400; }
.theme { display: flex; border: 1px solid var(--line); border-radius: 8px; padding: 0; margin: 0; overflow: hidden; }
.theme legend { position: absolute; clip-path: inset(50%); }
.theme input { position: absolute; opacity: 0; }
.theme label { padding: 5px 12px; font-size: 13px; color: var(--muted); cursor: pointer; }
.theme input:checked + label { background: var(--line); color: var(--ink); }
.theme input:focus-visible + label { outline: 2px solid var(--accent); outline-offset: -2px; }
h1 { font-size: clamp(26px, 4vw, 38px); font-weight: 600; line-height: 1.15; letter-spacing: -0.02em; margin: 36px 0 10px; text-wrap: balance; }
h2 { font-size: 21px; font-weight: 600; letter-spacing: -0.01em; margin: 56px 0 8px; }
p { max-width: 68ch; margin: 8px 0 16px; }
.lead { font-size: 18px; }
.note, figcaption, dt { color: var(--muted); font-size: 14px; }
code { font: 0.88em ui-monospace, "SF Mono", Menlo, monospace; overflow-wrap: anywhere; }
figure { margin: 24px 0 8px; }
figure svg { display: block; width: 100%; height: auto; border-radius: 12px; }
figcaption { max-width: 90ch; margin-top: 10px; }
.narrow { display: none; }
.beside { display: grid; grid-template-columns: minmax(0, 1.35fr) minmax(0, 1fr); gap: 0 32px; align-items: center; }
.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); gap: 12px; margin: 24px 0; padding: 0; list-style: none; }
.tiles li { background: var(--panel); border: 1px solid var(--line); border-radius: 12px; padding: 14px 18px; }
.tiles b { display: block; font-size: 27px; line-height: 1.2; letter-spacing: -0.02em; font-variant-numeric: tabular-nums; font-weight: 600; }
.tiles span { color: var(--muted); font-size: 13.5px; line-height: 1.4; display: block; margin-top: 4px; }
.scroll { overflow-x: auto; margin: 16px 0; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 14.5px; min-width: 100%; }
th, td { text-align: right; padding: 7px 0 7px 18px; border-bottom: 1px solid var(--line); white-space: nowrap; font-weight: 400; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
thead th { color: var(--muted); font-size: 13px; vertical-align: bottom; }
tr.shown > * { font-weight: 600; }
tbody + tbody tr:first-child > * { padding-top: 20px; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 6px 24px; font-size: 14.5px; max-width: 90ch; }
dd { margin: 0; }
pre { background: var(--panel); border: 1px solid var(--line); border-radius: 12px; padding: 14px 18px; overflow-x: auto; font-size: 14px; }
footer { color: var(--muted); font-size: 13.5px; padding-top: 40px; padding-bottom: 48px; }
@media (max-width: 720px) {
  main, header, footer { padding-left: 16px; padding-right: 16px; }
  .wide { display: none; }
  .narrow { display: block; }
  .beside { grid-template-columns: minmax(0, 1fr); }
  dl { grid-template-columns: 1fr; gap: 0; }
  dd { margin-bottom: 10px; }
}
`;
