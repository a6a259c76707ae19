/* What the race marks on its lines: changes of strategy, calls by hand, what was answered. */

import { traceShape } from "./draw.js";

/** Mark where factories changed their strategy, each by its shape and the strategy's letter. */
export function markChanges(race, from, to) {
  const { ctx, palette, k } = race;
  race.shownFactories().forEach((factory, i) => {
    factory.strategies.forEach(([cycle, strategy], nth) => {
      const before = factory.strategies[nth - 1];
      if (!before || before[1] === strategy || cycle > to || (cycle <= from && from > 0)) return;
      const at = [race.x(cycle), race.y(factory.balance[cycle])];
      if (race.marked.some(([mx, my]) => Math.hypot(mx - at[0], my - at[1]) < 9 * k)) return;
      race.marked.push(at);
      traceShape(ctx, i, at[0], at[1], 4.5 * k);
      ctx.fillStyle = palette.panel;
      ctx.fill();
      ctx.strokeStyle = palette.factories[i];
      ctx.lineWidth = 1.75 * k;
      ctx.stroke();
      ctx.font = `600 ${9.5 * k}px ${palette.numbers}`;
      ctx.textAlign = "center";
      ctx.textBaseline = "alphabetic";
      race.halo(ctx, race.game.kinds[strategy].letter.toUpperCase(), at[0], at[1] - 8 * k);
    });
  });
}

/** Mark your calls under your line: a full wedge is a service ordered by hand, an open one a hold. */
export function markCalls(race, from, to) {
  const { ctx, palette, k, game } = race;
  const { balance } = game.factories[0];
  for (const [cycle, , call] of game.called) {
    if (cycle > to || (cycle <= from && from > 0)) continue;
    const [x, y, r] = [race.x(cycle), race.y(balance[cycle]) + 9 * k, 3.5 * k];
    ctx.beginPath();
    ctx.moveTo(x, y - r);
    ctx.lineTo(x + r, y + r);
    ctx.lineTo(x - r, y + r);
    ctx.closePath();
    ctx.lineWidth = 1.25 * k;
    ctx.strokeStyle = palette.text;
    ctx.fillStyle = call === "service" ? palette.text : palette.ground;
    ctx.fill();
    ctx.stroke();
  }
}
