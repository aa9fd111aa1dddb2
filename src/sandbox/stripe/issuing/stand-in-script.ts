/**
 * Stands in for Stripe.js, as far as the pages of cards need it: a nonce for a card, and frames that show its number,
 * its end and its code. It asks the sandbox it was loaded from.
 */
export const standInScript = `(() => {
  const { origin } = new URL(document.currentScript.src);
  const PARTS = {
    issuingCardNumberDisplay: 'number',
    issuingCardExpiryDisplay: 'expiry',
    issuingCardCvcDisplay: 'cvc',
  };
  window.Stripe = (key) => {
    if (!key.startsWith('pk_test_')) throw new Error('The sandbox knows test keys only.');
    return {
      async createEphemeralKeyNonce({ issuingCard }) {
        const body = new URLSearchParams({ card: issuingCard });
        const answer = await fetch(origin + '/elements/nonce', { method: 'POST', body });
        return answer.json();
      },
      elements: () => ({
        create: (type, { issuingCard, nonce, ephemeralKeySecret }) => ({
          mount(place) {
            const query = new URLSearchParams({ card: issuingCard, nonce, key: ephemeralKeySecret });
            const frame = document.createElement('iframe');
            frame.title = PARTS[type];
            frame.src = origin + '/elements/' + PARTS[type] + '?' + query;
            Object.assign(frame.style, { border: '0', width: '100%', height: '3rem' });
            document.querySelector(place).replaceChildren(frame);
          },
        }),
      }),
    };
  };
})();
`;
