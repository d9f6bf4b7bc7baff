import { createHash } from "node:crypto";
import type { Context } from "hono";

const STYLE =
  "body{font:16px/1.5 system-ui,sans-serif;margin:20vh auto 0;max-width:22rem;padding:0 1rem;color-scheme:light dark}" +
  "h1{font-size:1.25rem}label{display:block;margin-bottom:.25rem}input,button{font:inherit;padding:.5rem .75rem;width:100%;box-sizing:border-box;margin-bottom:.75rem}";
const SCRIPT =
  'document.forms[0].addEventListener("submit",async(e)=>{e.preventDefault();const r=await fetch("/enter",{method:"POST",body:new FormData(e.target),headers:{"x-regularize":"1"},redirect:"follow"});location.href=r.redirected?"/":"/enter?again"});';
const hash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
const POLICY = `default-src 'none'; style-src ${hash(STYLE)}; script-src ${hash(SCRIPT)}; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;

/** The page that asks for the token. */
export const enterPage = (context: Context, wrong: boolean): Response =>
  context.html(
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>regularize</title><style>${STYLE}</style></head>
<body><h1>regularize</h1><form method="post"><label for="token">Token, as in the file of --token-file</label><input id="token" name="token" type="password" autocomplete="current-password" required autofocus><button>Open</button>${
      wrong ? '<p role="alert">That is not the token.</p>' : ""
    }</form><script>${SCRIPT}</script></body></html>`,
    wrong ? 403 : 200,
    { "content-security-policy": POLICY },
  );
