/** Words of the command line for an export, complete but for what the test says. */
export const exportWith = (about: Readonly<Record<string, string>>): string[] => [
  'export',
  ...Object.entries({
    format: 'csv',
    from: '2026-01-01',
    to: '2026-01-31',
    out: 'unused',
    ...about,
  }).flatMap(([name, value]) => [`--${name}`, value]),
];
