import { AwardHouse } from './award-house.js';

let house: AwardHouse;

beforeAll(async () => {
  house = await AwardHouse.open();
}, 60_000);
afterAll(() => house?.close());

const page = async (url: string): Promise<string> => {
  const { app, bearer } = house.rfqHouse;
  const { body } = await app.inject({ url, headers: { authorization: `Bearer ${bearer}` } });
  return body.replaceAll('&#x3D;', '=');
};

const chosen = (html: string): string[] => [...html.matchAll(/<option value="([^"]+)" selected>/g)].map(([, value]) => value);

describe('a closed RFQ', () => {
  it('leads to a new award and a new round, from its page and from the comparison', async () => {
    const { rfqId } = await house.closedRfq([['60'], ['70']], null);

    for (const html of [await page(`/rfqs/${rfqId}`), await page(`/rfqs/${rfqId}/comparison`)]) {
      expect(html).toContain(`href="/awards/new?rfqId=${rfqId}"`);
      expect(html).toContain(`href="/rounds/new?rfqId=${rfqId}"`);
    }
  });

  it('fills the form of its award: itself first, the best quote on every line, its budget line', async () => {
    const budgetLineId = await house.budget('1000');
    const { rfqId, quotes } = await house.closedRfq(
      [
        ['60', '90'],
        ['80', '80'],
      ],
      budgetLineId,
    );

    const html = await page(`/awards/new?rfqId=${rfqId}`);

    expect(chosen(html)).toEqual([rfqId, quotes[0].id, quotes[0].id, budgetLineId]);
    expect(html).toMatch(/Vendor 1 · 150\.00\sEUR · RFQ/);
  });

  it('fills the form of its round: itself first, a kind in words, every quote that stands with its total', async () => {
    const { rfqId, quotes } = await house.closedRfq([['60'], ['70']], null);

    const html = await page(`/rounds/new?rfqId=${rfqId}`);

    expect(chosen(html)).toEqual([rfqId, 'counter_offer', 'UTC', ...quotes.map(({ id }) => id)]);
    expect(html).toContain('>Counter-offer<');
    expect(html).toContain('>Best and final offer<');
    expect(html).toMatch(/Vendor 2 · 70\.00\sEUR · RFQ/);
  });
});
