/*
 * What is heard: short tones made as they are needed, no files. Off until it is switched on; nothing is
 * told by sound alone. Tones are of one pentatonic scale, so that two at once do not clash, but for
 * failures and the bad member.
 */

const MASTER = 0.25;
const AGAIN = 80; // ms within which the same sound is not made again
const VOICES = 6; // at most at a time
const BRISK = 5; // times: above it only what matters is heard
const LOUD = ["failure", "calm", "save", "joined", "won"];
const SCALE = [1047, 1175, 1319, 1568, 1760, 2093, 2349, 2637]; // Hz

/**
 * @typedef {object} Voice
 * @property {OscillatorType | "noise"} wave
 * @property {number} hz of noise: the middle of its band, or the end of what passes
 * @property {number} to Hz at its end
 * @property {number} at ms after the sound has begun
 * @property {number} up ms to its full strength
 * @property {number} down ms until it is gone
 * @property {number} gain
 */

/** @returns {Voice} */
const tone = (wave, hz, at, up, down, gain, to = hz) => ({ wave, hz, to, at, up, down, gain });
const row = (wave, tones, apart, up, down, gain) => tones.map((hz, nth) => tone(wave, hz, nth * apart, up, down, gain));
const clicks = [0, 45, 90].map((at) => tone("noise", 2500, at, 1, 8, 0.1));

/** @type {Object<string, Voice[]>} */
const PALETTE = {
  press: [tone("triangle", 660, 0, 2, 40, 0.06)],
  announced: row("sine", [587, 587], 120, 5, 90, 0.1),
  letter: [tone("noise", 1800, 0, 5, 60, 0.12)],
  order: [tone("triangle", 392, 0, 3, 110, 0.12), tone("noise", 2500, 0, 1, 8, 0.08)],
  service: [...clicks, tone("triangle", 392, 135, 4, 90, 0.16), tone("triangle", 523, 225, 4, 90, 0.16)],
  failure: [tone("noise", 900, 0, 3, 180, 0.45, 120), tone("sine", 110, 0, 3, 420, 0.45, 41)],
  calm: [tone("sine", 73.4, 250, 40, 1400, 0.28), tone("sine", 110, 250, 40, 1400, 0.2)],
  near: row("triangle", [784, 880], 60, 3, 120, 0.18),
  save: [...row("sine", [659, 784, 880], 70, 3, 90, 0.24), tone("sine", 1319, 210, 3, 500, 0.06)],
  joined: row("sine", [262, 330, 392, 523], 110, 30, 1300, 0.2),
  merged: [262, 330, 392].map((hz, nth) => tone("sine", hz * 2 ** ((nth - 1) / 30), 0, 20, 500, 0.1, hz)),
  overtook: row("sine", [440, 523], 90, 5, 90, 0.12),
  overtaken: row("sine", [523, 440], 90, 5, 90, 0.12),
  bad: row("sine", [220, 233], 0, 80, 700, 0.14),
  won: [...row("triangle", [392, 523, 659, 784], 110, 4, 120, 0.26), tone("triangle", 1047, 440, 4, 900, 0.26)],
};

/** What a sound is made of; of a tick its step on the scale. */
export const voicesOf = (name, step = 0) => (name === "tick" ? [tone("sine", SCALE[step % SCALE.length], 0, 1, 25, 0.03)] : PALETTE[name] ?? []);

/** How long a sound lasts, ms. */
export const lengthOf = (voices) => Math.max(0, ...voices.map(({ at, up, down }) => at + up + down));

/**
 * Whether a sound may be made beside those that were: not again at once, not too many, above a pace only
 * what matters.
 * @param {Array<{name: string, begun: number, over: number, voices: number}>} made
 */
export function mayMake(made, name, time, speed, voices) {
  if (speed > BRISK && !LOUD.includes(name)) return false;
  if (made.some((one) => one.name === name && time - one.begun < AGAIN)) return false;
  const busy = made.filter(({ over }) => over > time).reduce((sum, one) => sum + one.voices, 0);
  return busy + voices <= VOICES || LOUD.includes(name);
}

/** What is heard at an event, or null. */
export function soundOf({ kind, calm, save, life, mine, joined, letter, bad, call }) {
  if (kind === "failure") return calm ? "calm" : "failure";
  if (kind === "service") return save ? "save" : life.lifetime > 0 && life.lifetime - life.ran <= 5 ? "near" : "service";
  if (kind === "overtaking") return mine ? "overtook" : "overtaken";
  if (kind === "training") return "merged";
  if (joined) return "joined";
  if (bad) return "bad";
  return call ? "order" : letter === undefined ? null : "letter";
}

/** Makes them. */
export class Sound {
  constructor() {
    this.on = false;
    this.context = null;
    this.out = null;
    this.made = [];
  }

  switch(on) {
    this.on = on;
    if (!on && this.context) this.context.suspend();
  }

  /** The way out: made at the first sound, as browsers want a hand to have moved before. */
  open() {
    if (this.context === null) {
      this.context = new AudioContext();
      const [strength, press] = [this.context.createGain(), this.context.createDynamicsCompressor()];
      strength.gain.value = MASTER;
      press.threshold.value = -12;
      strength.connect(press).connect(this.context.destination);
      this.out = strength;
    }
    if (this.context.state === "suspended") this.context.resume();
    return this.context;
  }

  /** @param {string} name */
  play(name, { slot = null, speed = 1, step = 0 } = {}) {
    if (!this.on) return;
    const [voices, time] = [voicesOf(name, step), performance.now()];
    this.made = this.made.filter(({ begun, over }) => Math.max(over, begun + AGAIN) > time);
    if (!voices.length || !mayMake(this.made, name, time, speed, voices.length)) return;
    this.made.push({ name, begun: time, over: time + lengthOf(voices), voices: voices.length });
    const context = this.open();
    const place = context.createStereoPanner();
    place.pan.value = slot === null ? 0 : [-0.6, -0.2, 0.2, 0.6][slot];
    place.connect(this.out);
    for (const voice of voices) this.voice(context, place, voice);
  }

  voice(context, place, { wave, hz, to, at, up, down, gain }) {
    const begin = context.currentTime + at / 1000;
    const [top, end] = [begin + up / 1000, begin + (up + down) / 1000];
    const strength = context.createGain();
    strength.gain.setValueAtTime(0.0001, begin);
    strength.gain.linearRampToValueAtTime(gain, top);
    strength.gain.exponentialRampToValueAtTime(0.0001, end);
    const source = wave === "noise" ? this.noise(context, begin, end, hz, to) : context.createOscillator();
    if (source instanceof OscillatorNode) {
      source.type = /** @type {OscillatorType} */ (wave);
      source.frequency.setValueAtTime(hz, begin);
      source.frequency.exponentialRampToValueAtTime(to, end);
      source.connect(strength);
      source.start(begin);
      source.stop(end);
    } else source.connect(strength);
    strength.connect(place);
  }

  /** Noise through a band that stays, or under an end that falls. */
  noise(context, begin, end, hz, to) {
    const samples = context.createBuffer(1, Math.ceil(context.sampleRate * (end - begin)), context.sampleRate);
    samples.getChannelData(0).forEach((_, i, all) => (all[i] = 2 * Math.random() - 1));
    const [source, filter] = [context.createBufferSource(), context.createBiquadFilter()];
    source.buffer = samples;
    filter.type = hz === to ? "bandpass" : "lowpass";
    filter.frequency.setValueAtTime(hz, begin);
    filter.frequency.exponentialRampToValueAtTime(to, end);
    source.connect(filter);
    source.start(begin);
    return filter;
  }
}
