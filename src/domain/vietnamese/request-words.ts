import { wordList } from "./word-list.ts";

/** Words by which a message asks for something. `plain` keeps look-alikes out. */
export const requestWords = wordList({
  rank: [
    "xếp hạng|hạng|thứ hạng|bxh|bảng xếp hạng|bảng điểm|điểm thi đua|đứng thứ|thứ mấy|dẫn đầu|đứng đầu|top|đứng nhất|đứng chót|tổng sắp",
    "bảng tổng sắp|nhất cụm|nhất khối|xếp thứ|thứ bao nhiêu|hạng mấy|đứng cuối|bảng thi đua|vị thứ|xephang|đầu bảng|cuối bảng|đứng bét|xếp loại thi đua",
    "dẫn đầu cụm|bét bảng|ai nhất|đứng hạng|xếp hạng thi đua|hạng thi đua|điểm xếp hạng|vị trí",
  ].join("|"),
  points: "tổng điểm|điểm số|bao nhiêu điểm|mấy điểm|điểm của|số điểm|được bao nhiêu điểm|điểm",
  aim: "chỉ tiêu|tiến độ|số liệu|kết quả|tình hình|danh sách chỉ tiêu|ct nào|những ct|các ct|mấy ct|chitieu|tiendo|tình hình thực hiện|kết quả thực hiện",
  figure: "bao nhiêu|bao nhiu|đến đâu|tới đâu|được mấy|còn mấy|còn bao nhiêu|tới mô|nhiêu|đạt chưa|xong chưa",
  see: "xem|cho xem|liệt kê|danh sách|cho biết|cho hỏi|tra cứu|hiển thị|coi|cho coi|kiểm tra giúp|cho anh xem|cho em xem|hiện",
  report: "báo cáo|bc|bản báo cáo|file báo cáo|báo cáo tháng|báo cáo tổng hợp|baocao|mẫu báo cáo",
  file: "file|excel|word|pdf|bản tổng hợp|tổng hợp|bảng tổng hợp|bản word|xlsx|docx|file excel|file word|tệp|bản in",
  want: "xuất|lập|xin|gửi|nộp|tạo|làm|in|tải|lấy|cho|cần|soạn|kết xuất|trích xuất|chốt|xin phép nộp|xin nộp|gởi|muốn|viết",
  remind: "nhắc|đôn đốc|đốc thúc|nhắc nhở|nhắc việc|giục|nhắc giúp|nhắc hộ|nhắc lịch",
  again: "nhắc lại|nhắc tiếp",
  undo: [
    "hủy|xóa|bỏ|hoàn tác|undo|thu hồi|rút lại|báo nhầm rồi|nhầm rồi|báo nhầm|gõ nhầm|ghi nhầm|nhập nhầm|nhắn nhầm|hủy bỏ|xóa bỏ|xóa đi|bỏ đi",
    "sai rồi|gửi sai|nhắn sai|bỏ qua cái|bỏ qua lần|báo sai|ghi sai|nhập sai|gõ sai|hủy giúp|nhầm|hoàn lại|gửi nhầm|hoantac",
  ].join("|"),
  help: [
    "hướng dẫn|trợ giúp|help|cách|kiểu gì|làm sao|làm thế nào|cú pháp|hdsd|hướng dẫn sử dụng|dùng thế nào|sử dụng thế nào|dùng như thế nào|cách nào|cách dùng",
    "làm được gì|làm được những gì|biết làm gì|sử dụng như thế nào|như nào để|dùng sao|trogiup|xài sao|xài thế nào|giúp được gì|có chức năng gì|chức năng",
    "chưa biết dùng|không biết dùng|ko biết dùng|nhắn thế nào|nhắn như thế nào|nhắn sao|nhắn kiểu gì|lệnh gì|lệnh nào|những lệnh gì|các lệnh",
  ].join("|"),
  helpMe:
    "giúp em với|giúp với|giúp tôi với|giúp mình với|giúp anh với|giúp chị với|hỗ trợ em|cần hỗ trợ|hỗ trợ|giúp em|giúp",
  how: "thế nào|như thế nào|ra sao|sao|ở đâu|gì",
  act: "báo|đăng ký|nộp|gửi|nhập|dùng|sử dụng|ghi|khai|báo cáo|báo tiến độ|cập nhật|sửa|hủy|xóa|đk",
  thanks: "cảm ơn|cám ơn|chúc mừng|chúc|thank|thanks|tks|camon|tuyệt vời|hoan hô|xin lỗi",
  done: "rồi|r|ròi|rùi",
  already: "đã|được|vừa mới",
  missing: "chưa nộp|chưa gửi|chưa báo cáo|còn thiếu|nộp thiếu",
  evidence: "minh chứng|hình ảnh|tài liệu|ảnh minh chứng",
  plain: [
    "huy động|bỏ phiếu|bỏ qua|xóa đói|xóa nhà|xóa mù|từ bỏ|loại bỏ|nhắc lại là|nhắc lại rằng|nhắc lại lần nữa|xin nhắc lại|em nhắc lại|hàng tháng|hàng năm|hàng ngày|hàng tuần|khách hàng|mặt hàng|bộ phận",
    "báo cáo anh|báo cáo chị|báo cáo sếp|báo cáo thầy|báo cáo cô|báo cáo lãnh đạo|báo cáo các anh|báo cáo các chị|báo cáo đồng chí|báo cáo với|báo cáo rằng",
    "hạng mục|điểm danh|quan điểm|địa điểm|thời điểm|ưu điểm|khuyết điểm|điểm nóng|điểm tin|trọng điểm|thí điểm|kiểm điểm|bc anh|bc chị|bc sếp",
    "báo cáo là|huy chương|huy hiệu|nhà hàng|ngân hàng|xếp hàng|đơn hàng|hàng hóa|vị trí việc làm|word cup|có gì|để em xem|để tôi xem|để mình xem|để anh xem|để chị xem|để bên em xem|để xem|công tác|làm việc|kết quả bóng đá|bổ sung",
    "chưa làm được gì|không làm được gì|ko làm được gì|chẳng làm được gì|chả làm được gì|k làm được gì|chưa giúp được gì|đã làm được gì|nhiều quá|nhiều lắm|nhiều hơn|nhiều nhất|là nhiều",
  ].join("|"),
});
