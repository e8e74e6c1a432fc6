/** Text on each ground has a contrast of at least 4.5 : 1, in both schemes; paper is always light. */
export const COLOURS = `
:root {
  color-scheme: light dark;
  --ground: #f6f7f9; --paper: #ffffff; --raised: #f0f2f5; --ink: #171a20; --quiet: #555e6c; --line: #dce0e6; --strong-line: #8a93a1;
  --link: #2c46ae; --focus: #2c46ae; --mark: #ffffff; --target: #fff6d8; --shade: rgb(20 28 45 / .16);
  --good: #0f6a3c; --good-solid: #1a7f4b; --good-ground: #e8f5ed;
  --bad: #a51d14; --bad-solid: #c0261c; --bad-ground: #fdeeec;
  --unsure: #7a4c00; --unsure-solid: #9a6100; --unsure-ground: #fdf4e0;
  --noted: #3a47a4; --noted-solid: #4553b8; --noted-ground: #eef0fc;
  --plain: #555e6c; --plain-solid: #6b7483; --plain-ground: #f0f2f5;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --ground: #0f1217; --paper: #171b22; --raised: #1f242d; --ink: #e7eaef; --quiet: #a3acba; --line: #2b323d; --strong-line: #6d7787;
    --link: #a3b6ff; --focus: #a3b6ff; --mark: #12151b; --target: #38300f; --shade: rgb(0 0 0 / .7);
    --good: #79d9a4; --good-solid: #5cc78d; --good-ground: #12261b;
    --bad: #ffa49b; --bad-solid: #ff857a; --bad-ground: #321715;
    --unsure: #f1c26a; --unsure-solid: #e3ac47; --unsure-ground: #2e230d;
    --noted: #b6c0ff; --noted-solid: #98a6fa; --noted-ground: #1c2140;
    --plain: #a3acba; --plain-solid: #8791a0; --plain-ground: #1f242d;
  }
}
@media (prefers-contrast: more) { :root { --line: var(--strong-line); --quiet: var(--ink); } }
.good { --tone: var(--good); --solid: var(--good-solid); --tint: var(--good-ground); }
.bad { --tone: var(--bad); --solid: var(--bad-solid); --tint: var(--bad-ground); }
.unsure { --tone: var(--unsure); --solid: var(--unsure-solid); --tint: var(--unsure-ground); }
.noted { --tone: var(--noted); --solid: var(--noted-solid); --tint: var(--noted-ground); }
.plain { --tone: var(--plain); --solid: var(--plain-solid); --tint: var(--plain-ground); }
`;
