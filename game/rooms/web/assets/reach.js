/* Whether phones reach the room: its host tries that out before the class comes. */

import { $, code, get, root, say, t } from "./common.js";

const PATIENCE = 15000; // ms for a phone to come
const trial = { runs: false, late: false, found: null, timer: 0, seen: null };

/** Why no phone may come, and what to do, of what the server itself has found out. */
function reasons({ address, answers, alone, public: named }) {
  const values = { address, port: new URL(address).port || "443" };
  if (alone && named) return t("PUBLIC_URL is {address}, which leads every phone to itself: set it to an address of this computer that phones reach.", values);
  if (alone) return t("This computer is in no network, so that no phone can reach it: connect it to the one that the phones are in, and try again.");
  if (!answers && named) return t("Nothing answers at {address}, which PUBLIC_URL names, as seen from this server: is the address right, and does what stands there pass requests on?", values);
  if (!answers) return t("The server does not listen at {address}: it was begun for this computer alone. Begin it with the address 0.0.0.0 (--host, or server.address of Streamlit), or set PUBLIC_URL.", values);
  if (named) return t("No phone has come yet. This server itself finds {address}, which PUBLIC_URL names: is the phone online, and does the name lead here from outside, too?", values);
  return t("No phone has come yet. Most likely it is in another network (mobile data, or a guest network that keeps devices apart), or the firewall of this computer keeps port {port} closed: use one network for both, open the port, or set PUBLIC_URL to an address that phones reach.", values);
}

/** What is certain at once need not wait for a phone. */
const isCertain = ({ answers, alone }) => alone || !answers;

function status({ reached, address }) {
  if (reached && address.startsWith(`${reached}/`)) return t("A phone has reached {address}.", { address: reached });
  if (trial.runs) return t("Waiting for a phone: scan this code with one. It takes no seat.");
  return t("Try it on a phone before the class comes.");
}

/** Show the address and its code, or the ones to try out, and how that stands. */
export function paintTrial(seen) {
  trial.seen = seen;
  const isReached = Boolean(seen.reached) && seen.address.startsWith(`${seen.reached}/`);
  if (isReached) end();
  const address = trial.runs ? `${seen.address}/try` : seen.address;
  const picture = `${root}/${code}/qr.svg${trial.runs ? "?to=try" : ""}`;
  if ($("qr").getAttribute("src") !== picture) $("qr").setAttribute("src", picture);
  say($("address"), address);
  $("address").setAttribute("href", address);
  say($("reached"), status(seen));
  say($("trial"), trial.runs ? t("Back to the class's code") : t("Try it on a phone"));
  const { found, late } = trial;
  const told = trial.runs && found && (late || isCertain(found)) ? reasons(found) : "";
  $("why").hidden = !told;
  say($("why"), told);
}

function end() {
  clearTimeout(trial.timer);
  Object.assign(trial, { runs: false, late: false, found: null });
}

async function begin() {
  trial.runs = true;
  trial.timer = setTimeout(() => {
    trial.late = true;
    paintTrial(trial.seen);
  }, PATIENCE);
  paintTrial(trial.seen);
  trial.found = await get(`${code}/host/reach`).catch(() => null);
  paintTrial(trial.seen);
}

$("trial").addEventListener("click", () => {
  if (!trial.runs) return begin();
  end();
  return paintTrial(trial.seen);
});
