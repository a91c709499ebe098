// SPDX-License-Identifier: EUPL-1.2
/** Asks the browser's reader of offline lists everything that offline_list.json asks. */

export async function answerAll(reader, asked) {
  const list = reader.readList(bytesOf(asked.list.bytes));
  const updated = reader.updateList(list, reader.readList(bytesOf(asked.changes.bytes)));
  const codes = (entries) => entries.map(({ code }) => code);
  const byDocument = [];
  for (const { type, number } of asked.by_document) {
    const found = await reader.findByDocument(list, { documentType: type, number });
    byDocument.push({ type, number, found: codes(found) });
  }
  const byPlate = [];
  for (const { plate } of asked.by_plate) {
    byPlate.push({ plate, found: codes(await reader.findByPlate(list, plate)) });
  }
  return {
    head: headOf(list),
    entries: entriesOf(reader, list),
    head_after_changes: headOf(updated),
    entries_after_changes: entriesOf(reader, updated),
    by_code: asked.by_code.map(({ code }) => ({
      code,
      found: reader.findByCode(list, code)?.code === code,
    })),
    by_document: byDocument,
    by_document_after_changes: codes(
      await reader.findByDocument(updated, { documentType: "kz-iin", number: "900101300017" }),
    ),
    by_plate: byPlate,
    belongs: await belongings(reader, list),
    damaged: damages(reader, bytesOf(asked.list.bytes), list),
  };
}

async function belongings(reader, list) {
  const entry = reader.findByCode(list, "0000000A");
  const hers = { documentType: "az-id", number: "aze-12345678" };
  return {
    document: await reader.isDocumentOf(list, entry, hers),
    other_document: await reader.isDocumentOf(list, entry, { ...hers, number: "AZE12345679" }),
    plate: await reader.isPlateOf(list, entry, "10 AB 123"),
    other_plate: await reader.isPlateOf(list, entry, "10 AB 124"),
    no_plate: await reader.isPlateOf(list, reader.findByCode(list, "N1J5M6QB"), "10 AB 123"),
  };
}

function damages(reader, bytes, list) {
  const empty = new Uint8Array();
  const cases = {
    empty: () => reader.readList(empty),
    cut_off: () => reader.readList(bytes.subarray(0, -1)),
    other_form: () => reader.readList(new TextEncoder().encode('{"format":"other","count":0}\n')),
    no_json: () => reader.readList(new TextEncoder().encode("<!doctype html>\n")),
    changes_of_another: () => reader.updateList(list, list),
  };
  return Object.fromEntries(
    Object.entries(cases).map(([name, attempt]) => {
      try {
        attempt();
        return [name, false];
      } catch (error) {
        return [name, error instanceof reader.ListDamaged];
      }
    }),
  );
}

function headOf({ place, covering, madeAt, until, cursor, since }) {
  return { place, covering, made_at: madeAt / 1000, until: until / 1000, cursor, since };
}

function entriesOf(reader, list) {
  return Array.from({ length: list.count }, (_, index) => {
    const entry = reader.readEntry(list, index);
    return {
      code: entry.code,
      day: list.days[entry.dayIndex].day,
      starts_at: entry.startsAt / 1000,
      ends_at: entry.endsAt / 1000,
      purpose: entry.purpose,
      once: entry.crossings === "once",
      kind: entry.kind,
      party: entry.party,
      initials: entry.initials,
      has_plate: entry.hasPlate,
      withdrawn: entry.withdrawn,
      replaced: entry.replaced,
      used_in: entry.used.in,
      used_out: entry.used.out,
    };
  });
}

function bytesOf(hex) {
  return Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
}
