/* A link to a plant: its amounts stand in the address's fragment, which a browser sends to no server. */

const HEAD = "#plant=";
const STAY = 1_600; // ms, that it is said that the link was copied

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

/** Hands over the plant of the address once, and copies a link to the one on the page. */
export default function plantLink({ parentElement, data, setTriggerValue }) {
  const button = parentElement.querySelector("button");
  button.textContent = data.copy;
  button.hidden = !data.plant; // there is none that can travel
  button.onclick = async () => {
    const { origin, pathname } = location;
    const address = `${origin}${pathname}${data.mark}${HEAD}${packedPlant(data.plant)}`;
    history.replaceState(history.state, "", address);
    opened = data.viewer + location.hash;
    try {
      await navigator.clipboard.writeText(address);
      button.textContent = data.copied;
    } catch {
      button.textContent = data.refused; // the address bar holds it
    }
    setTimeout(() => (button.textContent = data.copy), STAY);
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
