import { asksWhoIsMissing } from "../domain/vietnamese/asks-who-is-missing.ts";
import { fold } from "../domain/vietnamese/fold.ts";

/** Whole messages that do what a command does, folded: with or without diacritics, as button labels too. */
const words: Record<string, readonly string[]> = {
  batdau: ["bat dau", "menu", "trang chinh", "xin chao", "chao", "hello", "hi"],
  trogiup: ["tro giup", "giup do", "huong dan", "giup toi", "help", "huong dan su dung"],
  dangky: ["dang ky", "dang ky chi tieu", "dk", "dang ky chi tieu moi"],
  tiendo: ["tien do", "bao tien do", "bao cao tien do", "cap nhat tien do", "cap nhat"],
  chitieu: ["chi tieu", "chi tieu cua don vi", "chi tieu cua toi", "danh sach chi tieu", "xem chi tieu"],
  xephang: ["xep hang", "bang xep hang", "thu hang", "xem hang", "hang", "standings"],
  baocao: [
    "bao cao",
    "bao cao thang",
    "gui bao cao",
    "gui bao cao thang",
    "nop bao cao",
    "nop bao cao thang",
  ],
  minhchung: ["minh chung", "nop minh chung", "gui minh chung", "gui file", "gui tep", "nop file", "nop tep"],
  hoantac: ["hoan tac", "undo", "cai truoc nua", "con cai truoc nua", "ca cai truoc nua", "lan truoc nua"],
  nhacviec: ["nhac viec", "cai dat nhac viec", "nhac nho"],
  duyet: [
    "duyet",
    "phe duyet",
    "duyet chi tieu",
    "duyet het",
    "duyet tat ca",
    "chi tieu cho duyet",
    "xem chi tieu cho duyet",
    "cho duyet",
  ],
  thongbao: ["thong bao", "gui thong bao"],
  chuanop: [
    "chua nop",
    "chuanop",
    "ai chua nop",
    "don vi chua nop",
    "can don doc",
    "don vi can don doc",
    "don doc",
  ],
  tucham: ["tu cham", "tu cham diem", "cham diem", "bang tu cham"],
  rutlai: [
    "rut lai bang tu cham",
    "rut lai de sua",
    "rut bang tu cham",
    "rut lai tu cham",
    "rut lai phieu",
    "rut lai phieu tu cham",
    "rut phieu tu cham",
    "rut lai phieu cham diem",
    "thu hoi phieu",
    "thu hoi phieu tu cham",
    "thu hoi phieu cham diem",
    "thu hoi bang tu cham",
  ],
  diem: [
    "diem",
    "xem diem",
    "diem cua don vi",
    "diem cua don vi toi",
    "diem don vi toi",
    "diem cua toi",
    "diem theo bang tieu chi",
  ],
  thamdinh: ["tham dinh", "tham dinh diem", "cong bo diem"],
  thangdiem: ["bang tieu chi", "thang diem", "tieu chi", "bang diem"],
  hanmuc: [
    "han muc",
    "han muc zalo",
    "han muc tin nhan",
    "han muc tin nhan zalo",
    "con bao nhieu tin",
    "con bao nhieu tin nhan",
    "con bao nhieu tin zalo",
    "zalo con bao nhieu tin",
  ],
  donvi: ["don vi", "vai tro", "don vi cua toi", "don vi va vai tro"],
  diachi: [
    "dia chi",
    "dia chi cua toi",
    "dia chi nhan tin",
    "noi nhan tin",
    "kenh nhan tin",
    "kenh cua toi",
    "doi kenh nhan tin",
    "go lien ket",
    "huy lien ket",
  ],
  ngonngu: ["ngon ngu", "language", "english", "tieng anh", "tieng viet"],
  riengtu: ["rieng tu", "du lieu cua toi", "quyen rieng tu", "privacy"],
};

const byText = new Map(
  Object.entries(words).flatMap(([command, texts]) => texts.map((text) => [text, command] as const)),
);

const bare = (text: string): string =>
  fold(text)
    .replace(/[.!?…,]+$/g, "")
    .replace(/\s+/g, " ")
    .trim();

/** The command that a whole message names, or null. */
export function plainCommand(text: string): string | null {
  return byText.get(bare(text)) ?? null;
}

/** The command that a whole message names, or asks for in a sentence ("ai chưa nộp báo cáo?"); null for any other. */
export function askedCommand(text: string): string | null {
  return plainCommand(text) ?? (asksWhoIsMissing(bare(text)) ? "chuanop" : null);
}

/** Thanks and agreement that ask for nothing. "Đã xong rồi" and "ghi đi" want something, they are neither. */
export function isCourtesy(text: string): boolean {
  const folded = fold(text).trim();
  if (/^đã(?!\p{L})/iu.test(text.normalize("NFC").trim()) || /\b(?:xong|hoan thanh|ghi|luu)\b/.test(folded))
    return false;
  return /^(da |vang |em |minh |toi |chi |anh )*(xin )?(cam on|thanks|thank you|ok|oke|okie|oki|vang|da|tot|tuyet|u|uh|um|dung roi|chuan|chuan roi|duoc roi|nhat tri|hay qua)\b/.test(
    folded,
  );
}

/** "Chào em, chị là Hoa bên Bắc Ninh": a greeting with nothing to do in it. */
export function isGreeting(text: string): boolean {
  return /^(?:da |em |toi |minh |chi |anh )*(?:xin |kinh )?(?:chao|hello|hi|alo|a lo)\b/.test(
    fold(text).trim(),
  );
}
