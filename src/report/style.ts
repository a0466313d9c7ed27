// The look of a page. Figures stay on white cards in either scheme.
import { typeface } from "./theme.ts";

/** The style sheet of every page. */
export const styleSheet = `
:root { color-scheme: light dark; --ink: #202124; --quiet: #5f6368; --page: #f6f7f9; --card: #ffffff;
    --line: #dadce0; --link: #0072b2; --red: #b3261e; --red-back: #fdeceb; --amber: #7a4f00;
  --amber-back: #fff4dc; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eaed; --quiet: #a8adb3; --page: #17181b;
  --card: #222428;
    --line: #3c4043; --link: #6cb8e8; --red: #ffb4ab; --red-back: #43211f; --amber: #ffd68a;
  --amber-back: #3a2f17; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.55 ${typeface};
  -webkit-text-size-adjust: 100%; }
main { max-width: 1160px; margin: 0 auto; padding: 32px 20px 56px; }
h1 { font-size: clamp(1.6rem, 1.2rem + 1.8vw, 2.3rem); line-height: 1.2; margin: 0 0 6px;
  letter-spacing: -0.01em;
  overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin: 40px 0 14px; }
h3 { font-size: 1rem; margin: 0 0 10px; }
p { margin: 0 0 10px; max-width: 72ch; overflow-wrap: anywhere; }
.over { color: var(--quiet); font-size: 0.85rem; margin: 0 0 4px; }
.claim { font-size: 1.1rem; color: var(--quiet); }
.finding { font-size: 1.15rem; border-left: 4px solid var(--link); padding: 2px 0 2px 14px; margin:
  16px 0; }
.numbers { display: grid; grid-template-columns: repeat(auto-fit, minmax(140px, 1fr)); gap: 10px;
  margin: 20px 0 0;
  padding: 0; }
.numbers div { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding:
  10px 14px; }
.numbers dt { color: var(--quiet); font-size: 0.82rem; }
.numbers dd { margin: 0; font-size: 1.3rem; font-weight: 600; font-variant-numeric: tabular-nums;
  white-space: nowrap; }
.warning, .bias { border-radius: 10px; padding: 12px 16px; margin: 16px 0; }
.warning { background: var(--amber-back); color: var(--amber); }
.bias { background: var(--red-back); color: var(--red); font-weight: 600; }
.warning p:last-child, .bias p:last-child { margin-bottom: 0; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 430px), 1fr));
  gap: 18px; }
.findings { margin: 16px 0; } .findings a { color: inherit; text-decoration: none; }
.findings a:hover { text-decoration: underline; }
.findings li { margin: 0 0 6px; max-width: 84ch; }
.found { display: flex; flex-direction: column; min-width: 0; } .found > p { font-weight: 500; }
.found > figure { margin-top: auto; }
.small { grid-template-columns: repeat(auto-fit, minmax(min(100%, 240px), 1fr)); }
figure { margin: 0; background: #ffffff; color: #202124; border: 1px solid var(--line);
  border-radius: 12px;
  padding: 10px 10px 14px; min-width: 0; display: flex; flex-direction: column; }
figure svg { display: block; width: 100%; height: auto; max-width: 600px; margin: 0 auto; }
.small figure svg { max-width: 300px; }
figcaption { font-size: 0.9rem; line-height: 1.45; color: #3c4043; margin: auto 8px 0; padding-top: 8px;
  overflow-wrap: anywhere; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 430px), 1fr)); gap:
  18px;
  align-items: start; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: 16px;
  min-width: 0; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 0.92rem; font-variant-numeric:
  tabular-nums; }
th, td { text-align: left; padding: 6px 12px 6px 0; border-bottom: 1px solid var(--line);
  vertical-align: top; }
thead th { color: var(--quiet); font-weight: 500; font-size: 0.82rem; vertical-align: bottom; }
tbody th { font-weight: 400; } tbody tr:last-child > * { border-bottom: 0; }
.wide :is(td, th) { white-space: nowrap; } .wide tbody th { font-weight: 600; }
.key { display: inline-block; width: 12px; height: 12px; border-radius: 3px; margin-right: 8px;
  border: 2px dashed; }
pre { margin: 0; overflow-x: auto; font: 0.84rem/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas,
  monospace; }
ul { margin: 0; padding-left: 20px; } li { overflow-wrap: anywhere; }
footer { color: var(--quiet); font-size: 0.85rem; margin-top: 36px; overflow-wrap: anywhere; }
@media (max-width: 480px) { main { padding: 20px 14px 40px; } .numbers dd { font-size: 1.1rem; }
  .numbers { grid-template-columns: 1fr 1fr; } figure { padding: 6px 4px 12px; } }
@media print { body { background: #ffffff; } figure, .card { break-inside: avoid; } }
`;
