/* The board's way to the server: what it asks for runs this fragment of the page alone. */
export default function channel({ setTriggerValue }) {
  const hub = (globalThis.turbofanTycoon ??= { inbox: [], deliver: null, session: null, ask: null });
  hub.ask = setTriggerValue;
}
