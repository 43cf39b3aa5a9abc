import {understand} from "../src/domain/vietnamese/understand.ts";
import {fold,normalize} from "../src/domain/vietnamese/fold.ts";
import {meaningJson} from "../src/domain/vietnamese/parse-line.ts";
import {readFileSync} from "node:fs";
const names="Hà Nội, Vĩnh Phúc, Hải Phòng, Hải Dương, Bắc Ninh, Hưng Yên, Quảng Ninh, Hà Nam, Nam Định, Thái Bình, Ninh Bình".split(", ").map(n=>({name:"Sở Nội vụ "+n}));
let bad=0,n=0;
const mode=process.argv[2];
for(const f of ["/work/shared/text/examples.jsonl","/tmp/gen/own.jsonl"])for(const l of readFileSync(f,"utf8").trim().split("\n")){const d=JSON.parse(l);if(d.expect.intent==="register"&&mode!=="nfd")continue;
let t=d.text.normalize("NFC"); if(mode==="fold")t=[...t].map(c=>fold(c)===c.toLowerCase()?c:fold(c)).join("");else if(mode==="upper")t=t.toUpperCase();else if(mode==="nfd")t=t.normalize("NFD");else if(mode==="lower")t=t.toLowerCase();else if(mode==="dot")t=t+".";else if(mode==="greet")t="Dạ em chào chị ạ, "+t;else if(mode==="tail")t=t.replace(/[.!?]*$/,m=>" nhé chị"+m);
n++;
const r=meaningJson(understand(t,{targets:d.targets,units:names,today:d.today}));
const a=JSON.stringify(r),b=JSON.stringify(d.expect);
if(a!==b){bad++;console.log(n,JSON.stringify(t),"\n   want",b,"\n   got ",a)}}
console.log("bad",bad,"of",n);
