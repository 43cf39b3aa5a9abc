import {understand} from "../src/domain/vietnamese/understand.ts";
import {scan} from "../src/domain/vietnamese/scan.ts";
import {cutParts} from "../src/domain/vietnamese/parts.ts";
import {readWishes} from "../src/domain/vietnamese/requests.ts";
import {meaningJson} from "../src/domain/vietnamese/parse-line.ts";
import {readFileSync} from "node:fs";
const lists:any[]=[];for(const f of ["/work/shared/text/examples.jsonl","/tmp/gen/own.jsonl"])for(const l of readFileSync(f,"utf8").trim().split("\n")){const t=JSON.parse(l).targets;if(!lists.some(x=>JSON.stringify(x)===JSON.stringify(t)))lists.push(t)}
const names="Hà Nội, Vĩnh Phúc, Hải Phòng, Hải Dương, Bắc Ninh, Hưng Yên, Quảng Ninh, Hà Nam, Nam Định, Thái Bình, Ninh Bình".split(", ").map(n=>({name:"Sở Nội vụ "+n}));
const [,,li,...texts]=process.argv;
for(const text of texts){const c={targets:lists[+li!],units:names,today:"2024-06-12"};
const r=scan(text,c);console.log(JSON.stringify(text));console.log("  ",r.bits.map(b=>{const s=r.message.tokens.slice(b.start,b.next).map(t=>t.text).join(" ");return b.kind=="figure"?`F<${s}:${b.values}${b.measure?b.measure.name:""}${b.of?"/"+b.of:""}${b.sign??""}>`:b.kind=="target"?`T<${s}:${b.codes}>`:b.kind=="tag"?`${b.tag}<${s}>`:b.kind=="word"?s:`${b.kind}<${s}>`}).join(" "));
const p=cutParts(r);console.log("  parts",p.length,p.map(x=>x.question));console.log("  words",readWishes(r,p).words.map(w=>w.tag).join(" "),"first",readWishes(r,p).first?.tag);
console.log("  ",JSON.stringify(meaningJson(understand(text,c))))}
