/** Numbers and signs; anything else is nonsense. */
const TOKEN = /\s*(?:(\d+(?:\.\d*)?(?:e[+-]?\d+)?|\.\d+)|([-+*/^()%]))\s*/iy;

/**
 * The number that a text stands for, as in Figma's own fields: "96", "48*2", "(24+8)/2", "2^5", "1e2", "64 px". A text
 * that begins with a sign goes on from the number that was there ("+8", "-8", "*2", "/2"), and percents are of that one
 * ("50%"). A decimal comma is as good as a point.
 * @param old the number that was there; null for none
 * @returns null for nonsense, and for what is not finite
 */
export function evaluate(text: string, old: number | null): number | null {
  const plain = text
    .trim()
    .replace(/\s*(px|×|x)$/i, '')
    .replace(/(\d),(\d)/g, '$1.$2');
  const tokens = tokensOf(/^[-+*/^]/.test(plain) ? `${old ?? ''}${plain}` : plain);
  if (tokens === null || (old === null && /^[-+*/^]/.test(plain))) return null;
  const parser = new Parser(tokens, old);
  const value = parser.sum();
  return parser.ended && Number.isFinite(value) ? value : null;
}

type Token = number | string;

function tokensOf(text: string): Token[] | null {
  const tokens: Token[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (match === null) return null;
    tokens.push(match[1] === undefined ? match[2] : Number(match[1]));
  }
  return tokens;
}

/** Reads sums of products of powers; what is wrong is NaN. */
class Parser {
  private at = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly whole: number | null,
  ) {}

  get ended(): boolean {
    return this.at === this.tokens.length;
  }

  sum(): number {
    let value = this.product();
    for (;;) {
      if (this.take('+')) value += this.product();
      else if (this.take('-')) value -= this.product();
      else return value;
    }
  }

  private product(): number {
    let value = this.power();
    for (;;) {
      if (this.take('*')) value *= this.power();
      else if (this.take('/')) value /= this.power();
      else return value;
    }
  }

  private power(): number {
    const base = this.single();
    return this.take('^') ? base ** this.power() : base;
  }

  private single(): number {
    if (this.take('-')) return -this.single();
    if (this.take('(')) {
      const value = this.sum();
      return this.take(')') ? value : Number.NaN;
    }
    const number = this.tokens[this.at];
    if (typeof number !== 'number') return Number.NaN;
    this.at++;
    return this.take('%') ? (number / 100) * (this.whole ?? Number.NaN) : number;
  }

  private take(sign: string): boolean {
    if (this.tokens[this.at] !== sign) return false;
    this.at++;
    return true;
  }
}
