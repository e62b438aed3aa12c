/** The part of the protocol-buffer wire format that ONNX files need: fields in the order written, proto3 rules. */

const encoder = new TextEncoder();

/** Collects the fields of one message. Every method returns the message, so that calls chain. */
export class Message {
  private readonly chunks: Uint8Array[] = [];
  private size = 0;

  private push(chunk: Uint8Array): this {
    this.chunks.push(chunk);
    this.size += chunk.length;
    return this;
  }

  private varint(value: bigint): this {
    const out: number[] = [];
    let rest = BigInt.asUintN(64, value);
    while (rest > 0x7fn) {
      out.push(Number(rest & 0x7fn) | 0x80);
      rest >>= 7n;
    }
    out.push(Number(rest));
    return this.push(Uint8Array.from(out));
  }

  private key(field: number, wire: number): this {
    return this.varint(BigInt(field * 8 + wire));
  }

  /** int32, int64, enum. */
  int(field: number, value: number | bigint): this {
    return this.key(field, 0).varint(BigInt(value));
  }

  /** Packed repeated int64. */
  ints(field: number, values: readonly number[]): this {
    const packed = new Message();
    for (const value of values) packed.varint(BigInt(value));
    return this.message(field, packed);
  }

  float(field: number, value: number): this {
    const bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setFloat32(0, value, true);
    return this.key(field, 5).push(bytes);
  }

  bytes(field: number, value: Uint8Array): this {
    return this.key(field, 2).varint(BigInt(value.length)).push(value);
  }

  text(field: number, value: string): this {
    return this.bytes(field, encoder.encode(value));
  }

  message(field: number, value: Message): this {
    return this.bytes(field, value.finish());
  }

  finish(): Uint8Array<ArrayBuffer> {
    const out = new Uint8Array(this.size);
    let at = 0;
    for (const chunk of this.chunks) {
      out.set(chunk, at);
      at += chunk.length;
    }
    return out;
  }
}
