import { newId } from '#kernel';
import { ManualPayments, RailRegistry } from '#payouts';
import type { PayeeDetails } from '../../../src/payouts/rails/rail.js';
import { PayoutHouse } from '../payout-house.js';
import type { Stand } from './stand.js';

const LANDLORD: PayeeDetails = {
  kind: 'instruction',
  way: 'vendor',
  payee: 'Landlord',
  address: 'Street 1',
  account: 'Lease 7',
};

/** The smallest file that begins like a PDF. */
const PAPER = Buffer.from('%PDF-1.4\n%%EOF\n');

/** By hand: our own table and two people. No wire, no balance of a provider, no fault but the database's own. */
export const manual: Stand = {
  rail: 'manual',
  wire: null,
  told: {},
  async open() {
    const house = await PayoutHouse.open();
    const rail = house.get(RailRegistry).get('manual');
    const payments = house.get(ManualPayments);
    const pay = async (providerRef: string): Promise<void> => {
      const id = providerRef as ReturnType<typeof newId<'manualPayment'>>;
      await payments.carryOut(id, house.preparer, PAPER);
      await payments.confirm(id, house.releaser);
    };
    return {
      house,
      details: LANDLORD,
      lastDigits: '',
      refused: { ...LANDLORD, payee: '' },
      stranger: { recipient: 'mth_unknown', method: 'mth_unknown' },
      tooMuch: null,
      async payee() {
        const key = newId('method');
        const { ref: recipient } = await rail.ensureRecipient(LANDLORD, key);
        const saved = await rail.saveMethod(recipient, LANDLORD, key);
        if (saved.kind !== 'saved') throw new Error('The landlord is saved.');
        return { recipient, method: saved.ref };
      },
      levers: {
        async pay({ providerRef }) {
          await pay(providerRef);
        },
        async fail({ providerRef }) {
          const id = providerRef as ReturnType<typeof newId<'manualPayment'>>;
          await payments.giveUp(id, house.preparer, 'bad_account');
        },
        async giveBack({ providerRef }) {
          const id = providerRef as ReturnType<typeof newId<'manualPayment'>>;
          await payments.sayBack(id, house.preparer, { reason: 'expired', file: PAPER });
          await payments.confirmBack(id, house.releaser);
        },
      },
    };
  },
};
