import { describe, expect, it } from "vitest";
import { readBareCode, readLinkRequest } from "../../src/conversation/linking/link-words.ts";

const code = (text: string) => ({ kind: "code", code: text });
const link = (channel: string | null) => ({ kind: "link", channel });
const use = (channel: string) => ({ kind: "use", channel });

describe("a message about one's own addresses", () => {
  it.each([
    ["LIENKET 123456", code("123456")],
    ["lienket123456", code("123456")],
    ["Liên kết 123 456", code("123456")],
    ["LIÊN KẾT: 12-34-56.", code("123456")],
    ["/lienket 123456", code("123456")],
    ["liên kết zalo 123456", code("123456")],
    ["mã liên kết 012345", code("012345")],
    ["Mã 123456", code("123456")],
    ["/start 123456", code("123456")],
    ["LIENKET 12345", { kind: "code", code: null }],
    ["LIENKET 1234567", { kind: "code", code: null }],
    ["/lienket", link(null)],
    ["liên kết", link(null)],
    ["cho tôi mã liên kết", link(null)],
    ["Liên kết tài khoản", link(null)],
    ["liên kết Zalo", link("zalo")],
    ["lien ket voi tai khoan zalo", link("zalo")],
    ["Tôi muốn dùng thêm Zalo", link("zalo")],
    ["kết nối Telegram", link("telegram")],
    ["/lienket tele", link("telegram")],
    ["dùng thêm trang web", link("web")],
    ["chuyển sang Zalo", use("zalo")],
    ["em muốn chuyển sang dùng zalo ạ.", use("zalo")],
    ["liên kết zalo giúp tôi với nhé", link("zalo")],
    ["Chuyển sang dùng Zalo!", use("zalo")],
    ["nhận tin ở Telegram", use("telegram")],
  ])("%s", (text, meant) => {
    expect(readLinkRequest(text)).toEqual(meant);
  });

  it.each([
    "CT3 85%",
    "ct2 thêm 25 hồ sơ",
    "đăng ký chỉ tiêu: liên kết 5 đơn vị trước 30/9",
    "liên kết đào tạo 120 người",
    "dùng 30 triệu",
    "thêm 123456",
    "/start ABCDEFGH12",
    "123456",
    "zalo",
  ])("%s is none", (text) => {
    expect(readLinkRequest(text)).toBeNull();
  });

  it("is a code when it is six digits, however spaced, and nothing else", () => {
    expect(["123456", " 123 456 ", "12-34-56", "1 2 3 4 5 6"].map(readBareCode)).toEqual(
      Array(4).fill("123456"),
    );
    expect(["12345", "1234567", "CT1 23456", "123.456 hồ sơ"].map(readBareCode)).toEqual(Array(4).fill(null));
  });
});
