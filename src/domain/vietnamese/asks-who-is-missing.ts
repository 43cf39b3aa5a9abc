const month = "(?:thang|ky|quy) (?:nay|truoc|\\d{1,2})";
const opening = `(?:da|bot|oi|cho|hoi|xem|biet|xin|giup|muon|voi|hien|nay|tai|bay gio|gio|den|toi|liet ke|kiem tra|tra cuu|vay|the|tinh hinh|trong|${month})`;
const speaker = "(?:em|anh|chi|ban|toi|minh)";
const closing = `(?:vay|the|roi|a|nhe|nha|nhi|ha|em|anh|chi|ban|bot|oi|${month}|nam nay|hom nay|hien nay|den nay|day|nua|het|du|ca|giup|voi|dung han|khong|ko|k)`;

const unit = "(?:don vi|dv|so|so noi vu|noi|cho|ben|co quan|tinh|thanh vien)";
const several = "(?:nhung|cac|bao nhieu|may|tat ca|tat ca cac|toan bo)";
const who = `(?:(?:con |co |nhung )*ai|(?:con |co )*(?:${several} )?${unit}(?: nao| gi)?|(?:danh sach|ds)(?: (?:${several} )?${unit})?)`;
const report = `(?:cac )?(?:bao cao tien do|bao cao|bc|so lieu|tien do)(?: ${month})?`;

/** Also without whom it is said of: "chưa nộp báo cáo". */
const missing = `(?:van |con )*chua (?:nop|gui|goi|bao cao)(?: ${report})?`;
/** Only of somebody: "đơn vị nào chậm", "ai nộp muộn". */
const late = [
  `(?:van |con |dang )*(?:chua|khong) (?:chiu )?(?:nop|gui|goi|bao cao|co|lam|hoan thanh|cap nhat)(?: ${report})?`,
  `(?:van |con |dang |hay |bi |da )*(?:nop|gui|bao cao)(?: ${report})? (?:cham|tre|muon)`,
  `(?:van |con |dang |hay |bi |da )*(?:cham|tre|muon|qua han|thieu|no)(?: (?:nop|gui|han|tre))?(?: ${report})?`,
  `(?:da )?(?:nop|gui|bao cao)(?: du| het)?(?: ${report})?(?: du| het)? (?:het chua|du chua|xong chua|chua)`,
  "chua",
].join("|");
const calling =
  "(?:can |phai |nen )*(?:goi dien cho|goi cho|goi toi|goi den|goi|dien cho|don doc|doc thuc|nhac)";
const whom = `(?:nhung )?(?:ai|(?:${several} )?${unit} nao)`;

const asked = new RegExp(
  [
    `^(?:(?:${opening}|${speaker}) )*(?:${report} )?(?:thi )?${who} (?:${missing}|${late})(?: ${closing})*$`,
    // "Em chưa báo cáo" is said of oneself.
    `^(?:${opening} )*(?:${report} )?${missing}(?: ${closing})*$`,
    `^(?:(?:${opening}|${speaker}) )*${calling} ${whom}(?: ${closing})*$`,
  ].join("|"),
);

/** UTF-16 units; the question is a short one. */
const longest = 80;

/** "Ai chưa nộp báo cáo", "đơn vị nào chậm", "gọi cho ai": a whole message, folded, that wants the list of whom to call. */
export const asksWhoIsMissing = (folded: string): boolean => folded.length <= longest && asked.test(folded);
