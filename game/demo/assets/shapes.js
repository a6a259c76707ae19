/* Shapes of a picture that is drawn with lines. */

const NS = "http://www.w3.org/2000/svg";

/**
 * Make a shape; what somebody wrote becomes text, never markup.
 * @param {string} name
 * @param {Object<string, any>} values
 * @param {string} text
 */
export function shape(name, values = {}, text = "") {
  const made = document.createElementNS(NS, name);
  for (const [key, value] of Object.entries(values)) made.setAttribute(key, String(value));
  if (text) made.textContent = text;
  return made;
}
