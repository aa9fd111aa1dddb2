/** What the auditor reads first. `checkpoint` is the signed head the bundle was made for. */
export function readme(checkpoint: string): string {
  const [origin = '', size = ''] = checkpoint.split('\n');
  return `# Audit bundle of ${origin}

Everything up to leaf ${String(Number(size) - 1)} of the log, the rows behind it, and a program that holds them against each other. Nothing in
it names a person; pseudonyms are made for this bundle alone.

## Check it

With Node 20 or newer, nothing to install, no network:

    node verify.mjs . --vkey "$(cat ../log.vkey)" --last ../checkpoint --witnesses ../witnesses.txt

\`../log.vkey\` is the public key as it was handed to you, \`../checkpoint\` the file \`checkpoint\` you kept from the last audit,
\`../witnesses.txt\` your own list of witnesses. Leave away what you do not have; the program then says what it had to
trust. Use the copy of verify.mjs that you have read, not one that came with the files it judges.

It prints one sentence. Exit status: 0 all is well, 1 tampered, 2 cannot tell (a file is missing or unreadable).

**Afterwards keep \`checkpoint\`**: next time it shows that nothing before it was changed.

## What is here

| file | what it is |
| --- | --- |
| leaves.jsonl | the log: one leaf a line, line n is leaf n - 1; canonical JSON (RFC 8785) |
| general-ledger.csv | every line of every entry, in the order of the log; Journal_ID elsewhere is \`leaf\` + 1 |
| events.csv | who did what when; details in the open for exports, closings, rotations, restores and sign-offs |
| trial-balance.csv, chart-of-accounts.csv, periods.csv, currencies.csv | what the rows add up to, and what they refer to |
| checkpoint, checkpoints.txt | the signed head (C2SP tlog-checkpoint), and all heads before it |
| log.vkey, witnesses.txt | the log's public key; how many of whom must have seen the log |
| pseudonym.key | how this bundle's pseudonyms follow from the marks in the leaves; in no other file, so pass the others on without it |
| proof-*.txt, proof-*.tlog-proof | growth since each closing (C2SP tlog-witness), and the leaf of the bundle before (C2SP tlog-proof) |
| manifest.json, manifest.sig | rows, bytes, SHA-256 of every file and control totals; signed with the log's key |
| verify.mjs | the program |

This export was itself recorded in the log before you got it. Its leaf comes after the last one here; the next bundle has
the proof that it is there.
`;
}
