import {scan} from "../src/domain/vietnamese/scan.ts";
import {readFileSync} from "node:fs";
const names="Hà Nội, Vĩnh Phúc, Hải Phòng, Hải Dương, Bắc Ninh, Hưng Yên, Quảng Ninh, Hà Nam, Nam Định, Thái Bình, Ninh Bình".split(", ").map(n=>({name:"Sở Nội vụ "+n}));
for(const l of readFileSync("/work/shared/text/examples.jsonl","utf8").trim().split("\n")){const d=JSON.parse(l);const r=scan(d.text,{targets:d.targets,units:names,today:d.today});
console.log(JSON.stringify(d.text),"\n   ",r.bits.map(b=>{const s=r.message.tokens.slice(b.start,b.next).map(t=>t.text).join(" ");return b.kind=="figure"?`F<${s}:${b.values}${b.measure?b.measure.name:""}${b.of?"/"+b.of:""}${b.sign??""}>`:b.kind=="target"?`T<${s}:${b.codes}>`:b.kind=="tag"?`${b.tag}<${s}>`:b.kind=="word"?s:`${b.kind}<${s}>`}).join(" "))}
