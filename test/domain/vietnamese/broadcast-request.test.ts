import { describe, expect, it } from "vitest";
import { readBroadcastRequest } from "../../../src/domain/vietnamese/broadcast-request.ts";

const all = { number: null, newest: false, toChange: false };
const newest = { number: null, newest: true, toChange: false };
const number = (of: number) => ({ number: of, newest: false, toChange: false });

describe("asking to see broadcasts", () => {
  it.each([
    ["danh sách thông báo", all],
    ["danh sach thong bao", all],
    ["các thông báo đã gửi", all],
    ["cho tôi xem các thông báo nhé", all],
    ["thông báo đã gửi", all],
    ["liệt kê các thông báo hẹn giờ", all],
    ["xem lại thông báo", all],
    ["tình hình thông báo", all],
    ["xem thông báo mới nhất", newest],
    ["xem lại thông báo vừa gửi", newest],
    ["xem thông báo số 1", number(1)],
    ["xem tb 12", number(12)],
    ["tình hình thông báo số 2 thế nào rồi", number(2)],
    ["sửa thông báo số 2", { ...number(2), toChange: true }],
    ["ai chưa nhận thông báo", newest],
    ["ai chưa nhận thông báo số 2 ạ?", number(2)],
    ["có bao nhiêu người đã nhận thông báo số 2", number(2)],
    ["đơn vị nào chưa xác nhận thông báo vừa gửi", newest],
    ["bao nhiêu người chưa đọc thông báo số 2", number(2)],
    ["kết quả thông báo số 1", number(1)],
    ["kết quả gửi thông báo", newest],
    ["báo cáo thông báo số 1", number(1)],
    ["cho xem báo cáo kết quả gửi thông báo số 3", number(3)],
    ["thông báo số 1 đến đâu rồi", number(1)],
    ["thông báo vừa gửi thế nào rồi", newest],
    ["thông báo số 2 ai chưa nhận", number(2)],
    ["thông báo số 2 còn bao nhiêu người chưa nhận", number(2)],
    ["tb 1 sao roi", number(1)],
    ["thông báo vừa rồi gửi chưa", newest],
    ["thông báo số 3 đã gửi hết chưa ạ", number(3)],
    ["tin nhắn vừa gửi bao nhiêu người xem rồi", newest],
    ["mấy người chưa xác nhận", newest],
    ["ai chưa nhận vậy", newest],
    ["có bao nhiêu người đã xác nhận rồi", newest],
  ])("%s", (text, meant) => expect(readBroadcastRequest(text)).toEqual(meant));

  it.each([
    "thông báo",
    "gửi thông báo",
    "thông báo số 2",
    "thông báo họp giao ban 9h sáng mai",
    "hủy thông báo số 2",
    "dời thông báo số 3 sang thứ Hai",
    "nhắc người chưa nhận thông báo",
    "đã nhận thông báo số 2",
    "báo cáo tháng 6",
    "ai chưa nộp báo cáo",
    "xem chỉ tiêu",
    "tin nhắn",
    "ai chưa nhận tiền",
    "nhắc mấy người chưa nhận",
    "các đơn vị xem thông báo rồi gửi số liệu trước 20/6",
  ])("%s: no", (text) => expect(readBroadcastRequest(text)).toBeNull());
});
