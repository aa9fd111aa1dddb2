import { asksToStop } from './stop-words.js';

describe('an answer to a text message', () => {
  it.each([
    ...['STOP', 'stop', ' Stop. ', '"STOP"', 'STOP!!!', 'S T O P', 'ＳＴＯＰ', 'stop stop'],
    ...['STOPALL', 'Stop all', 'stop to end texts', 'Please stop texting me', 'opt-out', 'Opt out'],
    ...['UNSUBSCRIBE', 'Cancel', 'END', 'quit', 'revoke', '🛑 stop'],
    ...['ALTO', '¡Alto!', 'parar', 'BAJA', 'Cancelar', 'no más', 'No mas mensajes por favor'],
    ...['arret', 'ARRÊT', 'СТОП', '停止', 'إيقاف'],
  ])('asks to stop: %s', (text) => {
    expect(asksToStop(text)).toBe(true);
  });

  it.each([
    ...['', '...', 'please', 'Yes', 'I cannot stop now because I am at work', 'weekend'],
    ...['When does it end?', 'Nonstop', 'gracias', 'para mañana', 'START', '123456'],
  ])('does not: %s', (text) => {
    expect(asksToStop(text)).toBe(false);
  });
});
