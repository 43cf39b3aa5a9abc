import { fold } from "../../domain/vietnamese/fold.ts";

/** Refusals of more than a word: "thôi bỏ đi", "à thôi không đăng ký nữa", "hủy giúp em cái này". */
const refusal =
  /^(?:da|a|u|um|o|em|anh|chi)*\s*(?:thoi|khong|ko|khoi|huy|bo|xoa|de sau|de luc khac)(?:[\s,.]+(?:thoi|khong|ko|khoi|huy|bo|xoa|can|phai|ghi|luu|dang ky|bao|gui|hoi|lam|nua|di|qua|luon|cai|viec|nay|do|sua|doi|rut|vua|roi|het|de sau|khi khac|luc khac|giup|ho|em|anh|chi|toi|minh|ban|a|nhe|nha|oi|dau))*[.!]*$/;

/** Does the message want nothing of what is asked? */
export const isRefusal = (text: string): boolean => refusal.test(fold(text).trim());
