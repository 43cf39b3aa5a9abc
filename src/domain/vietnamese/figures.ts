/** A figure written in digits. More than one value: it can be read in several ways, smallest first. None: no number. */
interface Figure {
  readonly values: readonly number[];
  /** The reading if it is a percentage, which knows no thousands. */
  readonly asPercent: number | null;
  /** Letters stood among the digits. */
  readonly repaired: boolean;
}

const none: Figure = { values: [], asPercent: null, repaired: false };

function sure(value: number): Figure {
  return { values: [value], asPercent: null, repaired: false };
}

const groups = /^[1-9]\d{0,2}(?:[.,]\d{3})+$/;

/** Vietnamese digits: "." groups thousands and "," is the decimal sign; a lone comma before three digits is open. */
export function readDigits(text: string): Figure {
  if (/^\d+$/.test(text)) return sure(Number(text));
  if (/[oOlI]/.test(text)) {
    const read = readDigits(text.replace(/[oO]/g, "0").replace(/[lI]/g, "1"));
    return { ...read, repaired: true };
  }
  const dots = text.split(".").length - 1;
  const commas = text.split(",").length - 1;
  const plain = Number(text.replace(/[.,]/g, ""));
  if (dots > 0 && commas > 0) return readBoth(text);
  if (dots === 1) return groups.test(text) ? sure(plain) : sure(Number(text));
  if (dots > 1) return groups.test(text) ? sure(plain) : none;
  if (commas > 1) return groups.test(text) ? sure(plain) : none;
  const decimal = Number(text.replace(",", "."));
  if (!groups.test(text)) return sure(decimal);
  return { values: [decimal, plain], asPercent: decimal, repaired: false };
}

/** "1.234,5" and "1,234.5": the sign that stands last is the decimal one. */
function readBoth(text: string): Figure {
  const decimalSign = text.lastIndexOf(",") > text.lastIndexOf(".") ? "," : ".";
  const cut = text.lastIndexOf(decimalSign);
  const whole = text.slice(0, cut);
  if (whole.includes(decimalSign) || !groups.test(whole)) return none;
  return sure(Number(`${whole.replace(/[.,]/g, "")}.${text.slice(cut + 1)}`));
}
