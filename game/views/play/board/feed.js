/* Hands each message of the server to the board, whichever of the two was mounted first. */
export default function feed({ data }) {
  const hub = (globalThis.turbofanTycoon ??= { inbox: [], deliver: null, session: null, ask: null });
  if (!data?.byteLength) return;
  if (hub.deliver) hub.deliver(data);
  else hub.inbox.push(data);
}
