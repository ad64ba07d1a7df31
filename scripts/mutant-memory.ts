/**
 * 种过的错的结果，记到下一次：`--resume` 接着做没有做完的。只认同一份内容（hashOfTree）上的同一个错；
 * 内容变了，从前的全不算数。抓到了的才记：活着的改好测试之后总要再种一次。
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Mutant } from '../test/mutants/mutant';
import { ROOT } from './build-functions';
import { hashOfTree } from './mutant-plot';

const FILE = join(ROOT, 'dist/mutants/kept.json');

interface Kept {
  readonly tree: string;
  /** 几次加起来用了多久，毫秒 */
  ms: number;
  /** 没有种错时是绿的：文件与挑中的测试 */
  readonly green: string[];
  /** 错的内容 → 谁抓到的 */
  readonly killed: Record<string, string>;
}

const keyOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 22);
const keyOfMutant = ({ name: _own, ...content }: Mutant): string => keyOf(content);
const keyOfGreen = (file: string, only: string | undefined): string => keyOf([file, only ?? '']);

export class Memory {
  private readonly kept: Kept;
  private readonly before: number;

  /** @param resume 接着上次的；否则从头 */
  constructor(
    resume: boolean,
    private readonly startedAt = performance.now(),
  ) {
    const tree = hashOfTree();
    const known = resume ? Memory.read() : undefined;
    this.kept = known?.tree === tree ? known : { tree, ms: 0, green: [], killed: {} };
    this.before = this.kept.ms;
  }

  private static read(): Kept | undefined {
    try {
      return JSON.parse(readFileSync(FILE, 'utf8')) as Kept;
    } catch {
      return undefined;
    }
  }

  private save(): void {
    this.kept.ms = this.before + performance.now() - this.startedAt;
    mkdirSync(dirname(FILE), { recursive: true });
    writeFileSync(FILE, JSON.stringify(this.kept));
  }

  /** 各次加起来，秒 */
  get seconds(): number {
    return Math.round((this.before + performance.now() - this.startedAt) / 1000);
  }
  killerOf(mutant: Mutant): string | undefined {
    return this.kept.killed[keyOfMutant(mutant)];
  }
  isGreen(file: string, only: string | undefined): boolean {
    return this.kept.green.includes(keyOfGreen(file, only));
  }
  noteGreen(file: string, only: string | undefined): void {
    this.kept.green.push(keyOfGreen(file, only));
    this.save();
  }
  noteKilled(mutant: Mutant, why: string): void {
    this.kept.killed[keyOfMutant(mutant)] = why;
    this.save();
  }
}
