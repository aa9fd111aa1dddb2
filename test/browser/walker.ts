import type { Locator, Page } from 'playwright-core';
import type { Audience, Watch } from './watch.js';

/**
 * Somebody at a real browser: opens an address, writes, chooses, presses, as a person does who reads labels.
 * Every page they come to is looked over by the watch.
 */
export class Walker {
  constructor(
    readonly page: Page,
    private readonly audience: Audience,
    private readonly watch: Watch,
    private readonly origin: string,
  ) {}

  async open(path: string, state = ''): Promise<void> {
    await this.page.goto(this.origin + path);
    await this.watch.look(this.page, this.audience, state);
  }

  /** Presses the button or the link of this name and waits for the page it leads to. */
  async press(name: string | RegExp, state = ''): Promise<void> {
    await this.pressOn(this.named(name), state);
  }

  /** Presses what is inside the table row that shows `mark`. */
  async pressInRow(mark: string, role: 'button' | 'link'): Promise<void> {
    await this.pressOn(this.row(mark).getByRole(role).first());
  }

  /** Ticks the choices with these labels. */
  async choose(...labels: readonly string[]): Promise<void> {
    for (const label of labels) await this.page.getByLabel(labelled(label)).check();
  }

  async write(label: string, text: string): Promise<void> {
    await this.page.getByLabel(labelled(label)).fill(text);
  }

  async pick(label: string, option: string): Promise<void> {
    await this.page.getByLabel(label, { exact: true }).selectOption(option);
  }

  /** What the page says. */
  async text(): Promise<string> {
    return this.page.locator('body').innerText();
  }

  row(mark: string): Locator {
    return this.page.getByRole('row').filter({ hasText: mark });
  }

  private named(name: string | RegExp): Locator {
    const options = typeof name === 'string' ? { name, exact: true } : { name };
    const main = this.page.locator('main');
    return main.getByRole('button', options).or(main.getByRole('link', options)).first();
  }

  private async pressOn(target: Locator, state = ''): Promise<void> {
    await Promise.all([this.page.waitForEvent('framenavigated'), target.click()]);
    await this.page.waitForLoadState('load');
    await this.watch.look(this.page, this.audience, state);
  }
}

/** A label as it is read; a hint may follow in the same label, a longer label of the same beginning may not. */
const labelled = (text: string): RegExp =>
  new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?=$|[A-Z0-9])`);
