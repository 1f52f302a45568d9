import { createServer } from "node:http";
import { readFileSync, existsSync } from "node:fs";
import { join, extname } from "node:path";
import { encode, decode } from "@msgpack/msgpack";
import { chromium } from "playwright-core";
const CSP="default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; media-src 'self' blob:; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; object-src 'none'";
const T={".html":"text/html",".js":"text/javascript",".css":"text/css",".svg":"image/svg+xml",".woff2":"font/woff2",".md":"text/markdown"};
const srv=createServer((q,r)=>{let p=new URL(q.url,"http://x").pathname.replace(/^\/app/,"");if(p==="/"||p==="")p="/index.html";const f=join("dist",p);if(!existsSync(f)){r.writeHead(404).end();return}r.writeHead(200,{"content-type":T[extname(f)]??"application/octet-stream","content-security-policy":CSP});r.end(readFileSync(f))}).listen(0);
const port=srv.address().port;
const b=await chromium.launch({executablePath:"/usr/bin/chromium",args:["--no-sandbox","--disable-gpu","--disable-quic"]});
let h=1; const put=(path,kind,props,more={})=>({op:"put",path,kind,hash:h++,props:encode(props),id:null,key:null,container:false,...more});
const run=(ws,ops)=>{const s=m=>ws.send(Buffer.from(encode(m)));s({type:"run_started",run:1});s({type:"delta",ops});s({type:"run_finished",run:1,outcome:"success"})};
for (const [w,theme] of [[1280,"light"],[400,"dark"]]) {
 const pg=await b.newPage({viewport:{width:w,height:820}});
 pg.on("console",m=>["error","warning"].includes(m.type())&&console.log(m.type(),m.text()));
 pg.on("pageerror",e=>console.log("PAGEERROR",e.message));
 const ext=[];pg.on("request",q=>{if(!q.url().startsWith(`http://localhost:${port}`)&&!q.url().startsWith("data:"))ext.push(q.url())});
 await pg.routeWebSocket(/stream/,ws=>{ws.onMessage(m=>{const d=decode(m);if(d.type==="hello"){const s=m=>ws.send(Buffer.from(encode(m)));s({type:"welcome",session:"a",version:"0.1",reset:true,run_on_save:false,app:"my_app.rhai"});
  run(ws,[put([1,0],"header",{body:"Filters"}),put([1,1],"slider",{label:"Days",min_value:1,max_value:90,step:1},{id:"s"}),put([0,0],"title",{body:"Hello, *world*"}),put([0,1],"markdown",{body:"Formula $x^2$ and `code` :material/home: :rocket:\n\n```rust\nfn main(){}\n```",wrap:true}),put([0,2],"selectbox",{label:"City",options:Array.from({length:5000},(_,i)=>"Option "+i),filter_mode:"fuzzy",help:"Pick **one**"},{id:"c"}),{op:"value",id:"c",value:3},put([0,3],"number_input",{label:"N",value:1,step:1},{id:"n"}),put([0,4],"code",{body:"let x = 1;\nlet y = 2;",language:"rhai"}),put([0,5],"tabs",{tabs:["A","B"]},{container:true}),put([0,5,0],"tab",{label:"A"},{container:true}),put([0,5,1],"tab",{label:"B"},{container:true}),put([0,5,0,0],"success",{body:"ok"})])}})});
 const t0=Date.now();
 await pg.goto(`http://localhost:${port}/app/?embed_options=${theme}_theme`);
 await pg.locator("h1").waitFor(); console.log(w,"h1 after",Date.now()-t0,"ms");
 console.log("fcp",await pg.evaluate(()=>performance.getEntriesByName("first-contentful-paint")[0]?.startTime));
 await pg.waitForTimeout(800);
 const shot=n=>pg.screenshot({path:`/tmp/shots-web/i-${n}-${w}.png`});
 await shot("start");
 console.log("mono", await pg.evaluate(()=>[...document.fonts].filter(f=>f.status==="loaded").map(f=>f.family+f.unicodeRange.slice(0,8)).join(",")));
 if(w===400){await pg.getByRole("button",{name:"Open sidebar"}).click();await pg.waitForTimeout(400);await shot("sidebar");await pg.keyboard.press("Escape");await pg.waitForTimeout(300);}
 await pg.getByRole("button",{name:"Main menu"}).click();await pg.waitForTimeout(500);await shot("menu");
 await pg.getByRole("menuitem",{name:"Settings"}).click();await pg.waitForTimeout(500);await shot("settings");
 await pg.keyboard.press("Escape");
 await pg.getByRole("combobox").click();await pg.waitForTimeout(500);await shot("combo");
 await pg.keyboard.press("Escape");await pg.keyboard.press("Escape");
 await pg.getByRole("button",{name:"Help"}).first().hover();await pg.waitForTimeout(700);await shot("help");
 await pg.getByRole("spinbutton").click();await pg.keyboard.type("5");await pg.waitForTimeout(300);await shot("number");
 console.log("external",ext.filter(u=>!u.startsWith("ws")));
 await pg.close();
}
await b.close();srv.close();
