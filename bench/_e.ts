import {understand} from "../src/domain/vietnamese/understand.ts";
import {meaningJson} from "../src/domain/vietnamese/parse-line.ts";
import {readFileSync} from "node:fs";
const names="Hà Nội, Vĩnh Phúc, Hải Phòng, Hải Dương, Bắc Ninh, Hưng Yên, Quảng Ninh, Hà Nam, Nam Định, Thái Bình, Ninh Bình".split(", ").map(n=>({name:"Sở Nội vụ "+n}));
let bad=0,n=0;
for(const l of readFileSync(process.argv[2]??"/work/shared/text/examples.jsonl","utf8").trim().split("\n")){const d=JSON.parse(l);n++;
let r:any; try{r=meaningJson(understand(d.text,{targets:d.targets,units:names,today:d.today}))}catch(e:any){r=e.stack}
const a=JSON.stringify(r),b=JSON.stringify(d.expect);
if(a!==b){bad++;console.log(n,JSON.stringify(d.text),"\n   want",b,"\n   got ",a)}}
console.log("bad",bad,"of",n);
