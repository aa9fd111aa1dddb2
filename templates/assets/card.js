(async () => {
  const { dataset: data } = document.getElementById('card');
  const say = (now) => {
    for (const part of document.querySelectorAll('[data-when]')) part.hidden = part.dataset.when !== now;
  };
  say('wait');
  try {
    const stripe = Stripe(data.key);
    const issuingCard = data.card;
    const { nonce } = await stripe.createEphemeralKeyNonce({ issuingCard });
    if (!nonce) throw new Error('no nonce');
    const body = new URLSearchParams({ _form: data.form, ticket: data.ticket, nonce });
    const answer = await fetch(data.action, { method: 'POST', body });
    if (!answer.ok) throw new Error('no key');
    const { key } = await answer.json();
    const elements = stripe.elements();
    say('shown');
    for (const part of ['Number', 'Expiry', 'Cvc']) {
      elements
        .create(`issuingCard${part}Display`, { issuingCard, nonce, ephemeralKeySecret: key })
        .mount(`#card-${part.toLowerCase()}`);
    }
  } catch {
    say('failed');
  }
})();
