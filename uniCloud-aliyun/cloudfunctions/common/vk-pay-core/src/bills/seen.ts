/**
 * 见过的单号：只记每个单号的 64 位指纹（开放寻址），一百万行约 16 MB，与单号多长无关。
 * 指纹相同的机会：一百万行里约二十万亿分之一。
 */
const FIRST_SIZE = 1024;
const FULLEST = 0.6;

export class Seen {
  private size = FIRST_SIZE;
  /** 成对：高 32 位、低 32 位；全零是空位 */
  private slots = new Uint32Array(FIRST_SIZE * 2);
  private count = 0;

  /** 占多少字节 */
  get bytes(): number {
    return this.slots.byteLength;
  }

  /** @returns 以前见过没有 */
  add(text: string): boolean {
    if (this.count >= this.size * FULLEST) this.grow();
    const [high, low] = fingerprint(text);
    const at = this.place(high, low);
    if (this.slots[at] !== 0 || this.slots[at + 1] !== 0) return true;
    this.slots[at] = high;
    this.slots[at + 1] = low;
    this.count += 1;
    return false;
  }

  has(text: string): boolean {
    const [high, low] = fingerprint(text);
    const at = this.place(high, low);
    return this.slots[at] !== 0 || this.slots[at + 1] !== 0;
  }

  /** 它在的位置，或该放它的空位 */
  private place(high: number, low: number): number {
    const { slots, size } = this;
    let index = (high & (size - 1)) * 2;
    while ((slots[index] !== 0 || slots[index + 1] !== 0) && (slots[index] !== high || slots[index + 1] !== low))
      index = (index + 2) % (size * 2);
    return index;
  }

  private grow(): void {
    const before = this.slots;
    this.size *= 2;
    this.slots = new Uint32Array(this.size * 2);
    for (let from = 0; from < before.length; from += 2) {
      const [high, low] = [before[from] as number, before[from + 1] as number];
      if (high === 0 && low === 0) continue;
      const at = this.place(high, low);
      this.slots[at] = high;
      this.slots[at + 1] = low;
    }
  }
}

/** 两个种子不同的 32 位散列（FNV-1a 与乘法混合），从不全零。 */
function fingerprint(text: string): readonly [number, number] {
  let high = 0x811c9dc5;
  let low = 0x9e3779b9;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 0x01000193);
    low = Math.imul((low << 5) ^ (low >>> 2) ^ code, 0x85ebca6b);
  }
  low ^= low >>> 13;
  high ^= high >>> 16;
  return [high >>> 0, (low | 1) >>> 0];
}
