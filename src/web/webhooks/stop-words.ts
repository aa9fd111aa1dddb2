/** What people answer when texts should end, as carriers and people write it. Compared without case and accents. */
const STOP_WORDS = new Set(
  [
    // English, with what carriers and 47 CFR 64.1200(a)(10) ask for.
    ...['stop', 'stopall', 'unsubscribe', 'cancel', 'end', 'quit', 'revoke', 'optout'],
    // Spanish.
    ...['alto', 'parar', 'pare', 'para', 'baja', 'cancelar', 'detener', 'basta', 'fin', 'nomás'],
    // French, Portuguese, Haitian Creole, Tagalog, Vietnamese.
    ...['arrêt', 'arrêter', 'sair', 'kanpe', 'tigil', 'hinto', 'dừng'],
    // Russian, Chinese, Arabic.
    ...['стоп', '停止', '退订', 'توقف', 'إيقاف'],
  ].map(plain),
);

/** Words that may stand around a stop word and change nothing. */
const AROUND = new Set(
  [
    ...['please', 'all', 'to', 'the', 'these', 'texts', 'texting', 'messages', 'me', 'now'],
    ...['por', 'favor', 'los', 'todos', 'mensajes', 'ya'],
  ].map(plain),
);

/**
 * Whether a text asks us to stop. In doubt it does: a message too many may be read by the wrong person, a
 * message too few waits on the status page.
 */
export function asksToStop(text: string): boolean {
  const words = text
    .split(/[^\p{L}\p{M}]+/u)
    .map(plain)
    .filter((word) => word !== '' && !AROUND.has(word));
  const isSaidOnce = STOP_WORDS.has(words.join(''));
  return isSaidOnce || (words.length > 0 && words.every((word) => STOP_WORDS.has(word)));
}

function plain(word: string): string {
  return word.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
