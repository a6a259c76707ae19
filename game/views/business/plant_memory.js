/* The visitor's own plant, kept in this browser alone: it comes back at an address that holds none. */

const KEPT = "turbofan-tycoon-plant";

let turn = null; // of the fields: another plant begins with another one
let arrived = null; // the plant of a link, as it came: it is another's until it is changed

/** Does something with what a browser keeps; null where it keeps nothing for anybody. */
function kept(what) {
  try {
    return what(localStorage);
  } catch (error) {
    if (error.name !== "QuotaExceededError" && error.name !== "SecurityError") throw error;
    return null;
  }
}

/** Keeps the plant of the page if it is the visitor's own, and offers the kept one beside another. */
export default function plantMemory({ parentElement, data, setTriggerValue }) {
  if (turn !== data.turn) {
    turn = data.turn;
    arrived = data.linked ? data.plant : null;
  }
  const own = data.own && data.plant !== arrived;
  if (own && data.plant) kept((store) => store.setItem(KEPT, data.plant));
  const mine = kept((store) => store.getItem(KEPT));
  const row = parentElement.querySelector(".tt-memory");
  const [back, forget] = row.querySelectorAll("button");
  row.hidden = own || !mine || mine === data.plant || data.before;
  row.querySelector("span").textContent = data.said;
  back.textContent = data.back;
  forget.textContent = data.forget;
  back.onclick = () => setTriggerValue("opened", mine);
  forget.onclick = () => {
    kept((store) => store.removeItem(KEPT));
    row.hidden = true;
  };
}
