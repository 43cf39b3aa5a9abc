import {readUnit} from "../src/domain/vietnamese/units.ts";
import {readFileSync} from "node:fs";
const names="Hà Nội, Vĩnh Phúc, Hải Phòng, Hải Dương, Bắc Ninh, Hưng Yên, Quảng Ninh, Hà Nam, Nam Định, Thái Bình, Ninh Bình".split(", ").map(n=>({name:"Sở Nội vụ "+n}));
let bad=0;
for(const l of readFileSync("/work/shared/text/units.jsonl","utf8").trim().split("\n")){const d=JSON.parse(l);const r=readUnit(d.text,names);if(JSON.stringify(r)!==JSON.stringify(d.expect)){bad++;console.log(d.text,d.expect,r)}}
console.log("units bad",bad);
