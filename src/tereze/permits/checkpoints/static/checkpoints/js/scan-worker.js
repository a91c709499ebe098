// SPDX-License-Identifier: EUPL-1.2
/**
 * Reads QR codes beside the page, so that the page never stutters. A classic worker, because the
 * reader (zxing-wasm) comes as a classic script.
 *
 * First message { reader, wasm }: where they lie. Then { picture } again and again, each answered
 * by the text in it or null.
 */

const OPTIONS = { formats: ["QRCode"], tryHarder: true, tryInvert: true, maxNumberOfSymbols: 1 };

self.onmessage = async ({ data }) => {
  if (data.reader) {
    importScripts(data.reader);
    self.ZXingWASM.prepareZXingModule({ overrides: { locateFile: () => data.wasm } });
    // The first picture is slow, so it is one of nothing: nobody waits for it.
    await self.ZXingWASM.readBarcodes(new ImageData(64, 64), OPTIONS).catch(() => []);
    return;
  }
  let text = null;
  try {
    const [found] = await self.ZXingWASM.readBarcodes(data.picture, OPTIONS);
    text = found?.text || null;
  } finally {
    postMessage(text);
  }
};
