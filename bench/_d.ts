import {readDate} from "../src/domain/vietnamese/dates.ts";
import {readFileSync} from "node:fs";
const off=new Set(["2026-04-27","2026-04-30","2026-05-01"]);
const w=(d:string)=>{const k=new Date(d+"T00:00Z").getUTCDay();return k>0&&k<6&&!off.has(d)};
let bad=0;
for(const l of readFileSync("/work/shared/text/dates.jsonl","utf8").trim().split("\n")){const d=JSON.parse(l);const r=readDate(d.text,d.today,{isWorkingDay:w});const s=(o:any)=>o&&JSON.stringify([o.date,o.kind,o.end,o.time]);if(s(r)!==s(d.expect)){bad++;console.log(d.text,d.today,"want",s(d.expect),"got",s(r))}}
console.log("bad",bad);
