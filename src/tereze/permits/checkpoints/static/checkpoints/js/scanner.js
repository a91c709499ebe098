// SPDX-License-Identifier: EUPL-1.2
/**
 * The camera as a reader of QR codes. Phones bring a reader of their own (BarcodeDetector) or get
 * ours, compiled C++ in a worker, which was put beside the page at set-up. Without either, or
 * without a camera, `start` says why in one word, and codes are typed.
 */

/** Pictures a second are plenty at five: each takes a cheap phone about 60 ms. */
const PAUSE_MS = 120;
/** Pixels of the longer side. A permit's code fills a third of it from arm's length. */
const LARGEST = 960;

export class Scanner {
  #video;
  #decoder;
  #onRead;
  #stream = null;
  #isLooking = false;

  /** urls: { worker, reader, wasm } of our own reader, or null where it is not installed. */
  constructor({ video, urls, onRead }) {
    this.#video = video;
    this.#decoder = chooseDecoder(urls);
    this.#onRead = onRead;
  }

  /** Opens the camera. Answers "" or why not: "no-reader", "no-camera", "not-allowed", "broken". */
  async start() {
    const decoder = await this.#decoder;
    if (!decoder) return "no-reader";
    if (!navigator.mediaDevices?.getUserMedia) return "no-camera";
    try {
      this.#stream = await navigator.mediaDevices.getUserMedia({
        audio: false,
        video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } },
      });
    } catch (error) {
      if (error.name === "NotAllowedError") return "not-allowed";
      return error.name === "NotFoundError" ? "no-camera" : "broken";
    }
    this.#video.srcObject = this.#stream;
    // A page that is hidden meanwhile may not play; it plays when it is seen again.
    await this.#video.play().catch(() => {});
    this.#look(decoder);
    return "";
  }

  /** Look for codes, or rest while a verdict is on the screen. */
  set looking(isLooking) {
    this.#isLooking = isLooking;
  }

  /** Phones take the camera away when they are locked. */
  get isLost() {
    return this.#stream?.getVideoTracks()[0]?.readyState === "ended";
  }

  /** Whether the camera has a lamp; `light(true)` turns it on. */
  get hasLamp() {
    return Boolean(this.#stream?.getVideoTracks()[0]?.getCapabilities?.().torch);
  }

  light(isOn) {
    return this.#stream?.getVideoTracks()[0]?.applyConstraints({ advanced: [{ torch: isOn }] });
  }

  stop() {
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = null;
  }

  async #look(decoder) {
    const stream = this.#stream;
    while (this.#stream === stream) {
      // Cameras stop by themselves when the phone is locked or another program takes them.
      if (this.#isLooking && this.#video.readyState >= this.#video.HAVE_CURRENT_DATA) {
        const text = await decoder(this.#video).catch(() => null);
        if (text && this.#isLooking) this.#onRead(text);
      }
      await new Promise((resolve) => { setTimeout(resolve, PAUSE_MS); });
    }
  }
}

/** What makes text of a video's picture: a function, or null if nothing here can. */
async function chooseDecoder(urls) {
  const formats = await globalThis.BarcodeDetector?.getSupportedFormats().catch(() => []);
  if (formats?.includes("qr_code")) {
    const detector = new globalThis.BarcodeDetector({ formats: ["qr_code"] });
    return async (video) => (await detector.detect(video))[0]?.rawValue ?? null;
  }
  return urls && "WebAssembly" in globalThis ? decodeInWorker(urls) : null;
}

function decodeInWorker({ worker: address, reader, wasm }) {
  const worker = new Worker(address);
  worker.postMessage({ reader, wasm });
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d", { willReadFrequently: true });
  return (video) => {
    const { videoWidth, videoHeight } = video;
    const scale = Math.min(1, LARGEST / Math.max(videoWidth, videoHeight));
    canvas.width = Math.round(videoWidth * scale);
    canvas.height = Math.round(videoHeight * scale);
    pen.drawImage(video, 0, 0, canvas.width, canvas.height);
    const picture = pen.getImageData(0, 0, canvas.width, canvas.height);
    return new Promise((resolve) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = () => resolve(null);
      worker.postMessage({ picture }, [picture.data.buffer]);
    });
  };
}
