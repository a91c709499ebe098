// SPDX-License-Identifier: EUPL-1.2
/** Asks the browser's verifier everything that credential.json asks; runs in Node and in browsers. */

export async function answerAll(verifier, asked) {
  const cases = [];
  for (const { name, text, now } of asked.cases) {
    const { verdict, claims } = await verifier.verify(text, asked.jwks, new Date(now * 1000));
    cases.push({ name, verdict, claims: claims && inWordsOfTheVectors(claims) });
  }
  const codes = asked.codes.map(({ typed }) => {
    const { code = null, error = null } = verifier.checkCode(typed);
    return { typed, code, error };
  });
  const documentDigests = [];
  for (const { document_type: documentType, number, code } of asked.document_digests) {
    const digest = await verifier.digestDocument({ documentType, number, code });
    documentDigests.push({ document_type: documentType, number, code, digest });
  }
  return { cases, codes, document_digests: documentDigests };
}

function inWordsOfTheVectors({ documentDigest, issuedAt, validFrom, validUntil, ...rest }) {
  return {
    ...rest,
    document_digest: documentDigest,
    issued_at: issuedAt / 1000,
    valid_from: validFrom / 1000,
    valid_until: validUntil / 1000,
  };
}
