/** Prints the figures as tables, and keeps them in var/bench/web.json. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';

import type { Reporter, TestCase, TestError, TestResult } from '@playwright/test/reporter';

import { FIGURES, type Figures } from './figures';

const FILE = '../var/bench/web.json';

function isFigures(value: unknown): value is Figures {
  return typeof value === 'object' && value !== null && 'subject' in value;
}

/** Rows of equally wide cells, the first to the left and numbers to the right. */
function lines(table: Figures[]): string[] {
  const names = Object.keys(table[0]?.values ?? {});
  const rows = [
    ['', ...names],
    ...table.map(({ subject, values }) => [
      subject,
      ...names.map((name) => shown(name, values[name] ?? Number.NaN)),
    ]),
  ];
  const widths = ['', ...names].map((_, at) =>
    Math.max(...rows.map((row) => (row[at] ?? '').length)),
  );
  return rows.map((row) =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join('  '),
  );
}

function shown(name: string, value: number): string {
  return name === 'layoutShift' ? value.toFixed(3) : String(Math.round(value));
}

function say(...texts: string[]): void {
  process.stdout.write(`${texts.join('\n')}\n`);
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}

export default class FiguresReporter implements Reporter {
  readonly #found: Figures[] = [];
  readonly #loads: number[] = [];

  onTestEnd(test: TestCase, result: TestResult): void {
    this.#loads.push(loadavg()[0] ?? 0);
    for (const { name, body } of result.attachments) {
      const figures: unknown = name === FIGURES && body ? JSON.parse(body.toString()) : undefined;
      if (isFigures(figures)) {
        this.#found.push(figures);
      }
    }
    for (const { message } of result.errors) {
      say(`${test.title}, ${test.parent.project()?.name ?? ''}: ${message ?? 'failed'}`);
    }
  }

  onError(error: TestError): void {
    say(error.message ?? 'failed');
  }

  onEnd(): void {
    for (const name of new Set(this.#found.map(({ table }) => table))) {
      say('', name, ...lines(this.#found.filter(({ table }) => table === name)));
    }
    const load = Math.max(...this.#loads);
    say(
      '',
      `Median of the runs; ms unless it says bytes. Load of the machine: ${load.toFixed(1)}.`,
    );
    mkdirSync(new URL('.', this.#file), { recursive: true });
    const measured = {
      at: new Date().toISOString(),
      commit: commit(),
      processors: cpus().length,
      load,
      figures: this.#found,
    };
    writeFileSync(this.#file, `${JSON.stringify(measured, undefined, 2)}\n`);
  }

  printsToStdio(): boolean {
    return true;
  }

  get #file(): URL {
    return new URL(FILE, `file://${process.cwd()}/`);
  }
}
