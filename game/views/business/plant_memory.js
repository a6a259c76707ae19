/* The visitor's own plant, kept in this browser alone: it comes back at an address that holds none. */

const KEPT = "turbofan-tycoon-plant";

let arrival = null; // of the plant on the page: another plant arrives anew
let arrived = null; // the plant as it came, with a link or after one was forgotten: kept once it is changed
let ours = false; // whether it is the one that is kept, or takes nobody's place

/** Does something with what a browser keeps; null where it keeps nothing for anybody. */
function kept(what) {
  try {
    return what(localStorage);
  } catch (error) {
    if (error.name !== "QuotaExceededError" && error.name !== "SecurityError") throw error;
    return null;
  }
}

/** What of a plant makes it that one: all but what it was found to be worth. @param {string | null} plant */
function withoutWorth(plant) {
  try {
    return JSON.stringify({ ...JSON.parse(plant || ""), came: null });
  } catch {
    return plant; // what a browser keeps can be anything
  }
}

/** Keeps the plant of the page if it is the visitor's own and no other one is kept. */
function keepOwn(data) {
  const mine = kept((store) => store.getItem(KEPT));
  const same = withoutWorth(mine) === withoutWorth(data.plant);
  if (arrival !== data.arrival) {
    arrival = data.arrival;
    arrived = data.linked ? data.plant : null;
    ours = same;
  }
  if (!mine) ours = true; // there is none whose place it takes
  if (!ours || !data.own || !data.plant || data.plant === arrived) return mine;
  kept((store) => store.setItem(KEPT, data.plant));
  return kept((store) => store.getItem(KEPT));
}

/** Says what is kept, and offers the kept plant beside another one. */
export default function plantMemory({ parentElement, data, setTriggerValue }) {
  const row = parentElement.querySelector(".tt-memory");
  const [back, instead, forget] = row.querySelectorAll("button");
  const show = () => {
    const mine = keepOwn(data);
    row.hidden = !mine && !data.own;
    back.hidden = !mine || ours || data.before;
    instead.hidden = !mine || ours || !data.own;
    forget.hidden = !mine || !ours;
    row.querySelector("span").textContent = !mine ? data.keeps : ours ? data.keeping : data.another;
    back.onclick = () => setTriggerValue("opened", mine);
  };
  back.textContent = data.back;
  instead.textContent = data.instead;
  forget.textContent = data.forget;
  instead.onclick = () => {
    [ours, arrived] = [true, null];
    show();
  };
  forget.onclick = () => {
    arrived = data.plant; // what was forgotten is not kept as it stands
    kept((store) => store.removeItem(KEPT));
    show();
  };
  show();
}
