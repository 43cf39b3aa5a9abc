import { describe, expect, it } from "vitest";
import { fileType } from "../../src/shared/file-type.ts";

const bytes = (...parts: (string | number[])[]) =>
  Uint8Array.from(
    parts.flatMap((part) => (typeof part === "string" ? [...Buffer.from(part, "latin1")] : part)),
  );

/** An archive's central directory entry, enough to be read. */
const entry = (name: string) => [
  ...Buffer.from("PK\u0001\u0002", "latin1"),
  ...Array.from({ length: 24 }, () => 0),
  name.length,
  0,
  ...Array.from({ length: 16 }, () => 0),
  ...Buffer.from(name, "latin1"),
];
const zip = (...names: string[]) => bytes("PK\u0003\u0004", names.flatMap(entry));

describe("a file's type", () => {
  it.each([
    ["a JPEG", bytes([0xff, 0xd8, 0xff, 0xe0]), "image/jpeg"],
    ["a PNG", bytes([0x89], "PNG\r\n", [0x1a, 0x0a]), "image/png"],
    ["a WEBP", bytes("RIFF", [0, 0, 0, 0], "WEBPVP8 "), "image/webp"],
    ["a HEIC", bytes([0, 0, 0, 24], "ftypheic"), "image/heic"],
    ["a PDF", bytes("%PDF-1.7"), "application/pdf"],
    ["text", new TextEncoder().encode("Kết quả tháng 6"), "text/plain"],
    [
      "a Word document",
      zip("[Content_Types].xml", "word/document.xml"),
      "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ],
    [
      "a workbook",
      zip("xl/workbook.xml"),
      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ],
    ["an archive of documents", zip("bc.pdf", "anh.jpg"), "application/zip"],
  ])("%s is known by its content", (_, content, mediaType) => {
    expect(fileType(content, "x.dat")).toMatchObject({ mediaType });
  });

  it.each([
    ["a Windows program, whatever its name", bytes("MZ"), "anh.jpg"],
    ["a Linux program", bytes([0x7f], "ELF"), null],
    ["a script", bytes("#!/bin/sh\n"), "a.txt"],
    ["a script by its name", bytes("del *.*"), "a.bat"],
    ["a web page", bytes("<!DOCTYPE html>"), "a.txt"],
    ["an archive with a program in it", zip("bc.pdf", "setup.exe"), "a.zip"],
    ["a document with macros", zip("word/document.xml", "word/vbaProject.bin"), "a.docx"],
  ])("%s is a program", (_, content, name) => {
    expect(fileType(content, name)).toEqual({ kind: "program" });
  });

  it("is unknown for other bytes", () => {
    expect(fileType(bytes([0, 1, 2]), null)).toEqual({ kind: "unknown" });
  });
});
