import type { Language, Locales } from "../shared/say.ts";

/** The commands a platform offers behind "/", in the order they are offered. */
const listed = [
  "batdau",
  "tiendo",
  "chitieu",
  "xephang",
  "baocao",
  "tucham",
  "diem",
  "dangky",
  "hoantac",
  "nhacviec",
  "duyet",
  "thongbao",
  "chuanop",
  "thamdinh",
  "thangdiem",
  "hanmuc",
  "donvi",
  "lienket",
  "diachi",
  "ngonngu",
  "riengtu",
  "trogiup",
] as const;

export function commandMenus(
  locales: Locales,
): { language: Language; list: { command: string; description: string }[] }[] {
  return (["vi", "en"] as const).map((language) => {
    const say = locales.say(language);
    return {
      language,
      list: listed.map((command) => ({ command, description: say.plain(`help:command.${command}`) })),
    };
  });
}
