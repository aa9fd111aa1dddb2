import { chromium } from 'playwright-core'; import packaged from '@sparticuz/chromium';
import { currentDemoCode, DEMO_PASSWORD } from './dist/src/identity/demo-people.js';
import { AxeBuilder } from '@axe-core/playwright';
const url='http://127.0.0.1:3100'; const out='/tmp/shots'; import fs from 'node:fs'; fs.mkdirSync(out,{recursive:true});
const b=await chromium.launch({executablePath: await packaged.executablePath(), args: ['--no-sandbox','--disable-gpu','--disable-quic','--no-first-run','--disable-background-networking'], headless:true});
const sizes={phone:{viewport:{width:360,height:740}},desk:{viewport:{width:1280,height:900}}};
const who={reviewer:['/review','/review/holds'],approver:['/approve'],preparer:['/finance','/finance/ready','/finance/batches','/finance/exceptions','/finance/reconciliation','/finance/funds'],auditor:['/audit/entries','/audit/trial-balance','/audit/events'],privacy:['/privacy'],administrator:['/admin/people','/admin/system','/admin/roles']};
for (const [size,opt] of Object.entries(sizes)) { if (process.argv[2] && process.argv[2]!==size) continue;
  for (const [acc,paths] of Object.entries(who)) { const ctx=await b.newContext(opt); const p=await ctx.newPage(); await p.goto(url+'/sign-in'); const email=acc+'@demo.invalid';
    await p.fill('[name=email]',email); await p.fill('[name=password]',DEMO_PASSWORD); await p.fill('[name=code]',currentDemoCode(email,new Date())); await p.click('main button'); 
    if (p.url().includes('sign-in')) { console.log(acc,'NOT SIGNED IN'); continue; }
    for (const path of paths){ await p.goto(url+path); await p.screenshot({path:`${out}/${size}-${path.slice(1).replaceAll('/','_')}.png`,fullPage:true}); const o=await p.evaluate('document.documentElement.scrollWidth-document.documentElement.clientWidth'); const r=await new AxeBuilder({page:p}).analyze(); console.log(size,path,o,'axe',r.violations.map(v=>v.id+':'+v.nodes.length).join(' ')); }
    await ctx.close(); }
  const ctx=await b.newContext(opt); const p=await ctx.newPage(); for (const path of ['/','/f/1','/help','/safety','/code','/sign-in']) { await p.goto(url+path); await p.screenshot({path:`${out}/${size}-a${path.replaceAll('/','_')}.png`,fullPage:true}); const r=await new AxeBuilder({page:p}).analyze(); console.log(size,path,'axe',r.violations.map(v=>v.id).join(' ')); }
  await ctx.close();
}
await b.close();
