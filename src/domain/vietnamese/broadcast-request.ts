import { fold } from "./fold.ts";

/** A wish to see broadcasts of the year and how they stand. */
export interface BroadcastRequest {
  /** The one that is meant, by its number. */
  readonly number: number | null;
  /** Without a number: the newest one, and not all of them. */
  readonly newest: boolean;
  /** It was asked for so that it be changed. */
  readonly toChange: boolean;
}

const opening =
  "(?:(?:da|bot|oi|cho|hoi|xin|giup|muon|can|nho|toi|em|anh|chi|minh|dong chi|biet|vay|the|thi|hien nay|bay gio) )*";
const closing =
  "(?: (?:a|nhe|nha|nhi|di|em|anh|chi|toi|minh|giup|voi|ho|dum|bot|oi|vay|the|roi|chua|khong|do|nay|day))*[.!?…]*$";
const look =
  "(?:xem|xem lai|mo|mo lai|liet ke|kiem tra|tra cuu|tinh hinh|danh sach|ds|lich su|cac|nhung|toan bo|tat ca|sua|sua lai)";
const last = "moi nhat|gan nhat|gan day nhat|cuoi cung|cuoi|vua gui|vua roi|vua xong";
const kind = `${last}|da gui|da soan|da lap|da hen|da len lich|hen gio|chua gui|sap gui|gan day`;
const thing = `(?:thong bao|tb|tin nhan)(?: (?<kind>${kind}))?(?: (?:so )?(?<number>\\d{1,6}))?(?: (?<after>${kind}))?`;
const who =
  "(?:(?:con|co|xem) )*(?:ai|nguoi nao|nhung ai|nhung nguoi nao|nhung don vi nao|don vi nao|bao nhieu nguoi|may nguoi|bao nhieu don vi|may don vi|danh sach|ds|danh sach nguoi|nhung nguoi)";
const took = "(?:nhan|xac nhan|bam nhan|bam da nhan|xem|doc)(?: duoc)?";
const outcome =
  "(?:xem |kiem tra )?(?:ket qua|bao cao|bao cao ket qua|tien do|tinh hinh)(?: (?:gui|nhan|xac nhan|cua))*";
const stands =
  "(?:(?:da )?(?:gui |nhan )?(?:den dau|toi dau|den nay the nao|the nao|ra sao|sao)|(?:da )?(?:gui|di)(?: (?:duoc|het|xong|di))? chua)";

/** What is asked of all of them, unless a number or "mới nhất" says which. */
const asksToLook = new RegExp(`^${opening}(?:${look} )+(?:lai )?${thing}(?: ${stands})?${closing}`);
const namesAll = new RegExp(`^${opening}(?:cac |nhung )?(?:thong bao|tb) (?:${kind})${closing}`);
/** What can only be answered of one. */
const asksHowItStands = [
  `${who}(?: (?:van|con|da))*(?: chua)? ${took} ${thing}`,
  `${outcome} ${thing}(?: ${stands})?`,
  `${thing}(?: thi)? ${stands}`,
  `${thing}(?: thi)? ${who}(?: (?:van|con|da))*(?: chua)? ${took}`,
  `${who}(?: (?:van|con))* chua (?:nhan|xac nhan|bam nhan|bam da nhan)`,
  `(?:(?:con|co) )*(?:ai|nguoi nao|don vi nao|bao nhieu nguoi|may nguoi) (?:da )?(?:xac nhan|bam nhan|bam da nhan)(?: roi)?`,
].map((pattern) => new RegExp(`^${opening}${pattern}${closing}`));

/** UTF-16 units; it is asked shortly. */
const longest = 100;

/**
 * "Danh sách thông báo", "xem thông báo số 2", "ai chưa nhận thông báo", "kết quả thông báo số 1": a whole message that asks to see
 * broadcasts; null for any other.
 */
export function readBroadcastRequest(text: string): BroadcastRequest | null {
  const folded = fold(text).replace(/\s+/g, " ").trim();
  if (folded.length > longest) return null;
  const toChange = /\bsua\b/.test(folded);
  const looks = asksToLook.exec(folded);
  const found = looks ?? asksHowItStands.map((each) => each.exec(folded)).find((each) => each !== null);
  if (!found) return namesAll.test(folded) ? { number: null, newest: false, toChange } : null;
  const { number, kind: before, after } = found.groups ?? {};
  const saysNewest = [before, after].some((word) => word !== undefined && last.split("|").includes(word));
  return {
    number: number === undefined ? null : Number(number),
    newest: number === undefined && (looks === null || saysNewest),
    toChange,
  };
}
