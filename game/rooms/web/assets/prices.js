/* What a cycle, a service and a failure bring: on a wall, before anything has been flown. */

import { el, money, number, put, t } from "./common.js";

/** Show them as a list. */
export function paintPrices(node, { income, service, failure, serviceTime, failureTime }) {
  const rows = [
    [t("A cycle of running"), money(income)],
    [t("A service in time"), t("{money} and {n} cycles", { money: money(-service), n: number(serviceTime) })],
    [t("A failure"), t("{money} and {n} cycles", { money: money(-failure), n: number(failureTime) })],
  ];
  put(node, ...rows.map(([name, costs]) => el("li", {}, el("span", {}, name), el("b", { class: "figure" }, costs))));
}
