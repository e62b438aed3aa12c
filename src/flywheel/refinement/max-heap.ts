/** A queue of numbered items by their keys, the largest first; of equal keys the one that came in first. */
export class MaxHeap {
  size = 0;
  private readonly items: Int32Array;
  private readonly keys: Float64Array;
  private readonly turns: Float64Array;
  private pushed = 0;

  /** @param capacity most items at a time */
  constructor(capacity: number) {
    this.items = new Int32Array(capacity);
    this.keys = new Float64Array(capacity);
    this.turns = new Float64Array(capacity);
  }

  /** Largest key; −Infinity when empty. */
  get top(): number {
    return this.size === 0 ? -Infinity : this.keys[0];
  }

  push(item: number, key: number): void {
    let at = this.size++;
    this.put(at, item, key, this.pushed++);
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      if (!this.precedes(at, parent)) return;
      this.swap(at, parent);
      at = parent;
    }
  }

  /** Takes the item with the largest key. @throws on an empty heap */
  pop(): number {
    if (this.size === 0) throw new Error('the heap is empty');
    const item = this.items[0];
    const last = --this.size;
    this.put(0, this.items[last], this.keys[last], this.turns[last]);
    for (let at = 0; ;) {
      let best = at;
      for (let child = 2 * at + 1; child <= 2 * at + 2 && child < last; child++) {
        if (this.precedes(child, best)) best = child;
      }
      if (best === at) return item;
      this.swap(at, best);
      at = best;
    }
  }

  private precedes(a: number, b: number): boolean {
    const { keys, turns } = this;
    return keys[a] > keys[b] || (keys[a] === keys[b] && turns[a] < turns[b]);
  }

  private put(at: number, item: number, key: number, turn: number): void {
    this.items[at] = item;
    this.keys[at] = key;
    this.turns[at] = turn;
  }

  private swap(a: number, b: number): void {
    const [item, key, turn] = [this.items[a], this.keys[a], this.turns[a]];
    this.put(a, this.items[b], this.keys[b], this.turns[b]);
    this.put(b, item, key, turn);
  }
}
