/* A link to a plant: its amounts stand in the address's fragment, which a browser sends to no server. */

const HEAD = "#plant=";

let opened = null; // who was handed which fragment last: a page is drawn again and again

/** @param {string} text @returns {string} */
export function packedPlant(text) {
  const bytes = new TextEncoder().encode(text);
  const letters = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  return letters.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** @param {string} packed @returns {string} what was packed; what is no such text comes back as it is */
export function unpackedPlant(packed) {
  try {
    const letters = atob(packed.replaceAll("-", "+").replaceAll("_", "/"));
    return new TextDecoder("utf-8", { fatal: true }).decode(Uint8Array.from(letters, (one) => one.charCodeAt(0)));
  } catch {
    return packed;
  }
}

/** Takes a plant out of the address that is no longer on the page. */
function forgetInAddress(data) {
  const address = new URL(location.href);
  if (!address.hash.startsWith(HEAD)) return;
  address.searchParams.delete(data.mark);
  address.hash = "";
  history.replaceState(history.state, "", address);
  opened = data.viewer + location.hash;
}

/** Lets the address hold the plant beside the match it came from, and returns it: a reload opens both. */
function keepInAddress(data) {
  const address = new URL(location.href);
  address.searchParams.set(data.mark, "1");
  address.hash = HEAD.slice(1) + packedPlant(data.plant);
  if (address.href !== location.href) history.replaceState(history.state, "", address);
  opened = data.viewer + location.hash;
  return address.href;
}

/** Hands over the plant of the address once, and copies a link to the one on the page. */
export default function plantLink({ parentElement, data, setTriggerValue }) {
  const button = parentElement.querySelector("button");
  const said = parentElement.querySelector("[role=status]");
  button.textContent = data.copy;
  if (said.dataset.plant !== data.plant) said.textContent = ""; // it was of another plant
  if (data.plant && data.kept) keepInAddress(data);
  else if (data.plant && opened === data.viewer + location.hash) forgetInAddress(data); // begun anew
  button.hidden = !data.plant; // there is none that can travel
  button.onclick = async () => {
    const address = keepInAddress(data);
    said.dataset.plant = data.plant;
    try {
      await navigator.clipboard.writeText(address);
      said.textContent = data.copied;
    } catch {
      said.textContent = data.refused; // the address bar holds it
    }
  };
  const hand = () => {
    const held = location.hash.startsWith(HEAD);
    if ((!held && !data.waiting) || opened === data.viewer + location.hash) return;
    opened = data.viewer + location.hash;
    setTriggerValue("opened", held ? unpackedPlant(location.hash.slice(HEAD.length)) : "");
  };
  hand();
  addEventListener("hashchange", hand);
  return () => removeEventListener("hashchange", hand);
}
